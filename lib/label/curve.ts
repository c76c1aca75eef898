import type { Position, Ring, ShapeOf, Vertex } from './label.ts';

type Path = Omit<ShapeOf<'path'>, 'kind'>;

const deviation = 0.05; // pixels between a curve and its straight pieces
const mostPieces = 100; // of one side

/**
 * The outline of a closed path whose curved sides are replaced by straight pieces, at most 100 each. Undefined for a path
 * that is open, branches, or has fewer than three positions: it encloses nothing that has one outline.
 */
export function pathRing({ closed, vertices }: Path): Ring | undefined {
  if (!closed || branches(vertices)) return undefined;
  const ring = vertices.flatMap((to, index) => {
    const from = vertices.at(index - 1) ?? to;
    return side(from, to);
  });
  return ring.length >= 3 ? ring : undefined;
}

/** The line of an open path, its curves replaced as those of a ring are. Undefined for a path that is closed or branches. */
export function pathLine({ closed, vertices }: Path): Position[] | undefined {
  if (closed || branches(vertices)) return undefined;
  return vertices.flatMap((to, index) => {
    const from = vertices[index - 1];
    return from ? side(from, to) : [[to.x, to.y] satisfies Position];
  });
}

const branches = (vertices: readonly Vertex[]): boolean =>
  vertices.some(({ joinedTo }, index) => joinedTo !== undefined && joinedTo !== index - 1);

/** Every side of a path by itself, also of one that branches; a curve is replaced as in a ring. */
export function pathSides({ closed, vertices }: Path): Position[][] {
  const joined = vertices.map((to, index) => [vertices[to.joinedTo ?? index - 1], to] as const);
  const ends = closed ? [...joined, [vertices.at(-1), vertices[0]] as const] : joined;
  return ends.flatMap(([from, to]) => (from && to ? [[[from.x, from.y], ...side(from, to)]] : []));
}

/** Every position of a path's sides, those of its curves in between included, in no order: what its bounds are made of. */
export const pathPositions = (path: Path): Position[] => [
  ...path.vertices.map(({ x, y }): Position => [x, y]),
  ...pathSides(path).flat(),
];

/** The positions from one vertex to the next, the first of them left out. A cubic Bézier curve, or a straight line. */
function side(from: Vertex, to: Vertex): Position[] {
  const start: Position = [from.x, from.y];
  const end: Position = [to.x, to.y];
  if (!from.controlAfter && !to.controlBefore) return [end];
  const curve: Curve = [start, from.controlAfter ?? start, to.controlBefore ?? end, end];
  const pieces = piecesOf(curve);
  return Array.from({ length: pieces }, (_, index) => (index === pieces - 1 ? end : at(curve, (index + 1) / pieces)));
}

type Curve = readonly [Position, Position, Position, Position];

/** A curve strays from n straight pieces by at most its greatest second derivative ÷ 8n². */
function piecesOf([start, one, two, end]: Curve): number {
  const bend = (a: Position, b: Position, c: Position) => Math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1]);
  const secondDerivative = 6 * Math.max(bend(start, one, two), bend(one, two, end));
  return Math.min(Math.max(Math.ceil(Math.sqrt(secondDerivative / (8 * deviation))), 1), mostPieces);
}

function at([start, one, two, end]: Curve, t: number): Position {
  const u = 1 - t;
  const along = (axis: 0 | 1) =>
    u ** 3 * start[axis] + 3 * u ** 2 * t * one[axis] + 3 * u * t ** 2 * two[axis] + t ** 3 * end[axis];
  return [along(0), along(1)];
}
