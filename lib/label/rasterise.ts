import type { Position, ShapeOf } from './label.ts';
import { combine } from './mask.ts';
import { runsBetween, transpose } from './rle.ts';

type Size = { readonly width: number; readonly height: number };

/**
 * Polygons → the mask of their pixels: those of any polygon, which are those of its outer ring less those of its holes.
 * A ring that crosses itself is filled by the even-odd rule. What lies outside the image has no pixels.
 *
 * Which pixels a ring has is COCO's rule, to the pixel, because a polygon of a COCO file becomes a mask by that rule in
 * whatever reads it: positions go to a grid of 5 × 5 cells a pixel, edges are drawn on that grid, and a pixel of a
 * column is inside from where the edge passes the column's middle cell.
 * https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c (rleFrPoly)
 */
export function rasterise(polygons: ShapeOf<'polygon'>['polygons'], { width, height }: Size): ShapeOf<'mask'> {
  const size = { width, height };
  const columnMajor = polygons
    .map(([outer = [], ...holes]) =>
      holes.reduce<number[]>((runs, hole) => combine(runs, ringRuns(hole, size), without), ringRuns(outer, size)),
    )
    .reduce((runs, polygon) => combine(runs, polygon, either), [width * height]);
  return { kind: 'mask', width, height, counts: transpose(columnMajor, height, width) };
}

const without = (inOne: boolean, inOther: boolean) => inOne && !inOther;
const either = (inOne: boolean, inOther: boolean) => inOne || inOther;

const cells = 5;
const middleCell = 2;
const farthestCell = 2 ** 31 - 1; // of the reference's `int`; no image reaches there

/** Rounds as a cast of C does. */
const toCell = (pixels: number) => Math.min(Math.max(Math.trunc(cells * pixels + 0.5), -farthestCell), farthestCell);

/** Column-major runs of one ring. */
function ringRuns(ring: readonly Position[], { width, height }: Size): number[] {
  const changes: number[] = [];
  for (const [index, to] of ring.entries()) {
    const from = ring.at(index - 1) ?? to;
    for (const { column, cell } of crossings(from, to, width)) {
      const row = Math.ceil((cell - middleCell) / cells);
      changes.push(column * height + Math.min(Math.max(row, 0), height));
    }
  }
  return runsBetween(
    changes.sort((one, other) => one - other),
    width * height,
  );
}

/** Where an edge passes from a column's middle cell to the next one: the upper of its two cells there. */
function* crossings(from: Position, to: Position, width: number): Generator<{ column: number; cell: number }> {
  let [startX, startY, endX, endY] = [toCell(from[0]), toCell(from[1]), toCell(to[0]), toCell(to[1])];
  const isFlat = Math.abs(endX - startX) >= Math.abs(endY - startY);
  if (isFlat ? startX > endX : startY > endY) [startX, startY, endX, endY] = [endX, endY, startX, startY];
  const along = isFlat
    ? flatEdge(startX, startY, (endY - startY) / (endX - startX))
    : steepEdge(startX, startY, (endX - startX) / (endY - startY));
  const leftmost = Math.min(startX, endX);
  const rightmost = Math.max(startX, endX);
  const firstColumn = Math.max(0, Math.ceil((leftmost - middleCell) / cells));
  for (let column = firstColumn; column < width && column * cells + middleCell < rightmost; column += 1) {
    yield { column, cell: along(column * cells + middleCell) };
  }
}

/** One step a cell to the right; the row is rounded. */
function flatEdge(startX: number, startY: number, slope: number) {
  const row = (step: number) => Math.trunc(startY + slope * step + 0.5);
  return (middle: number) => Math.min(row(middle - startX), row(middle + 1 - startX));
}

/** One step a cell down; the column is rounded, so that the step before it passes `middle` has to be found. */
function steepEdge(startX: number, startY: number, slope: number) {
  const hasPassed = (step: number, middle: number) => Math.trunc(startX + slope * step + 0.5) > middle === slope > 0;
  return (middle: number) => {
    const step = Math.floor((middle + 0.5 - startX) / slope); // may be off by one
    const before = hasPassed(step, middle) ? step - 1 : hasPassed(step + 1, middle) ? step : step + 1;
    return startY + before;
  };
}
