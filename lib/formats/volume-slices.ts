import { InvalidLabel } from '../contracts/errors.ts';
import type { Track, Unit, VolumeGeometry } from '../label/label.ts';
import type { AnnotationOf, Omission } from './holdings.ts';
import type { PaintedKind } from './painted.ts';
import { framesWithoutShape, mostFrames, shapesByFrame, videoObjects } from './video-objects.ts';

/** A volume of which is known where it is. */
export type LocatedUnit = Unit & { readonly geometry: VolumeGeometry };
type Size = VolumeGeometry['size'];

export const isLocated = (unit: Unit): unit is LocatedUnit => unit.geometry !== undefined;

/** What is drawn on each slice that has something on it, in the order of the label. */
export type Slices = ReadonlyMap<number, readonly AnnotationOf<PaintedKind>[]>;

const mostVoxels = 2 ** 31;
const longestSide = 32_767; // a number of 16 bits in NIfTI-1 and in DICOM
const mostShapes = 1_000_000; // of one volume, those between key frames among them

/** Between key frames, where the platform says that they are linear, too. */
export function slicesOf(
  unit: LocatedUnit,
  annotations: readonly AnnotationOf<PaintedKind>[],
  tracks: readonly Track[],
  format: string,
): { readonly slices: Slices; readonly omitted: readonly Omission[] } {
  checkSize(unit, format);
  const [, , frames] = unit.geometry.size;
  const things = videoObjects(unit, annotations, tracks);
  const most = things.objects.reduce((sum, object) => sum + mostFrames(object, { frames }), 0);
  if (most > mostShapes) {
    const tooMany: Omission = { code: 'too-many-frames', unit: unit.id, detail: `${most} shapes` };
    return { slices: new Map(), omitted: [...things.omitted, tooMany] };
  }
  const omitted = [...things.omitted];
  const slices = new Map<number, AnnotationOf<PaintedKind>[]>();
  for (const object of things.objects) {
    const known: number[] = [];
    for (const { frame, shape, annotation } of shapesByFrame(object, { frames })) {
      known.push(frame);
      slices.set(frame, [...(slices.get(frame) ?? []), { ...annotation, shape }]);
    }
    const unknown = framesWithoutShape(object, { frames }, known);
    const annotation = object.drawn[0]?.annotation.id;
    if (unknown > 0) omitted.push({ code: 'shape-unknown', unit: unit.id, annotation, detail: `${unknown} frames` });
  }
  return { slices, omitted };
}

function checkSize({ name, geometry: { size } }: LocatedUnit, format: string): void {
  const voxels = size.reduce((product, side) => product * side, 1);
  if (voxels <= mostVoxels && Math.max(...size) <= longestSide) return;
  throw new InvalidLabel(
    `${name} must have at most ${mostVoxels} voxels, and ${longestSide} a side, but has ${shownSize(size)}. Split it on the platform, or leave "${format}" out of the route.`,
  );
}

const shownSize = (size: Size) => size.join(' × ');

/** Once each: what lies between two key frames loses the same as they do. */
export function withoutRepetition(omitted: readonly Omission[]): readonly Omission[] {
  return [...new Map(omitted.map((omission) => [JSON.stringify(omission), omission])).values()];
}
