import type { Position, ShapeOf } from '../../label/label.ts';

type Cuboid = ShapeOf<'perspective-cuboid'>;
export type Side = Cuboid['front'];

/** The corners behind, each at the index of its corner in front. */
export const backOf = ({ front, back }: Pick<Cuboid, 'front' | 'back'>): Side =>
  front.map(([x, y]): Position => {
    if (back.by === 'offset') return [x + back.x, y + back.y];
    const { point, ratio } = back;
    return [point[0] + ratio * (x - point[0]), point[1] + ratio * (y - point[1])];
  }) as Side;

/** How the side behind is found, by its corners. Undefined where it is not the front, moved or drawn together to one point. */
export function backBy(front: Side, back: Side): Cuboid['back'] | undefined {
  const [[frontX, frontY], , [otherX, otherY]] = front;
  const [[backX, backY], , [farX, farY]] = back;
  const [acrossX, acrossY] = [otherX - frontX, otherY - frontY];
  const ratio = ((farX - backX) * acrossX + (farY - backY) * acrossY) / (acrossX ** 2 + acrossY ** 2);
  const by: Cuboid['back'] =
    Math.abs(1 - ratio) < 1e-9 || !Number.isFinite(ratio)
      ? { by: 'offset', x: backX - frontX, y: backY - frontY }
      : {
          by: 'vanishing-point',
          point: [(backX - ratio * frontX) / (1 - ratio), (backY - ratio * frontY) / (1 - ratio)],
          ratio,
        };
  const found = backOf({ front, back: by });
  const isThat = found.every(([x, y], corner) => {
    const [trueX, trueY] = back[corner] ?? [Number.NaN, Number.NaN];
    return Math.abs(x - trueX) < rounding && Math.abs(y - trueY) < rounding;
  });
  return isThat ? by : undefined;
}

/** Pixels between a corner and where rounded corners put it. */
const rounding = 1e-4;

/**
 * The index of the front's top left, bottom left, top right and bottom right corner, whichever order it is in: the two
 * corners on the left, the upper first, then those on the right.
 */
export function uprightOrder(front: Side): readonly [number, number, number, number] {
  const byX = [0, 1, 2, 3].sort((one, other) => at(front, one)[0] - at(front, other)[0]);
  const upperFirst = (one: number, other: number) => at(front, one)[1] - at(front, other)[1];
  const [topLeft = 0, bottomLeft = 0] = byX.slice(0, 2).sort(upperFirst);
  const [topRight = 0, bottomRight = 0] = byX.slice(2).sort(upperFirst);
  return [topLeft, bottomLeft, topRight, bottomRight];
}

const at = (side: Side, corner: number): Position => side[corner] ?? [Number.NaN, Number.NaN];

/** The six faces, as rings: together they are what a picture shows of it. */
export function facesOf(front: Side, back: Side): Position[][] {
  const between = front.map((_, corner): Position[] => {
    const next = (corner + 1) % 4;
    return [at(front, corner), at(front, next), at(back, next), at(back, corner)];
  });
  return [[...front], [...back], ...between];
}
