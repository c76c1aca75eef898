import fc from 'fast-check';
import type { Annotation, Label } from '../../lib/label/label.ts';
import { aLabel, anyName } from './labels.ts';

const metres = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((parts) => parts / 10_000);
const length = fc
  .oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 200_000 }) }, fc.constant(0))
  .map((parts) => parts / 10_000);
const angle = fc.integer({ min: -6_283, max: 6_283 }).map((parts) => parts / 1_000);
const leaning = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, angle);

const cuboid = fc.record({
  kind: fc.constant('cuboid' as const),
  position: fc.tuple(metres, metres, metres),
  size: fc.tuple(length, length, length),
  orientation: fc.tuple(leaning, leaning, angle),
});

/** Any valid label of a scene, whose cuboids are in its frames, and of a single point cloud. */
export const anyLabelOfScenes = (): fc.Arbitrary<Label> =>
  fc
    .record({
      name: anyName,
      categories: fc.uniqueArray(anyName, { minLength: 1, maxLength: 3 }),
      cuboids: fc.array(fc.tuple(cuboid, fc.nat({ max: 2 }), fc.option(fc.nat({ max: 9 }))), { maxLength: 8 }),
    })
    .map(({ name, categories, cuboids }) =>
      aLabel({
        categories: categories.map((category) => ({ name: category, kind: 'object' as const })),
        units: [
          { id: 'scene', name: `${name}/scene`, media: 'pointcloud', frames: 10 },
          { id: 'cloud', name: `${name}.pcd`, media: 'pointcloud' },
        ],
        annotations: cuboids.map(
          ([shape, category, frame], index): Annotation => ({
            id: `annotation-${index}`,
            category: categories[category % categories.length] ?? '',
            unit: frame === null ? 'cloud' : 'scene',
            at: frame === null ? { kind: 'whole' } : { kind: 'frame', frame },
            shape,
            attributes: [],
          }),
        ),
      }),
    );
