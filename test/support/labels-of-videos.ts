import fc from 'fast-check';
import type { Annotation, Label, Shape, Track } from '../../lib/label/label.ts';
import { aLabel, anyName, pixels } from './labels.ts';

const size = { width: 64, height: 48 };
const frames = 30;
const coordinate = pixels({ min: -20, max: 80 });
const extent = pixels({ min: 0, max: 60 });

const box = fc.record({
  kind: fc.constant('box' as const),
  x: coordinate,
  y: coordinate,
  width: extent,
  height: extent,
  rotationDegrees: fc.oneof(fc.constant(0), pixels({ min: -360, max: 360 })),
});
const ellipse = fc.record({
  kind: fc.constant('ellipse' as const),
  x: coordinate,
  y: coordinate,
  radiusX: extent,
  radiusY: extent,
  rotationDegrees: fc.constant(0),
});
const polygon = fc
  .array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 })
  .map((ring) => ({ kind: 'polygon' as const, polygons: [[ring]] }));
const shape: fc.Arbitrary<Shape> = fc.oneof({ weight: 4, arbitrary: box }, ellipse, polygon);

/** Frames from 0 to 30 in ranges that do not touch. */
const ranges = fc
  .uniqueArray(fc.nat({ max: frames }), { minLength: 2, maxLength: 6 })
  .map((ends) => ends.sort((one, other) => one - other))
  .map((ends) =>
    ends.flatMap((start, index) => {
      const end = ends[index + 1];
      return index % 2 === 0 && end !== undefined ? [{ start, end }] : [];
    }),
  );

const thing = fc.record({
  unit: fc.nat({ max: 1 }),
  category: fc.constantFrom('car', 'traffic light 🚦'),
  drawn: fc.uniqueArray(fc.record({ frame: fc.nat({ max: frames - 1 }), shape }), {
    minLength: 1,
    maxLength: 5,
    selector: ({ frame }) => frame,
  }),
  /** Not listed where undefined: it is in the frames in which it is drawn. */
  interpolation: fc.constantFrom('linear' as const, 'linear' as const, 'none' as const, undefined),
  ranges,
});

/** Any valid label of two videos of 30 frames, with tracks of every kind. */
export const anyLabelOfVideos = (): fc.Arbitrary<Label> =>
  fc
    .record({ names: fc.tuple(anyName, anyName), things: fc.array(thing, { maxLength: 5 }) })
    .map(({ names, things }) => {
      const annotations = things.flatMap(({ unit, category, drawn }, index) =>
        drawn.map(
          ({ frame, shape }): Annotation => ({
            id: `thing-${index}#${frame}`,
            track: `thing-${index}`,
            category,
            unit: `unit-${unit}`,
            at: { kind: 'frame', frame },
            shape,
            attributes: [],
          }),
        ),
      );
      const tracks = things.flatMap(({ unit, interpolation, ranges }, index): Track[] =>
        interpolation ? [{ id: `thing-${index}`, unit: `unit-${unit}`, frames: ranges, interpolation }] : [],
      );
      return aLabel({
        categories: [
          { name: 'car', kind: 'object' },
          { name: 'traffic light 🚦', kind: 'object' },
        ],
        units: names.map((name, index) => ({
          id: `unit-${index}`,
          name: `${index}/${name}`,
          media: 'video',
          ...size,
          frames,
          framesPerSecond: 25,
        })),
        annotations,
        tracks,
      });
    });
