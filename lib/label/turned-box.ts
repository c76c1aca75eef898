import { hull } from './geometry.ts';
import type { Position, Ring } from './label.ts';

/** A length of 1. */
type Direction = readonly [x: number, y: number];

/** The corners of the box around positions whose sides are turned so, clockwise on the screen; first its own top left. */
export function turnedBoxAround(positions: readonly Position[], rotationDegrees: number): Ring {
  const angle = (rotationDegrees * Math.PI) / 180;
  return boxAlong(positions, [Math.cos(angle), Math.sin(angle)]);
}

function boxAlong(positions: readonly Position[], [cos, sin]: Direction): Ring {
  const { x, y, width, height } = hull(positions.map((at): Position => [dot([cos, sin], at), dot([-sin, cos], at)]));
  const corner = (along: number, down: number): Position => [along * cos - down * sin, along * sin + down * cos];
  return [corner(x, y), corner(x + width, y), corner(x + width, y + height), corner(x, y + height)];
}

/**
 * The corners of the box of the smallest area around positions that do not all lie on one line, clockwise on the screen,
 * first the topmost, of two the left one. An upright box is taken unless another is smaller.
 */
export function smallestBoxAround(positions: readonly Position[]): Ring {
  const outline = convexHull(positions);
  const { width, height } = hull(outline);
  let [best, least]: [Direction, number] = [[1, 0], width * height * (1 - noise)];
  for (const { direction, area } of boxesAlongSides(outline)) if (area < least) [best, least] = [direction, area];
  const box = boxAlong(outline, best);
  const isAbove = ([x, y]: Position, [otherX, otherY]: Position) =>
    Math.abs(y - otherY) > noise ? y < otherY : x < otherX;
  const first = box.reduce((top, corner, index) => (isAbove(corner, box[top] ?? corner) ? index : top), 0);
  return [...box.slice(first), ...box.slice(0, first)];
}

const noise = 1e-9; // pixels, and shares of an area

/**
 * The smallest box has a side along a side of the outline (https://doi.org/10.1145/360881.360919). Each next side's box is
 * found from the last one's: its farthest corners only move on around the outline.
 */
function boxesAlongSides(outline: Ring): { readonly direction: Direction; readonly area: number }[] {
  const at = (index: number): Position => outline[index % outline.length] ?? [0, 0];
  const along = (direction: Direction, from: number, to: number) => dot(direction, at(to)) - dot(direction, at(from));
  const advanced = (corner: number, direction: Direction) => {
    let farthest = corner;
    const end = corner + outline.length; // noise must not lead around for ever
    while (farthest < end && along(direction, farthest, farthest + 1) > 0) farthest += 1;
    return farthest;
  };
  let [right, opposite, left] = [1, 1, 1];
  return outline.map(([x, y], index) => {
    const [nextX, nextY] = at(index + 1);
    const length = Math.hypot(nextX - x, nextY - y);
    const direction: Direction = [(nextX - x) / length, (nextY - y) / length];
    const inward: Direction = [-direction[1], direction[0]];
    right = advanced(Math.max(right, index + 1), direction);
    opposite = advanced(Math.max(opposite, right), inward);
    left = advanced(Math.max(left, opposite), [-direction[0], -direction[1]]);
    return { direction, area: along(direction, left, right) * along(inward, index, opposite) };
  });
}

const dot = ([x, y]: Direction, [otherX, otherY]: Position): number => x * otherX + y * otherY;

/** Clockwise on the screen, without corners on a side. Andrew's monotone chain, https://doi.org/10.1016/0020-0190(79)90072-3 */
function convexHull(positions: readonly Position[]): Ring {
  const sorted = [...positions].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return [...chain(sorted), ...chain(sorted.reverse())];
}

function chain(positions: readonly Position[]): Ring {
  const kept: Ring = [];
  for (const to of positions) {
    while (kept.length > 1 && !turnsRight(kept.at(-2), kept.at(-1), to)) kept.pop();
    kept.push(to);
  }
  return kept.slice(0, -1); // the other half begins with it
}

const turnsRight = ([fromX, fromY]: Position = [0, 0], [x, y]: Position = [0, 0], [toX, toY]: Position): boolean =>
  (x - fromX) * (toY - fromY) - (y - fromY) * (toX - fromX) > 0;
