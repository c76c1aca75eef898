import type { Position } from './label.ts';

type Edge = { readonly index: number; readonly from: Position; readonly to: Position };

const left = ({ from, to }: Edge) => Math.min(from[0], to[0]);
const right = ({ from, to }: Edge) => Math.max(from[0], to[0]);
const top = ({ from, to }: Edge) => Math.min(from[1], to[1]);
const bottom = ({ from, to }: Edge) => Math.max(from[1], to[1]);

/**
 * Whether a ring neither crosses nor touches itself: only then is its area what the shoelace formula says.
 * Looks at pairs of edges that share some x, in order of x: about n log n for the outlines people and models draw.
 */
export function isSimple(ring: readonly Position[]): boolean {
  const positions = ring.filter(([x, y], index) => {
    const [previousX, previousY] = ring.at(index - 1) ?? [x, y];
    return x !== previousX || y !== previousY;
  });
  const edges = positions
    .map((to, index): Edge => ({ index, from: positions.at(index - 1) ?? to, to }))
    .sort((one, other) => left(one) - left(other));
  return edges.every((edge, place) => {
    const end = right(edge);
    for (let next = place + 1; next < edges.length; next += 1) {
      const other = edges[next];
      if (!other || left(other) > end) break;
      if (!areNeighbours(edge, other, edges.length) && meet(edge, other)) return false;
    }
    return true;
  });
}

function areNeighbours(one: Edge, other: Edge, count: number): boolean {
  const distance = Math.abs(one.index - other.index);
  return distance === 1 || distance === count - 1;
}

/** Where their upright boxes overlap, two edges meet if the ends of each do not lie on one side of the other. */
const meet = (one: Edge, other: Edge): boolean =>
  top(one) <= bottom(other) &&
  top(other) <= bottom(one) &&
  side(one, other.from) * side(one, other.to) <= 0 &&
  side(other, one.from) * side(other, one.to) <= 0;

const side = ({ from, to }: Edge, [x, y]: Position): number =>
  Math.sign((to[0] - from[0]) * (y - from[1]) - (to[1] - from[1]) * (x - from[0]));
