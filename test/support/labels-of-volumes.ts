import fc from 'fast-check';
import type { Omission } from '../../lib/formats/format.ts';
import { corners } from '../../lib/label/geometry.ts';
import type { Annotation, Label, Shape, Track, Unit, VolumeGeometry } from '../../lib/label/label.ts';
import { rasterise } from '../../lib/label/rasterise.ts';
import { aLabel, anyName, pixels } from './labels.ts';

const size = { width: 24, height: 18 };
const frames = 6;
const coordinate = pixels({ min: -8, max: 32 });
const extent = pixels({ min: 0, max: 24 });

const shape: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({
    kind: fc.constant('box' as const),
    x: coordinate,
    y: coordinate,
    width: extent,
    height: extent,
    rotationDegrees: fc.constantFrom(0, 30),
  }),
  fc
    .array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 6 })
    .map((ring) => ({ kind: 'polygon' as const, polygons: [[ring]] })),
  fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 200 })).map(([before, run]) => ({
    kind: 'mask' as const,
    ...size,
    counts: [before, run, size.width * size.height - before - run],
  })),
);

/** Turned about all axes, so that no number of the affine is 0; to either side. */
const affine: fc.Arbitrary<VolumeGeometry['affine']> = fc
  .tuple(fc.nat({ max: 628 }), fc.nat({ max: 628 }), fc.constantFrom(1, -1), pixels({ min: -200, max: 200 }))
  .map(([first, second, side, origin]) => {
    const [a, b] = [first / 100, second / 100];
    const x = [Math.cos(a), Math.sin(a), 0];
    const y = [-Math.sin(a) * Math.cos(b), Math.cos(a) * Math.cos(b), Math.sin(b)];
    const z = [Math.sin(a) * Math.sin(b), -Math.cos(a) * Math.sin(b), Math.cos(b)];
    const row = (axis: number): [number, number, number, number] => [
      0.75 * (x[axis] ?? 0),
      0.5 * (y[axis] ?? 0),
      2.5 * side * (z[axis] ?? 0),
      origin + axis,
    ];
    return [row(0), row(1), row(2), [0, 0, 0, 1]];
  });

const uid = '1.2.826.0.1.3680043.8.498';
const dicomOf = (unit: number) => ({
  studyUid: `${uid}.1`,
  seriesUid: `${uid}.2.${unit}`,
  frameOfReferenceUid: `${uid}.3`,
  sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
});

const thing = fc.record({
  unit: fc.nat({ max: 1 }),
  category: fc.constantFrom('liver', 'tumour 🩻'),
  drawn: fc.uniqueArray(fc.record({ frame: fc.nat({ max: frames - 1 }), shape }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ frame }) => frame,
  }),
  isTracked: fc.boolean(),
});

/** Any valid label of two volumes of which is known where they are: a series of DICOM, and a NIfTI file. */
export const anyLabelOfVolumes = (): fc.Arbitrary<Label> =>
  fc
    .record({
      names: fc.tuple(anyName, anyName),
      affines: fc.tuple(affine, affine),
      things: fc.array(thing, { maxLength: 5 }),
    })
    .map(({ names, affines, things }) => {
      const units = names.map((name, index): Unit => {
        const at = affines[index] ?? affines[0];
        const geometry: VolumeGeometry = { size: [size.width, size.height, frames], affine: at };
        const unit: Unit = {
          id: `unit-${index}`,
          name: `${index}/${name}`,
          media: 'volume',
          ...size,
          frames,
          geometry,
        };
        if (index > 0) return unit;
        const slices = Array.from({ length: frames }, (_, frame) => ({ frame, id: `${uid}.4.${frame + 1}`, ...size }));
        return { ...unit, slices, geometry: { ...geometry, dicom: dicomOf(index) } };
      });
      const annotations = things.flatMap(({ unit, category, drawn, isTracked }, index) =>
        drawn.map(
          ({ frame, shape }): Annotation => ({
            id: `thing-${index}#${frame}`,
            ...(isTracked ? { track: `thing-${index}` } : {}),
            category,
            unit: `unit-${unit}`,
            at: { kind: 'frame', frame },
            shape,
            attributes: [],
          }),
        ),
      );
      const tracks = things.flatMap(({ unit, isTracked }, index): Track[] =>
        isTracked
          ? [
              {
                id: `thing-${index}`,
                unit: `unit-${unit}`,
                frames: [{ start: 0, end: frames }],
                interpolation: 'linear',
              },
            ]
          : [],
      );
      return aLabel({
        categories: [
          { name: 'liver', kind: 'object' },
          { name: 'tumour 🩻', kind: 'object' },
        ],
        units,
        annotations,
        tracks,
      });
    });

/** The annotations of which a format says that they have no pixel: a ring that crosses itself may be that thin. */
export const withoutPixels = (omitted: readonly Omission[]): ReadonlySet<string | undefined> =>
  new Set(
    omitted
      .filter(({ code, detail }) => (code === 'no-area' || code === 'outside-image') && !detail)
      .map(({ annotation }) => annotation),
  );

/** Row-major runs of a shape of these labels on its slice. */
export function runsOf(shape: Shape, size: { readonly width: number; readonly height: number }): readonly number[] {
  if (shape.kind === 'mask') return shape.counts;
  if (shape.kind === 'polygon') return rasterise(shape.polygons, size).counts;
  if (shape.kind !== 'box') throw new TypeError(`No ${shape.kind} is in the labels.`);
  // The corners as everything here takes them: by another sum, an edge on the middle of a pixel may lie beside it.
  return rasterise([[corners(shape)]], size).counts;
}
