import type { Ring, ShapeOf } from './label.ts';

type Polygons = ShapeOf<'polygon'>['polygons'];

/**
 * Polygons with holes → one ring, for formats that hold one ring an object. A hole is joined to its outer ring by an edge
 * there and back (a keyhole), each polygon to the one before it by another, as Ultralytics' converter does with the parts
 * of an object (`merge_multi_segment` in https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/converter.py).
 * Such edges enclose no area, but a reader that also draws the outline (OpenCV's `fillPoly`) draws a line along them.
 * Outer rings are clockwise on the screen, holes counter-clockwise, so that both rules of filling find the same. Holes must
 * lie inside their outer ring, and polygons apart from each other.
 */
export function joinedRing(polygons: Polygons): Ring {
  const rings = polygons.map(keyholed);
  const bridges = rings.slice(1).map((ring, index) => nearest(rings[index] ?? [], ring, rings.length - 1));
  const there: Ring[] = [];
  const back: Ring[] = [];
  for (const [index, ring] of rings.entries()) {
    const exit = bridges[index]?.from;
    const entry = bridges[index - 1]?.to ?? exit ?? 0;
    const isFirst = index === 0;
    if (exit === undefined) {
      there.push(stretch(ring, entry, ring.length + (isFirst ? 0 : 1)));
    } else {
      const sides = (exit - entry + ring.length) % ring.length;
      there.push(stretch(ring, entry, sides + 1));
      back.push(stretch(ring, exit, ring.length - sides + (isFirst ? 0 : 1)));
    }
  }
  return [...there, ...back.reverse()].flat();
}

/** A polygon with holes → one ring of the same pixels: from a corner of the outer ring to each hole, around it and back. */
export function keyholed([outer = [], ...holes]: Polygons[number]): Ring {
  const around = wound(outer, 1);
  const holesAt = new Map<number, Ring[]>();
  for (const hole of holes) {
    const inside = wound(hole, -1);
    const { from, to } = nearest(around, inside, holes.length);
    const joined = stretch(inside, to, inside.length + 1);
    const before = holesAt.get(from);
    if (before) before.push(joined);
    else holesAt.set(from, [joined]);
  }
  return around.flatMap((corner, index) => [
    corner,
    ...(holesAt.get(index) ?? []).flatMap((hole) => [...hole, corner]),
  ]);
}

/** `count` corners of a ring from the one at `start` on, around it as often as needed. */
const stretch = (ring: Ring, start: number, count: number): Ring =>
  [...ring.slice(start), ...ring, ...ring].slice(0, count);

/** Clockwise on the screen (1) or counter-clockwise (-1). */
function wound(ring: Ring, direction: 1 | -1): Ring {
  const [originX, originY] = ring[0] ?? [0, 0];
  let twice = 0;
  let [fromX, fromY] = ring.at(-1) ?? [0, 0];
  for (const [x, y] of ring) {
    twice += (fromX - originX) * (y - originY) - (x - originX) * (fromY - originY);
    [fromX, fromY] = [x, y];
  }
  return twice * direction < 0 ? ring.toReversed() : ring;
}

/** Pairs of corners that are looked at to join all rings of an outline: about 50 ms. */
const mostPairs = 1e7;

/**
 * The corners at which two rings are nearest to each other. Of long rings, and where many are to be joined, only every nth
 * corner is looked at: the rings are then joined by a longer edge, which changes nothing but its length.
 */
function nearest(one: Ring, other: Ring, joints: number): { readonly from: number; readonly to: number } {
  const most = Math.max(mostPairs / joints, 1);
  const shorter = Math.min(one.length, other.length, Math.sqrt(most));
  const stepOf = (ring: Ring) => Math.max(Math.ceil((ring.length * shorter) / most), 1);
  const [step, otherStep] = [stepOf(one), stepOf(other)];
  let [from, to, least] = [0, 0, Number.POSITIVE_INFINITY];
  for (let a = 0; a < one.length; a += step) {
    const [x, y] = one[a] ?? [0, 0];
    for (let b = 0; b < other.length; b += otherStep) {
      const [otherX, otherY] = other[b] ?? [0, 0];
      const distance = (otherX - x) ** 2 + (otherY - y) ** 2;
      if (distance < least) [from, to, least] = [a, b, distance];
    }
  }
  return { from, to };
}
