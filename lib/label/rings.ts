import type { Position, Ring, ShapeOf } from './label.ts';
import { rowEdges } from './rle.ts';

type Mask = Pick<ShapeOf<'mask'>, 'width' | 'height' | 'counts'>;
type Polygons = ShapeOf<'polygon'>['polygons'];

/**
 * The outlines of a mask along the edges of its pixels: as polygons they have exactly its pixels. Pixels that touch at a
 * corner alone are one polygon, as OpenCV's `findContours` takes them; such a ring touches itself and never crosses itself.
 * All rings are clockwise on the screen, polygons and holes in the order of their topmost corners. Costs as much as the
 * mask has rows and runs.
 */
export function maskPolygons(mask: Mask): Polygons {
  const corners = cornersOf(mask);
  const polygonOf = new Int32Array(corners.length).fill(-1);
  const polygons: Ring[][] = [];
  for (const [first, corner] of corners.entries()) {
    if (polygonOf[first] !== -1) continue;
    const parent = corner.below === undefined ? undefined : polygonOf[corner.below];
    const polygon = parent ?? polygons.length;
    const ring = walk(corners, first, (visited) => {
      polygonOf[visited] = polygon;
    });
    if (parent === undefined) polygons.push([ring]);
    else polygons[parent]?.push(ring);
  }
  return polygons;
}

/** Where an outline turns, in the order of rows, then columns. */
type Corner = {
  readonly x: number;
  readonly y: number;
  /** The corners at the other ends of its two sides. */
  along: number;
  down: number;
  /** Of a corner from which the outline runs to the right below foreground: a corner of the outline to the left of that foreground. */
  readonly below: number | undefined;
};

/** From its first corner a ring runs to the right. */
function walk(corners: readonly Corner[], first: number, visit: (corner: number) => void): Ring {
  const ring: Position[] = [];
  let isAlong = true;
  for (let at: number | undefined = first; at !== undefined; ) {
    const corner: Corner | undefined = corners[at];
    if (!corner) break;
    visit(at);
    ring.push([corner.x, corner.y]);
    at = isAlong ? corner.along : corner.down;
    isAlong = !isAlong;
    if (at === first) break;
  }
  return ring;
}

function cornersOf({ width, height, counts }: Mask): Corner[] {
  const corners: Corner[] = [];
  const open = new Map<number, number>(); // column → the upper corner of the outline's side that runs down it
  let above: readonly number[] = [];
  for (const [y, edges] of [...rowEdges(counts, width, height), []].entries()) {
    addCorners(corners, open, y, above, edges);
    above = edges;
  }
  return corners;
}

/** The corners on the line above row y: where the values of the two rows begin or cease to differ. */
function addCorners(
  corners: Corner[],
  open: Map<number, number>,
  y: number,
  above: readonly number[],
  edges: readonly number[],
): void {
  let [a, b] = [0, 0];
  let left: number | undefined; // the corner at which the side that runs along the line began
  let besideAbove: number | undefined; // the corner of the outline to the left of the foreground above
  const add = (x: number): number => {
    const index = corners.length;
    const isBelow = left === undefined && a % 2 === 1;
    corners.push({ x, y, along: left ?? -1, down: -1, below: isBelow ? besideAbove : undefined });
    const start = left === undefined ? undefined : corners[left];
    if (start) start.along = index;
    left = start ? undefined : index;
    return index;
  };
  const close = (x: number, lower: number) => {
    const upper = open.get(x) ?? -1;
    const [start, end] = [corners[upper], corners[lower]];
    if (start && end) [start.down, end.down] = [lower, upper];
    open.delete(x);
  };
  while (a < above.length || b < edges.length) {
    const [inAbove = Number.POSITIVE_INFINITY, inRow = Number.POSITIVE_INFINITY] = [above[a], edges[b]];
    const x = Math.min(inAbove, inRow);
    const wasEqual = a % 2 === b % 2;
    if (inAbove === x) {
      a += 1;
      if (a % 2 === 1) besideAbove = open.get(x);
    }
    if (inRow === x) b += 1;
    if (inAbove !== inRow) {
      const corner = add(x);
      if (inAbove === x) close(x, corner);
      else open.set(x, corner);
    } else if (!wasEqual) {
      // Two pixels of the same value touch at this corner. The foreground ones belong together: each side goes round the background.
      const isForegroundAboveLeft = a % 2 === 0;
      const [before, after] = [add(x), add(x)];
      close(x, isForegroundAboveLeft ? after : before);
      open.set(x, isForegroundAboveLeft ? before : after);
    }
  }
}
