import { type FlatValue, flatAttributes } from '../formats/flat-attributes.ts';
import type { ReadObject } from '../formats/format.ts';
import { type Annotation, type Category, categoryKindOf, type Label, type Place, type Shape } from '../label/label.ts';
import { placeText } from './place-text.ts';
import { shapeText } from './shape-text.ts';

/** Something to draw: an annotation of a label, or an object as a file has it. */
export type Mark = {
  readonly category: string;
  readonly at: Place;
  readonly shape?: Shape | undefined;
  readonly track?: string | undefined;
  /** The keypoints of its category and the lines between them. */
  readonly skeleton?: Category['skeleton'];
  /** What is shown where somebody points at it, a line each. */
  readonly about: readonly string[];
  /** Its answers, as `question: answer`. */
  readonly answers: readonly string[];
  /** Whether no annotation says it: it lies between two of its track. */
  readonly isBetween?: boolean;
  /** Where two revisions are compared. */
  readonly standing?: Standing | undefined;
};

/** What became of an annotation between two revisions. */
export type Standing = 'added' | 'removed' | 'changed' | 'same';

const signs: Readonly<Record<Standing, string>> = { added: '+ ', removed: '− ', changed: '≠ ', same: '' };

/** The class of a mark, with what became of it: not by a colour alone. */
export const markName = ({ category, standing = 'same' }: Mark): string => `${signs[standing]}${category}`;

/** Of one unit of a label, in the order of its annotations. `standingOf`: what became of each, where two revisions are compared. */
export function marksOfLabel(
  { annotations, categories }: Label,
  unit: string,
  standingOf: (annotation: string) => Standing | undefined = () => undefined,
): Mark[] {
  const templates = new Map(
    categories.flatMap(({ kind, name, skeleton }) => (kind === 'object' && skeleton ? [[name, skeleton]] : [])),
  );
  return annotations
    .filter((annotation) => annotation.unit === unit)
    .map((annotation) => markOf(annotation, templates, standingOf(annotation.id)));
}

function markOf(
  annotation: Annotation,
  templates: ReadonlyMap<string, Category['skeleton']>,
  standing: Standing | undefined,
): Mark {
  const { category, at, shape, track } = annotation;
  const answers = answersOf(annotation);
  const isObject = categoryKindOf(annotation) === 'object';
  return {
    category,
    at,
    shape,
    track,
    skeleton: isObject ? templates.get(category) : undefined,
    about: [category, ...(standing ? [standing] : []), ...detailsOf(annotation), ...answers],
    answers,
    standing,
  };
}

function detailsOf(annotation: Annotation): string[] {
  const { id, keyFrame, confidence, origin, relations = [] } = annotation;
  return [
    `id ${id}`,
    ...shownDetails(annotation),
    ...(keyFrame === undefined ? [] : [keyFrame ? 'key frame' : 'filled in by a machine']),
    ...(confidence === undefined ? [] : [`confidence ${confidence}`]),
    ...(origin === undefined ? [] : [`origin ${origin}`]),
    ...relations.map(({ name = 'relation', to, bothWays }) => `${name} ${bothWays ? '↔' : '→'} ${to}`),
  ];
}

const answersOf = ({ attributes }: Annotation): string[] => answerLines(flatAttributes(attributes, {}));

const answerLines = (answers: Readonly<Record<string, FlatValue>>): string[] =>
  Object.entries(answers).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`);

/** Files do not say the ids of annotations. */
export const marksOfFile = (objects: readonly ReadObject[]): Mark[] =>
  objects.map(({ category, at = { kind: 'whole' }, track, shape, answers = {} }) => ({
    category,
    at,
    shape,
    track,
    about: [category, ...shownDetails({ at, track, shape }), ...answerLines(answers)],
    answers: answerLines(answers),
  }));

/** Of what a label and a file say alike. */
const shownDetails = ({ track, at, shape }: Pick<Annotation, 'track' | 'at' | 'shape'>): string[] => [
  ...(track === undefined ? [] : [`track ${track}`]),
  ...(at.kind === 'whole' ? [] : [placeText(at)]),
  ...(shape ? [shapeText(shape)] : []),
];
