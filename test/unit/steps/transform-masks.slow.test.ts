import { expect, it } from 'vitest';
import { formats } from '../../../lib/formats/formats.ts';
import { makeExport } from '../../../lib/steps/transform-label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

const everyFormat = Object.values(formats).map((format) => ({ format, options: format.Options.parse({}) }));

it('a label whose masks have few runs row by row and millions column by column is refused, soon', () => {
  const [width, height] = [4000, 3000];
  const stripes = (seed: number): number[] => {
    const counts = Array.from({ length: 4000 }, (_, index) => [1000 + ((index * 37 + seed) % 900), 500]).flat();
    return [...counts, width * height - counts.reduce((sum, run) => sum + run, 0)];
  };
  const annotations = Array.from({ length: 10 }, (_, index) =>
    anAnnotation({ id: `mask-${index}`, shape: { kind: 'mask', width, height, counts: stripes(index) } }),
  );
  const label = aLabel({ units: [{ id: 'unit-1', name: 'a.jpg', media: 'image', width, height }], annotations });
  const surroundings = { project: { connection: 'encord', project: 'project-1' }, numbers: { classes: ['car'] } };
  expect(() => makeExport(label, undefined, { ...surroundings, formats: everyFormat })).toThrow(
    expect.objectContaining({
      name: 'InvalidLabel',
      message: expect.stringMatching(/^The masks of a\.jpg must have at most \d+ characters .* leave "coco" out/),
    }),
  );
});
