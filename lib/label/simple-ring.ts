import type { Position } from './label.ts';

type Edge = {
  readonly index: number;
  readonly from: Position;
  readonly to: Position;
  readonly left: number;
  readonly right: number;
};

const top = ({ from, to }: Edge) => Math.min(from[1], to[1]);
const bottom = ({ from, to }: Edge) => Math.max(from[1], to[1]);

/**
 * Whether a ring neither crosses nor touches itself: only then is its area what the shoelace formula says.
 * Looks at pairs of edges that share some x, in order of x: about n log n for the outlines people and models draw.
 */
export function isSimple(ring: readonly Position[]): boolean {
  const edges = edgesOf(ring).sort((one, other) => one.left - other.left);
  return edges.every((edge, place) => {
    for (let next = place + 1; next < edges.length; next += 1) {
      const other = edges[next];
      if (!other || other.left > edge.right) break;
      if (!areNeighbours(edge, other, edges.length) && meet(edge, other)) return false;
    }
    return true;
  });
}

/** A position that is there twice in a row has no edge. */
function edgesOf(ring: readonly Position[]): Edge[] {
  const edges: Edge[] = [];
  let from = ring.at(-1);
  for (const to of ring) {
    if (from && (from[0] !== to[0] || from[1] !== to[1])) {
      const [left, right] = from[0] < to[0] ? [from[0], to[0]] : [to[0], from[0]];
      edges.push({ index: edges.length, from, to, left, right });
    }
    from = to;
  }
  return edges;
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
