import { InvalidLabel } from '../contracts/errors.ts';
import { pathRing } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { corners } from '../label/geometry.ts';
import type { ShapeOf, Unit } from '../label/label.ts';
import { flatten, type Stretches } from '../label/layers.ts';
import { maskArea } from '../label/mask.ts';
import { rasterise } from '../label/rasterise.ts';
import type { PixelRun } from './png.ts';
import { isSized, type Reason, type Size, type SizedUnit, visibleParts } from './visible-parts.ts';

export type { SizedUnit } from './visible-parts.ts';

/** Shapes that have pixels, for formats that are pictures. */
export const paintedKinds = ['box', 'polygon', 'ellipse', 'path', 'mask'] as const;
export type PaintedKind = (typeof paintedKinds)[number];

/** Row-major runs over the whole image, and what of the shape they do not say; no runs, and why, where it has no pixels. */
export type Painted = { readonly counts?: readonly number[]; readonly omitted: readonly Reason[] };

export const painted = (shape: ShapeOf<PaintedKind>, size: Size): Painted =>
  paintings[shape.kind](shape as never, size);

const paintings: { readonly [Kind in PaintedKind]: (shape: ShapeOf<Kind>, size: Size) => Painted } = {
  box: (box, size) => paintPolygons([[corners(box)]], size),
  polygon: ({ polygons }, size) => paintPolygons(polygons, size),
  ellipse: (ellipse, size) => paintPolygons([[ellipseRing(ellipse)]], size),
  path(path, size) {
    const ring = pathRing(path);
    if (!ring) return { omitted: [{ code: 'shape-not-held', detail: 'path that is open or branches' }] };
    return paintPolygons([[ring]], size);
  },
  mask: (mask) => withArea(mask, []),
};

function paintPolygons(polygons: ShapeOf<'polygon'>['polygons'], size: Size): Painted {
  const { visible, omitted } = visibleParts(polygons, size);
  return visible.length === 0 ? { omitted } : withArea(rasterise(polygons, size), omitted);
}

const withArea = (mask: ShapeOf<'mask'>, omitted: readonly Reason[]): Painted =>
  maskArea(mask) > 0 ? { counts: mask.counts, omitted } : { omitted: [{ code: 'no-area' }] };

/** Something painted, and the value that its pixels have in the picture. */
export type Layer = { readonly value: number; readonly counts: readonly number[] };

/** What is seen of layers that lie one on the other, the last on top, and how many pixels each lost to other values. */
export type Flattened = { readonly stretches: Stretches; readonly lost: readonly number[] };

export function flattenLayers(layers: readonly Layer[]): Flattened {
  const stretches = flatten(layers.map(({ counts }) => counts));
  const { starts, ends } = stretches;
  const areas = layers.map((layer) => maskArea(layer));
  const shown = starts.reduce((sum, start, index) => sum + (ends[index] ?? 0) - start, 0);
  if (areas.reduce((sum, area) => sum + area, 0) === shown) return { stretches, lost: areas.map(() => 0) };
  const byValue = stretchesByValue(layers, stretches);
  return {
    stretches,
    lost: layers.map(({ value, counts }, index) => (areas[index] ?? 0) - pixelsOf(counts, byValue.get(value))),
  };
}

/** `before[i]`: how many pixels the stretches before this one have. */
type Counted = { readonly starts: number[]; readonly ends: number[]; readonly before: number[]; total: number };

function stretchesByValue(layers: readonly Layer[], { starts, ends, layers: shown }: Stretches) {
  const byValue = new Map<number, Counted>();
  for (const [index, start] of starts.entries()) {
    const value = layers[shown[index] ?? 0]?.value ?? 0;
    const end = ends[index] ?? start;
    const counted = byValue.get(value) ?? { starts: [], ends: [], before: [], total: 0 };
    byValue.set(value, counted);
    counted.starts.push(start);
    counted.ends.push(end);
    counted.before.push(counted.total);
    counted.total += end - start;
  }
  return byValue;
}

/** How many pixels of a mask lie in the stretches. */
function pixelsOf(counts: readonly number[], stretches: Counted | undefined): number {
  if (!stretches) return 0;
  let [pixels, start] = [0, 0];
  for (const [index, run] of counts.entries()) {
    if (index % 2 === 1) pixels += pixelsBefore(start + run, stretches) - pixelsBefore(start, stretches);
    start += run;
  }
  return pixels;
}

function pixelsBefore(place: number, { starts, ends, before }: Counted): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  const last = low - 1;
  return last < 0 ? 0 : (before[last] ?? 0) + Math.min(place, ends[last] ?? 0) - (starts[last] ?? 0);
}

/** The stretches as a picture has them: `bytesOf` gives the bytes of a pixel. */
export function* pixelRuns(
  { starts, ends, layers: shown }: Stretches,
  bytes: readonly Uint8Array[],
): Generator<PixelRun> {
  for (const [index, start] of starts.entries()) {
    yield { start, end: ends[index] ?? start, bytes: bytes[shown[index] ?? 0] ?? new Uint8Array(1) };
  }
}

/** For `overlap`, once for each annotation that lost pixels. Without their number: equal reports are counted together. */
export const overlapOf = ({ counts }: Layer, lost: number): Reason | undefined =>
  lost > 0 ? { code: 'overlap', detail: lost < maskArea({ counts }) ? 'in part' : 'wholly covered' } : undefined;

/** A number's colour: that of the class in PASCAL VOC (`VOClabelcolormap`). Different for all numbers below 2²⁴, black for 0. */
export function vocColour(number: number): readonly [red: number, green: number, blue: number] {
  let [red, green, blue] = [0, 0, 0];
  for (let bit = 7, rest = number; rest > 0; bit -= 1, rest >>= 3) {
    red |= (rest & 1) << bit;
    green |= ((rest >> 1) & 1) << bit;
    blue |= ((rest >> 2) & 1) << bit;
  }
  return [red, green, blue];
}

const mostPixels = 2 ** 30;
const longestSide = 2 ** 20;

/** Undefined where the platform did not say the size. Refuses what no picture of one piece can be. */
export function sizedUnit(unit: Unit, format: string): SizedUnit | undefined {
  if (!isSized(unit)) return undefined;
  const { width, height } = unit;
  if (width * height > mostPixels || Math.max(width, height) > longestSide) {
    throw new InvalidLabel(
      `${unit.name} must have at most ${mostPixels} pixels, and ${longestSide} a side, but has ${width} × ${height}. Split it on the platform, or leave "${format}" out of the route.`,
    );
  }
  return unit;
}
