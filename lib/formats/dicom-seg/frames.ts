import type { AnnotationOf, Omission } from '../format.ts';
import { type PaintedKind, painted } from '../painted.ts';
import type { LocatedUnit, Slices } from '../volume-slices.ts';

/** The pixels of one class on one slice, a bit each, the first in the lowest bit. */
export type SegmentFrame = { readonly segment: number; readonly frame: number; readonly bits: Uint8Array };

type Frames = {
  /** By segment, and then by slice. */
  readonly frames: readonly SegmentFrame[];
  /** Whether two segments have a pixel in common. */
  readonly overlap: boolean;
  readonly omitted: readonly Omission[];
};

/** `segments` are the names of the classes, of which the first is segment 1. */
export function segmentFrames(unit: LocatedUnit, slices: Slices, segments: readonly string[]): Frames {
  const [width, height] = unit.geometry.size;
  const numbers = new Map(segments.map((name, index) => [name, index + 1]));
  const omitted: Omission[] = [];
  const frames: SegmentFrame[] = [];
  let overlap = false;
  for (const [frame, annotations] of [...slices].sort(([one], [other]) => one - other)) {
    const drawn = new Map<number, Uint8Array>();
    for (const annotation of annotations) {
      const segment = numbers.get(annotation.category) ?? 0;
      const counts = countsOf(annotation, { width, height }, unit.id, omitted);
      if (!counts) continue;
      const pixels = drawn.get(segment) ?? new Uint8Array(width * height);
      drawn.set(segment, pixels);
      let place = 0;
      for (const [index, run] of counts.entries()) {
        if (index % 2 === 1) pixels.fill(1, place, place + run);
        place += run;
      }
    }
    overlap ||= isShared([...drawn.values()]);
    for (const [segment, pixels] of drawn) frames.push({ segment, frame, bits: packed(pixels) });
  }
  frames.sort((one, other) => one.segment - other.segment); // stable, so that slices stay in order
  return { frames, overlap, omitted };
}

function countsOf(
  { id, shape }: AnnotationOf<PaintedKind>,
  size: { readonly width: number; readonly height: number },
  unit: string,
  omitted: Omission[],
): readonly number[] | undefined {
  if (!shape) return undefined;
  const { counts, omitted: why } = painted(shape, size);
  omitted.push(...why.map((reason) => ({ ...reason, unit, annotation: id })));
  return counts;
}

function isShared([first, ...others]: readonly Uint8Array[]): boolean {
  if (!first || others.length === 0) return false;
  const taken = Uint8Array.from(first);
  return others.some((pixels) =>
    pixels.some((pixel, place) => {
      if (pixel === 0) return false;
      const isTaken = taken[place] === 1;
      taken[place] = 1;
      return isTaken;
    }),
  );
}

function packed(pixels: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(pixels.length / 8));
  for (let place = 0; place < pixels.length; place += 1) {
    if (pixels[place] === 1) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }
  return bits;
}

/** Frames follow one another without a gap, also where one does not end with a byte. */
export function pixelData(frames: readonly Pick<SegmentFrame, 'bits'>[], pixelsAFrame: number): Uint8Array {
  if (pixelsAFrame % 8 === 0) return Buffer.concat(frames.map(({ bits }) => bits));
  const all = new Uint8Array(Math.ceil((frames.length * pixelsAFrame) / 8));
  for (const [index, { bits }] of frames.entries()) {
    for (let pixel = 0; pixel < pixelsAFrame; pixel += 1) {
      if (((bits[pixel >> 3] ?? 0) & (1 << (pixel & 7))) === 0) continue;
      const place = index * pixelsAFrame + pixel;
      all[place >> 3] = (all[place >> 3] ?? 0) | (1 << (place & 7));
    }
  }
  return all;
}
