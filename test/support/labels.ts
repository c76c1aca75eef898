import fc from 'fast-check';
import { type Annotation, type Attribute, Label, type Shape } from '../../lib/label/label.ts';

/** A small, valid label; give what matters to the test. */
export function aLabel(parts: Partial<Omit<Label, 'source'>> & { source?: Partial<Label['source']> } = {}): Label {
  return Label.parse({
    schema: 1,
    categories: [{ name: 'car', kind: 'object' }],
    units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', width: 640, height: 480 }],
    annotations: [],
    ...parts,
    source: {
      platform: 'encord',
      project: 'project-1',
      label: 'label-1',
      revision: 1_700_000_000_000_000,
      updatedAt: '2023-11-14T22:13:20.000Z',
      ...parts.source,
    },
  });
}

/** A box of 10 × 20 px at (30, 40), unless said otherwise. */
export function anAnnotation(parts: Partial<Annotation> = {}): Annotation {
  return {
    id: 'annotation-1',
    category: 'car',
    unit: 'unit-1',
    at: { kind: 'whole' },
    shape: { kind: 'box', x: 30, y: 40, width: 10, height: 20, rotationDegrees: 0 },
    attributes: [],
    ...parts,
  };
}

/** Pixels to a thousandth. `fc.double` takes every exponent alike: most of its numbers are all but 0, most of its shapes all but points. */
export const pixels = (range: { readonly min: number; readonly max: number }): fc.Arbitrary<number> =>
  fc.integer({ min: range.min * 1000, max: range.max * 1000 }).map((thousandths) => thousandths / 1000);

const coordinate = fc.oneof(pixels({ min: -50, max: 700 }), fc.double({ min: -50, max: 700, noNaN: true }));
const extent = fc.oneof(pixels({ min: 0, max: 700 }), fc.double({ min: 0, max: 700, noNaN: true }));
const position = fc.tuple(coordinate, coordinate);
const ring = fc.array(position, { minLength: 3, maxLength: 8 });

const anyShape = (width: number, height: number): fc.Arbitrary<Shape> =>
  fc.oneof(
    fc.record({
      kind: fc.constant('box' as const),
      x: coordinate,
      y: coordinate,
      width: extent,
      height: extent,
      rotationDegrees: fc.oneof(fc.constant(0), fc.double({ min: -360, max: 360, noNaN: true })),
    }),
    fc.record({
      kind: fc.constant('polygon' as const),
      polygons: fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
    }),
    fc.record({ kind: fc.constant('polyline' as const), points: fc.array(position, { minLength: 2, maxLength: 5 }) }),
    fc.record({ kind: fc.constant('point' as const), x: coordinate, y: coordinate }),
    fc
      .array(fc.nat({ max: width * height }), { maxLength: 6 })
      .map((cuts) => [0, ...cuts.sort((a, b) => a - b), width * height])
      .map((ends) => ({
        kind: 'mask' as const,
        width,
        height,
        counts: ends.slice(1).map((end, index) => end - (ends[index] ?? 0)),
      })),
  );

/** Names as people give them: with slashes, spaces, emoji, dots, of any case. */
export const anyName = fc.oneof(
  fc.constantFrom('car', 'Car', 'a/b', 'traffic light 🚦', '..', './x', 'été', 'C:\\images\\1.jpg', '-'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
);

const anyAttribute: fc.Arbitrary<Attribute> = fc.record({
  name: anyName,
  value: fc.oneof(
    fc.record({ kind: fc.constant('text' as const), text: fc.string() }),
    fc.record({ kind: fc.constant('number' as const), number: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({
      kind: fc.constant('radio' as const),
      choice: fc.record({ name: anyName, attributes: fc.constant<Attribute[]>([]) }),
    }),
  ),
});

/** Any valid label of images: one to three units, up to eight annotations of every shape. */
export const anyLabel = (): fc.Arbitrary<Label> =>
  fc
    .record({
      names: fc.uniqueArray(anyName, { minLength: 1, maxLength: 4 }),
      units: fc.array(
        fc.record({
          name: anyName,
          width: fc.integer({ min: 1, max: 640 }),
          height: fc.integer({ min: 1, max: 480 }),
          sized: fc.boolean(),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
    })
    .chain(({ names, units }) => {
      const withIds = units.map(({ name, width, height, sized }, index) => ({
        id: `unit-${index}`,
        name: `${index}/${name}`,
        media: 'image' as const,
        ...(sized ? { width, height } : {}),
      }));
      const annotation = fc
        .record({
          unit: fc.nat({ max: units.length - 1 }),
          category: fc.constantFrom(...names),
          attributes: fc.array(anyAttribute, { maxLength: 2 }),
          plain: fc.boolean(),
        })
        .chain(({ unit, category, attributes, plain }) => {
          const { width = 1, height = 1, sized } = units[unit] ?? { sized: false };
          const shape = plain
            ? fc.constant(undefined)
            : anyShape(width, height).filter((candidate) => sized || candidate.kind !== 'mask');
          return shape.map((made) => ({
            unit: `unit-${unit}`,
            category,
            attributes,
            at: { kind: 'whole' as const },
            ...(made ? { shape: made } : {}),
          }));
        });
      return fc.array(annotation, { maxLength: 8 }).map((annotations) =>
        aLabel({
          categories: names.flatMap((name) => [
            { name, kind: 'object' as const },
            { name, kind: 'classification' as const },
          ]),
          units: withIds,
          annotations: annotations.map((made, index) => ({ id: `annotation-${index}`, ...made })),
        }),
      );
    });
