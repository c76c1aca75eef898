import { isDeepStrictEqual } from 'node:util';
import { InvalidLabel } from '../contracts/errors.ts';
import { pathRing } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { type Bounds, corners } from '../label/geometry.ts';
import { keyholed } from '../label/joined-ring.ts';
import type { Ring, ShapeKind, ShapeOf } from '../label/label.ts';
import { maskArea, maskBounds } from '../label/mask.ts';
import { columnRuns } from '../label/rasterise.ts';
import { maskPolygons } from '../label/rings.ts';
import { encodeCounts, transpose } from '../label/rle.ts';
import { visiblePart } from '../label/visible-part.ts';
import { around, type Reason, type Size, visibleParts } from './visible-parts.ts';

type Polygons = ShapeOf<'polygon'>['polygons'];

/** `counts` run column by column, in COCO's string code. */
type Rle = { readonly size: readonly [height: number, width: number]; readonly counts: string };

/** The geometry of one annotation of a COCO file: pixels, [x, y, width, height]; the area is that of the segmentation. */
export type Drawing = {
  readonly segmentation: Rle | readonly (readonly number[])[];
  readonly bbox: readonly number[];
  readonly area: number;
};

/** Nothing is drawn of a shape that has no area inside the image. */
export type Drawn<Made = Drawing> = {
  readonly drawing?: Made;
  readonly omitted: readonly Reason[];
};

export type DrawnKind = Extract<ShapeKind, 'box' | 'polygon' | 'ellipse' | 'path' | 'mask'>;

/** `as-drawn`: run lengths for masks and polygons with holes, polygons for the rest. `polygons`, `rle`: one of them for all. */
export type Segmentation = 'as-drawn' | 'polygons' | 'rle';

export const draw = (shape: ShapeOf<DrawnKind>, size: Size, segmentation: Segmentation): Drawn =>
  drawings[shape.kind](shape as never, size, segmentation);

type Draw<Kind extends DrawnKind> = (shape: ShapeOf<Kind>, size: Size, segmentation: Segmentation) => Drawn;
const drawings: { readonly [Kind in DrawnKind]: Draw<Kind> } = {
  box: (box, size, segmentation) => drawPolygons([[corners(box)]], size, segmentation),
  polygon: ({ polygons }, size, segmentation) => drawPolygons(polygons, size, segmentation),
  ellipse: (ellipse, size, segmentation) => drawPolygons([[ellipseRing(ellipse)]], size, segmentation),
  path(path, size, segmentation) {
    const ring = pathRing(path);
    if (!ring) return { omitted: [{ code: 'shape-not-held', detail: 'path that is open or branches' }] };
    return drawPolygons([[ring]], size, segmentation);
  },
  mask: (mask, _size, segmentation) => (segmentation === 'polygons' ? outlineMask(mask) : drawMask(mask)),
};

/** COCO's polygons cannot have holes; a run-length mask can, and is not a crowd because of it. */
function drawPolygons(polygons: Polygons, size: Size, segmentation: Segmentation): Drawn {
  const { visible, omitted } = visibleParts(polygons, size);
  if (visible.length === 0) return { omitted };
  if (segmentation === 'rle' || polygons.some((rings) => rings.length > 1)) {
    const columns = columnRuns(polygons, size);
    const mask = segmentation === 'polygons' ? drawKeyholes(polygons, columns, size) : drawColumns(columns, size);
    return mask.drawing ? { ...mask, omitted } : mask;
  }
  const rings = visible.map(({ ring }) => roundedRing(ring));
  const area = rings.length === 1 ? visible[0]?.area : areaOfParts(visible, size);
  return {
    drawing: {
      segmentation: rings.map(numbersOf),
      bbox: bboxOf(around(visible)),
      area: rounded(area ?? 0),
    },
    omitted,
  };
}

/** Parts that share pixels cover less than the sum of their areas: then it is the pixels that count. */
function areaOfParts(parts: readonly { readonly ring: Ring; readonly area: number }[], size: Size): number {
  const areaOf = (polygons: Polygons) => maskArea({ counts: columnRuns(polygons, size) });
  const union = areaOf(parts.map(({ ring }) => [ring]));
  const areDisjoint = union === parts.reduce((sum, { ring }) => sum + areaOf([[ring]]), 0);
  return areDisjoint ? parts.reduce((sum, { area }) => sum + area, 0) : union;
}

const drawMask = ({ width, height, counts }: ShapeOf<'mask'>): Drawn =>
  drawColumns(transpose(counts, width, height), { width, height });

/** `columns`: runs column by column, which are the rows of the mirror image. */
function drawColumns(columns: readonly number[], { width, height }: Size): Drawn {
  const mirrored = maskBounds({ width: height, counts: columns });
  if (!mirrored) return { omitted: [{ code: 'no-area' }] };
  return {
    drawing: {
      segmentation: { size: [height, width], counts: encodeCounts(columns) },
      bbox: bboxOf({ x: mirrored.y, y: mirrored.x, width: mirrored.height, height: mirrored.width }),
      area: maskArea({ counts: columns }),
    },
    omitted: [],
  };
}

/** An outline takes up to two hundred bytes a run while it is made, and TransformLabel has 512 MB. */
const mostRunsOfOutlines = 2 ** 20;

/** A mask as the outlines of its pixels, a hole joined to the outline around it. They have exactly its pixels. */
function outlineMask(mask: ShapeOf<'mask'>): Drawn {
  const bounds = maskBounds(mask);
  if (!bounds) return { omitted: [{ code: 'no-area' }] };
  if (mask.counts.length > mostRunsOfOutlines) {
    throw new InvalidLabel(
      `A mask must have at most ${mostRunsOfOutlines} runs to be written as polygons, but has ${mask.counts.length}. Smooth it on the platform, or choose another "segmentation" for "coco".`,
    );
  }
  return {
    drawing: {
      segmentation: maskPolygons(mask).map((rings) => numbersOf(keyholed(rings))),
      bbox: bboxOf(bounds),
      area: maskArea(mask),
    },
    omitted: [],
  };
}

/**
 * Polygons as they are drawn, each hole joined to the outline around it by an edge there and back. Where the pixels would
 * be others, as a hole is not inside its polygon, the outlines of the pixels.
 */
function drawKeyholes(polygons: Polygons, columns: readonly number[], size: Size): Drawn {
  const { width, height } = size;
  const drawn = drawColumns(columns, size).drawing;
  if (!drawn) return { omitted: [{ code: 'no-area' }] };
  const parts = polygons.map((rings) => visiblePart(keyholed(rings), size));
  const rings = parts.flatMap((part) => ('ring' in part ? [roundedRing(part.ring)] : []));
  const pixels = columnRuns(
    rings.map((ring) => [ring]),
    size,
  );
  if (!isDeepStrictEqual(pixels, columns)) {
    return outlineMask({ kind: 'mask', width, height, counts: transpose(columns, height, width) });
  }
  return { drawing: { ...drawn, segmentation: rings.map(numbersOf) }, omitted: [] };
}

/** Edges are rounded, as the positions of the segmentation are; the size follows. */
export function bboxOf({ x, y, width, height }: Bounds): number[] {
  const [left, top] = [rounded(x), rounded(y)];
  return [left, top, rounded(rounded(x + width) - left), rounded(rounded(y + height) - top)];
}

/** A position that rounding makes equal to the one before it is left out. */
function roundedRing(ring: Ring): Ring {
  const kept: Ring = [];
  let [beforeX, beforeY] = (ring.at(-1) ?? []).map(rounded);
  for (const position of ring) {
    const [x, y] = [rounded(position[0]), rounded(position[1])];
    if (x !== beforeX || y !== beforeY) kept.push([x, y]);
    [beforeX, beforeY] = [x, y];
  }
  return kept;
}

/** `[x1, y1, x2, y2, …]` */
function numbersOf(ring: Ring): number[] {
  const numbers: number[] = [];
  for (const [x, y] of ring) numbers.push(x, y);
  return numbers;
}

/** A millionth of a pixel: finer than any label, coarser than the noise of arithmetic. */
export const rounded = (pixels: number): number => Math.round(pixels * 1e6) / 1e6;
