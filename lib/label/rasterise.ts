import type { Position, ShapeOf } from './label.ts';
import { combine } from './mask.ts';
import { runsBetween, transpose } from './rle.ts';

type Polygons = ShapeOf<'polygon'>['polygons'];
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
export function rasterise(polygons: Polygons, { width, height }: Size): ShapeOf<'mask'> {
  return { kind: 'mask', width, height, counts: transpose(columnRuns(polygons, { width, height }), height, width) };
}

/** The same mask as runs in COCO's own order, column by column. */
export function columnRuns(polygons: Polygons, size: Size): number[] {
  const [first = [size.width * size.height], ...others] = polygons.map(([outer = [], ...holes]) =>
    holes.reduce((runs, hole) => combine(runs, ringRuns(hole, size), without), ringRuns(outer, size)),
  );
  return others.reduce((runs, polygon) => combine(runs, polygon, either), first);
}

const without = (inOne: boolean, inOther: boolean) => inOne && !inOther;
const either = (inOne: boolean, inOther: boolean) => inOne || inOther;

const cells = 5;
const middleCell = 2;
const farthestCell = 2 ** 31 - 1; // of the reference's `int`; no image reaches there

/** Rounds as a cast of C does. */
const toCell = (pixels: number) => Math.min(Math.max(Math.trunc(cells * pixels + 0.5), -farthestCell), farthestCell);

/** Where a column changes its value: two lists of equal length, in no order. A row may be that below the last. */
type Changes = { readonly columns: number[]; readonly rows: number[] };

/** Column-major runs of one ring. */
function ringRuns(ring: readonly Position[], { width, height }: Size): number[] {
  let changes: Changes = { columns: [], rows: [] };
  let flipped: Uint32Array | undefined;
  let from = ring.at(-1);
  for (const to of ring) {
    addCrossings(changes, from ?? to, to, width, height);
    from = to;
    if (changes.columns.length > mostChanges) {
      flipped ??= new Uint32Array(Math.ceil((width * height + 1) / 32));
      flip(flipped, changes, height);
      changes = { columns: [], rows: [] };
    }
  }
  if (!flipped) return runsBetween(ascendingPlaces(changes, height), width * height);
  flip(flipped, changes, height);
  return runsBetween(flippedPlaces(flipped), width * height);
}

/** Above, a bit a pixel takes less memory: a ring of many long edges that cross may change a pixel thousands of times. */
const mostChanges = 2 ** 20;

function flip(bits: Uint32Array, { columns, rows }: Changes, height: number): void {
  for (let index = 0; index < columns.length; index += 1) {
    const place = (columns[index] ?? 0) * height + (rows[index] ?? 0);
    const word = Math.floor(place / 32);
    bits[word] = (bits[word] ?? 0) ^ (1 << (place % 32));
  }
}

function flippedPlaces(bits: Uint32Array): Float64Array {
  let count = 0;
  for (let word of bits) for (; word !== 0; word &= word - 1) count += 1;
  const places = new Float64Array(count);
  let slot = 0;
  for (const [index, bitsOfWord] of bits.entries()) {
    for (let word = bitsOfWord; word !== 0; word &= word - 1) {
      places[slot] = index * 32 + 31 - Math.clz32(word & -word);
      slot += 1;
    }
  }
  return places;
}

/** Put into columns first, then sorted within each, where there are only a few: several times as fast as a sort of all. */
function ascendingPlaces({ columns, rows }: Changes, height: number): Float64Array {
  let [first, last] = [Infinity, -1];
  for (const column of columns) {
    if (column < first) first = column;
    if (column > last) last = column;
  }
  const places = new Float64Array(columns.length);
  const ends = new Uint32Array(Math.max(last - first + 2, 1)); // of the entries before each column
  for (const column of columns) ends[column - first + 1] = (ends[column - first + 1] ?? 0) + 1;
  for (let index = 1; index < ends.length; index += 1) ends[index] = (ends[index] ?? 0) + (ends[index - 1] ?? 0);
  for (let index = 0; index < columns.length; index += 1) {
    const column = columns[index] ?? 0;
    const slot = ends[column - first] ?? 0;
    places[slot] = column * height + (rows[index] ?? 0);
    ends[column - first] = slot + 1;
  }
  let start = 0;
  for (const end of ends) {
    if (end - start > few) places.subarray(start, end).sort();
    else sortFew(places, start, end);
    start = end;
  }
  return places;
}

const few = 32;

function sortFew(places: Float64Array, start: number, end: number): void {
  for (let index = start + 1; index < end; index += 1) {
    const place = places[index] ?? 0;
    let slot = index;
    for (; slot > start && (places[slot - 1] ?? 0) > place; slot -= 1) places[slot] = places[slot - 1] ?? 0;
    places[slot] = place;
  }
}

/** Where an edge passes from a column's middle cell to the next one, the value of that column changes. */
function addCrossings(changes: Changes, from: Position, to: Position, width: number, height: number): void {
  let [startX, startY, endX, endY] = [toCell(from[0]), toCell(from[1]), toCell(to[0]), toCell(to[1])];
  const isFlat = Math.abs(endX - startX) >= Math.abs(endY - startY);
  if (isFlat ? startX > endX : startY > endY) [startX, startY, endX, endY] = [endX, endY, startX, startY];
  const slope = isFlat ? (endY - startY) / (endX - startX) : (endX - startX) / (endY - startY);
  const rightmost = Math.max(startX, endX);
  const firstColumn = Math.max(0, Math.ceil((Math.min(startX, endX) - middleCell) / cells));
  for (let column = firstColumn; column < width; column += 1) {
    const middle = column * cells + middleCell;
    if (middle >= rightmost) break;
    const cell = isFlat ? flatCell(middle - startX, startY, slope) : startY + stepBefore(middle, startX, slope);
    const row = Math.ceil((cell - middleCell) / cells);
    changes.columns.push(column);
    changes.rows.push(Math.min(Math.max(row, 0), height));
  }
}

/** The upper of the two cells around the middle of a column. One step a cell to the right; the row is rounded. */
function flatCell(step: number, startY: number, slope: number): number {
  return Math.min(Math.trunc(startY + slope * step + 0.5), Math.trunc(startY + slope * (step + 1) + 0.5));
}

/** One step a cell down; the column is rounded, so that the step before it passes `middle` has to be found. */
function stepBefore(middle: number, startX: number, slope: number): number {
  const step = Math.floor((middle + 0.5 - startX) / slope); // may be off by one
  if (hasPassed(step, middle, startX, slope)) return step - 1;
  return hasPassed(step + 1, middle, startX, slope) ? step : step + 1;
}

const hasPassed = (step: number, middle: number, startX: number, slope: number): boolean =>
  Math.trunc(startX + slope * step + 0.5) > middle === slope > 0;
