import { type Bounds, hull } from '../label/geometry.ts';
import type { Position, Ring } from '../label/label.ts';

export type Line = { readonly positions: readonly Position[]; readonly isDashed?: boolean };
export type Dot = { readonly at: Position; readonly name?: string; readonly isHidden?: boolean };

/** A shape on a plane, x to the right and y down, in the coordinates of the shape. */
export type Outline = {
  /** Polygons with their holes. */
  readonly areas?: readonly (readonly Ring[])[];
  readonly lines?: readonly Line[];
  readonly dots?: readonly Dot[];
};

/** The positions of all that is drawn. */
export const positionsOf = ({ areas = [], lines = [], dots = [] }: Outline): Position[] => [
  ...areas.flat(2),
  ...lines.flatMap(({ positions }) => positions),
  ...dots.map(({ at }) => at),
];

/** Around all that is drawn; undefined where nothing is. */
export function boundsOf(outline: Outline): Bounds | undefined {
  const positions = positionsOf(outline);
  return positions.length === 0 ? undefined : hull(positions);
}

/** The same outline at other positions, as of another scale. */
export function moved({ areas = [], lines = [], dots = [] }: Outline, move: (at: Position) => Position): Outline {
  return {
    areas: areas.map((rings) => rings.map((ring) => ring.map(move))),
    lines: lines.map((line) => ({ ...line, positions: line.positions.map(move) })),
    dots: dots.map((dot) => ({ ...dot, at: move(dot.at) })),
  };
}
