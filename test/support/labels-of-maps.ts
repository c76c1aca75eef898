import fc from 'fast-check';
import type { Annotation, Label, Shape } from '../../lib/label/label.ts';
import { aLabel, anyName } from './labels.ts';

const longitude = fc.integer({ min: -1_800_000, max: 1_800_000 }).map((parts) => parts / 10_000);
const latitude = fc.integer({ min: -900_000, max: 900_000 }).map((parts) => parts / 10_000);
const position = fc.tuple(longitude, latitude);

/** Of corners on a circle, in turn: it never crosses itself. Either way round. */
const ringAround = (radius: number) =>
  fc
    .record({
      corners: fc.uniqueArray(fc.nat({ max: 35 }), { minLength: 3, maxLength: 8 }),
      isClockwise: fc.boolean(),
    })
    .map(({ corners, isClockwise }) => {
      const inTurn = corners.sort((one, other) => one - other).map((tens) => (tens * Math.PI) / 18);
      const ring = inTurn.map((angle) => [10 + radius * Math.cos(angle), 50 + radius * Math.sin(angle)]);
      if (isClockwise) ring.reverse();
      return [...ring, ring[0] ?? []];
    });
const polygon = ringAround(20);

const shape: fc.Arbitrary<Shape> = fc
  .oneof(
    fc.record({ type: fc.constant('Point' as const), coordinates: position }),
    fc.record({
      type: fc.constant('LineString' as const),
      coordinates: fc.array(position, { minLength: 2, maxLength: 5 }),
    }),
    fc.record({ type: fc.constant('Polygon' as const), coordinates: fc.tuple(polygon) }),
  )
  .map((geometry) => ({ kind: 'geo' as const, geometry }));

/** Any valid label of one map, with points, lines and polygons. */
export const anyLabelOfMaps = (): fc.Arbitrary<Label> =>
  fc
    .record({
      name: anyName,
      categories: fc.uniqueArray(anyName, { minLength: 1, maxLength: 3 }),
      shapes: fc.array(fc.tuple(shape, fc.nat({ max: 2 })), { maxLength: 8 }),
    })
    .map(({ name, categories, shapes }) =>
      aLabel({
        categories: categories.map((category) => ({ name: category, kind: 'object' as const })),
        units: [{ id: 'unit-1', name, media: 'geospatial' }],
        annotations: shapes.map(
          ([made, category], index): Annotation => ({
            id: `annotation-${index}`,
            category: categories[category % categories.length] ?? '',
            unit: 'unit-1',
            at: { kind: 'whole' },
            shape: made,
            attributes: [],
          }),
        ),
      }),
    );
