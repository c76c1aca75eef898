import type { Label } from '../../lib/label/label.ts';
import type { SurveyedLabel } from '../../lib/release/survey.ts';

export const project = { connection: 'bench', project: 'p' };
export const classes = ['car', 'person', 'bus'] as const;

/** One in fifty is a second label of the unit before it; one in a hundred has a name that others have. */
const unitOf = (number: number) => `unit-${number % 50 === 1 ? number - 1 : number}`;
const nameOf = (number: number) =>
  number % 100 === 7 ? `cam/${number % 1_000}.JPG` : `cam${number % 10}/${number}.jpg`;
const revision = 1_700_000_000_000_000;
/** Ids of the length that platforms give. */
const idOf = (number: number) => `label-${String(number).padStart(26, '0')}`;

/** Five boxes, and nothing in one of twenty. */
export function labelOf(number: number): Label {
  const unit = unitOf(number);
  return {
    schema: 1,
    source: {
      ...{ platform: project.connection, project: project.project, label: idOf(number) },
      ...{ revision: revision + number, updatedAt: '2026-01-01T00:00:00.000Z' },
    },
    categories: classes.map((name) => ({ name, kind: 'object' })),
    units: [{ id: unit, name: nameOf(number), media: 'image', width: 1_920, height: 1_080 }],
    annotations: Array.from({ length: number % 20 === 0 ? 0 : 5 }, (_, index) => ({
      ...{
        id: `a${index}`,
        unit,
        category: classes[(number + index) % 3] ?? '',
        at: { kind: 'whole' },
        attributes: [],
      },
      shape: {
        ...{ kind: 'box', x: (number * 7 + index * 31) % 1_800, y: (number * 3 + index * 17) % 1_000 },
        ...{ width: 50, height: 40, rotationDegrees: 0 },
      },
    })),
  };
}

/** What the survey says of the same label. */
export const surveyedOf = (number: number): SurveyedLabel => ({
  ...{ project: 0, label: idOf(number), revision: revision + number },
  units: [[unitOf(number), nameOf(number)]],
});
