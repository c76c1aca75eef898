import type { Position, Ring, ShapeOf } from './label.ts';

/** Upright, in pixels; encloses pixel (0, 0) as {x: 0, y: 0, width: 1, height: 1}. */
export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

type Size = { readonly width: number; readonly height: number };

/** The corners, clockwise on the screen, first the one that is top left before the rotation. */
export function corners(box: Omit<ShapeOf<'box'>, 'kind'>): Ring {
  const left = box.x;
  const top = box.y;
  const right = box.x + box.width;
  const bottom = box.y + box.height;
  const upright: Ring = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
  if (box.rotationDegrees % 360 === 0) return upright;
  const centre: Position = [left + box.width / 2, top + box.height / 2];
  return upright.map((corner) => turned(corner, centre, box.rotationDegrees));
}

/** Clockwise on the screen about `pivot`: with y down, the mathematician's counter-clockwise turn is that. */
function turned([x, y]: Position, [pivotX, pivotY]: Position, degrees: number): Position {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [pivotX + (x - pivotX) * cos - (y - pivotY) * sin, pivotY + (x - pivotX) * sin + (y - pivotY) * cos];
}

/**
 * An upright box that was turned about `pivot`, in pixels (one of its corners, where a platform turns boxes about it) →
 * the same box as the label holds it: turned as much, but about its own centre.
 */
export function turnedAboutPivot(box: Omit<ShapeOf<'box'>, 'kind'>, pivot: Position): ShapeOf<'box'> {
  const { x, y, width, height, rotationDegrees } = box;
  if (rotationDegrees % 360 === 0) return { kind: 'box', ...box };
  const [centreX, centreY] = turned([x + width / 2, y + height / 2], pivot, rotationDegrees);
  return { kind: 'box', x: centreX - width / 2, y: centreY - height / 2, width, height, rotationDegrees };
}

/** The smallest upright box around at least one position: the hull of a rotated box, the bounding box of a polygon. */
export function hull(positions: readonly Position[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of positions) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The smallest upright box around the keypoints that are labelled (visibility 1 and 2); undefined where none is. */
export function skeletonBounds({ keypoints }: Pick<ShapeOf<'skeleton'>, 'keypoints'>): Bounds | undefined {
  const labelled = keypoints.filter(({ visibility }) => visibility > 0);
  return labelled.length > 0 ? hull(labelled.map(({ x, y }): Position => [x, y])) : undefined;
}

/** In square pixels, whichever way the ring winds. What a ring that crosses itself winds around both ways counts as nothing. */
export function ringArea(ring: readonly Position[]): number {
  const [originX, originY] = ring[0] ?? [0, 0]; // small numbers lose less in the products below
  let twice = 0;
  let [x, y] = [originX, originY];
  for (let index = 1; index <= ring.length; index += 1) {
    const [nextX, nextY] = ring[index] ?? [originX, originY];
    twice += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
    [x, y] = [nextX, nextY];
  }
  return Math.abs(twice) / 2;
}

/** Outer ring less its holes, which lie inside it and apart from each other. */
export function polygonArea([outer = [], ...holes]: readonly (readonly Position[])[]): number {
  return ringArea(outer) - holes.reduce((sum, hole) => sum + ringArea(hole), 0);
}

/** A side of the image, on axis 0 (x) or 1 (y); the image lies where the coordinate grows (1) or shrinks (-1). */
type Border = { readonly axis: 0 | 1; readonly at: number; readonly inside: 1 | -1 };

const bordersOf = ({ width, height }: Size): readonly Border[] => [
  { axis: 0, at: 0, inside: 1 },
  { axis: 0, at: width, inside: -1 },
  { axis: 1, at: 0, inside: 1 },
  { axis: 1, at: height, inside: -1 },
];

/** Whether a ring lies inside the image, or on its border. */
export const isWithin = (ring: readonly Position[], { width, height }: Size): boolean =>
  ring.every(([x, y]) => x >= 0 && y >= 0 && x <= width && y <= height);

/**
 * The part of a ring inside the image, borders included; empty when there is none. A ring that falls apart stays one
 * ring whose parts are joined by edges along the border, which changes neither its area nor its pixels; `clippedHull`
 * knows them. Sutherland and Hodgman, https://doi.org/10.1145/360767.360802
 */
export const clipToImage = (ring: readonly Position[], size: Size): Ring => bordersOf(size).reduce(clipAt, [...ring]);

function clipAt(ring: Ring, { axis, at, inside }: Border): Ring {
  const kept: Ring = [];
  const across = axis === 0 ? 1 : 0;
  for (const [index, to] of ring.entries()) {
    const from = ring.at(index - 1) ?? to;
    const isInside = (to[axis] - at) * inside >= 0;
    if (isInside !== (from[axis] - at) * inside >= 0) {
      const share = (at - from[axis]) / (to[axis] - from[axis]);
      const crossing = from[across] + (to[across] - from[across]) * share;
      kept.push(axis === 0 ? [at, crossing] : [crossing, at]);
    }
    if (isInside) kept.push(to);
  }
  return kept;
}

/**
 * The hull of a ring that `clipToImage` made: of what has area, not of the edges that join its parts. Those lie on the
 * border in pairs, so only those ends of edges count that occur there an odd number of times.
 */
export function clippedHull(ring: readonly Position[], size: Size): Bounds {
  const borders = bordersOf(size);
  const onBorder = borders.map(() => new Set<number>());
  const positions: Position[] = [];
  for (const [index, to] of ring.entries()) {
    const from = ring.at(index - 1) ?? to;
    const border = borders.findIndex(({ axis, at }) => from[axis] === at && to[axis] === at);
    const across = borders[border]?.axis === 0 ? 1 : 0;
    const ends = onBorder[border];
    if (!ends) positions.push(from, to);
    else for (const end of [from[across], to[across]]) if (!ends.delete(end)) ends.add(end);
  }
  for (const [index, { axis, at }] of borders.entries()) {
    for (const end of onBorder[index] ?? []) positions.push(axis === 0 ? [at, end] : [end, at]);
  }
  return hull(positions);
}
