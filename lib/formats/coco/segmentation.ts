import { pathRing } from '../../label/curve.ts';
import { ellipseRing } from '../../label/ellipse.ts';
import { type Bounds, corners } from '../../label/geometry.ts';
import type { Position, Ring, ShapeKind, ShapeOf } from '../../label/label.ts';
import { maskArea, maskBounds } from '../../label/mask.ts';
import { rasterise } from '../../label/rasterise.ts';
import { encodeCounts, transpose } from '../../label/rle.ts';
import { around, type Reason, type Size, visibleParts } from '../visible-parts.ts';

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

export const draw = (shape: ShapeOf<DrawnKind>, size: Size): Drawn => drawings[shape.kind](shape as never, size);

const drawings: { readonly [Kind in DrawnKind]: (shape: ShapeOf<Kind>, size: Size) => Drawn } = {
  box: (box, size) => drawPolygons([[corners(box)]], size),
  polygon: ({ polygons }, size) => drawPolygons(polygons, size),
  ellipse: (ellipse, size) => drawPolygons([[ellipseRing(ellipse)]], size),
  path(path, size) {
    const ring = pathRing(path);
    if (!ring) return { omitted: [{ code: 'shape-not-held', detail: 'path that is open or branches' }] };
    return drawPolygons([[ring]], size);
  },
  mask: drawMask,
};

/** COCO's polygons cannot have holes; a run-length mask can, and is not a crowd because of it. */
function drawPolygons(polygons: ShapeOf<'polygon'>['polygons'], size: Size): Drawn {
  const { visible, omitted } = visibleParts(polygons, size);
  if (visible.length === 0) return { omitted };
  if (polygons.some((rings) => rings.length > 1)) {
    const mask = drawMask(rasterise(polygons, size));
    return mask.drawing ? { ...mask, omitted } : mask;
  }
  const rings = visible.map(({ ring }) => roundedRing(ring));
  const area = rings.length === 1 ? visible[0]?.area : areaOfParts(visible, size);
  return {
    drawing: {
      segmentation: rings.map((ring) => ring.flat()),
      bbox: bboxOf(around(visible.map(({ bounds }) => bounds))),
      area: rounded(area ?? 0),
    },
    omitted,
  };
}

/** Parts that share pixels cover less than the sum of their areas: then it is the pixels that count. */
function areaOfParts(parts: readonly { readonly ring: Ring; readonly area: number }[], size: Size): number {
  const masks = parts.map(({ ring }) => rasterise([[ring]], size));
  const union = maskArea(
    rasterise(
      parts.map(({ ring }) => [ring]),
      size,
    ),
  );
  const areDisjoint = union === masks.reduce((sum, mask) => sum + maskArea(mask), 0);
  return areDisjoint ? parts.reduce((sum, { area }) => sum + area, 0) : union;
}

function drawMask(mask: ShapeOf<'mask'>): Drawn {
  const bounds = maskBounds(mask);
  if (!bounds) return { omitted: [{ code: 'no-area' }] };
  const { width, height, counts } = mask;
  return {
    drawing: {
      segmentation: { size: [height, width], counts: encodeCounts(transpose(counts, width, height)) },
      bbox: bboxOf(bounds),
      area: maskArea(mask),
    },
    omitted: [],
  };
}

/** Edges are rounded, as the positions of the segmentation are; the size follows. */
export function bboxOf({ x, y, width, height }: Bounds): number[] {
  const [left, top] = [rounded(x), rounded(y)];
  return [left, top, rounded(rounded(x + width) - left), rounded(rounded(y + height) - top)];
}

const roundedRing = (ring: Ring): Ring =>
  ring
    .map(([x, y]): Position => [rounded(x), rounded(y)])
    .filter(([x, y], index, all) => x !== all.at(index - 1)?.[0] || y !== all.at(index - 1)?.[1]);

/** A millionth of a pixel: finer than any label, coarser than the noise of arithmetic. */
export const rounded = (pixels: number): number => Math.round(pixels * 1e6) / 1e6;
