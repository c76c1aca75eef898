import { corners, ringArea } from '../../label/geometry.ts';
import type { Position, ShapeOf } from '../../label/label.ts';
import type { ClassFacts } from '../format.ts';
import { orientedBox } from '../oriented-box.ts';
import { type OutlinedKind, outlineRing } from '../outline-ring.ts';
import { type BoxedKind, type UprightBox, uprightBox } from '../upright-box.ts';
import type { Reason, Size } from '../visible-parts.ts';

/** No text for a shape that has no area inside the image. */
export type Row = { readonly text?: string; readonly omitted: readonly Reason[] };

/**
 * Edges are on a grid of a hundred-millionth of the image's side: half a ten-thousandth of a pixel on an image of
 * 10,000. Rounding EDGES, and deriving the centre and the size from them exactly, is what keeps every row inside the
 * image: Ultralytics throws the whole image away for one value above 1.01, and older releases for one above 1
 * (https://github.com/HumanSignal/label-studio/issues/5014).
 */
const grid = 1e8;

/** `class x_centre y_centre width height`: the upright box around what the image shows of a shape. */
export const boxRow = ({ number }: ClassFacts, shape: ShapeOf<BoxedKind>, size: Size): Row =>
  rowOfBox(number, uprightBox(shape, size), size);

/** The row of a box, followed by the values after it, if any. */
export function rowOfBox(number: number, { bounds, omitted }: UprightBox, size: Size, ...values: string[]): Row {
  if (!bounds) return { omitted };
  const { x, y, width, height } = bounds;
  const across = centreAndExtent(x / size.width, (x + width) / size.width);
  const down = centreAndExtent(y / size.height, (y + height) / size.height);
  if (!across || !down) return { omitted: [{ code: 'no-area' }] };
  return { text: [number, across.centre, down.centre, across.extent, down.extent, ...values].join(' '), omitted };
}

/** `class x1 y1 … xn yn`: the outline of what the image shows of a shape, as one ring. */
export function outlineRow({ number }: ClassFacts, shape: ShapeOf<OutlinedKind>, size: Size): Row {
  const { ring, omitted } = outlineRing(shape, size);
  if (!ring) return { omitted };
  const shares = ring
    .map(([x, y]): Position => [onGrid(x / size.width), onGrid(y / size.height)])
    .filter(([x, y], index, all) => x !== all.at(index - 1)?.[0] || y !== all.at(index - 1)?.[1]);
  const hasArea = ([0, 1] as const).every((axis) => shares.some((share) => share[axis] !== shares[0]?.[axis]));
  if (!hasArea || shares.length < 3) return { omitted: [{ code: 'no-area' }] };
  return { text: `${number} ${shares.flat().map(shareOfGrid).join(' ')}`, omitted };
}

/** `class x1 y1 x2 y2 x3 y3 x4 y4`: the turned box around what the image shows of a shape, its own corners in their order. */
export function orientedRow({ number }: ClassFacts, shape: ShapeOf<BoxedKind>, size: Size): Row {
  const { corners: turned, bounds, omitted } = orientedBox(shape, size);
  if (!turned || !bounds) return { omitted };
  const row = (ring: readonly Position[]): Position[] =>
    ring.map(([x, y]) => [Math.round((x / size.width) * grid), Math.round((y / size.height) * grid)]);
  const own = row(turned);
  const isTaken = isTakenByUltralytics(own);
  const shares = isTaken ? own : row(corners({ ...bounds, rotationDegrees: 0 }));
  if (ringArea(shares) === 0) return { omitted: [{ code: 'no-area' }] };
  return {
    text: `${number} ${shares.flat().map(shareOfGrid).join(' ')}`,
    omitted: isTaken
      ? omitted
      : [...omitted, { code: 'rotation-not-held', detail: 'reaches too far out of the image' }],
  };
}

/**
 * Corners may lie outside the image, as those do that Ultralytics' own splitter of DOTA makes. It looks at the upright box
 * around them, and throws the whole image away where the centre of that box lies outside, or a side is longer than the
 * image's (`verify_image_label` in https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/utils.py).
 */
const isTakenByUltralytics = (ring: readonly Position[]): boolean =>
  ([0, 1] as const).every((axis) => {
    const places = ring.map((corner) => corner[axis]);
    const [least, most] = [Math.min(...places), Math.max(...places)];
    return most - least <= grid && least + most >= 0 && least + most <= 2 * grid;
  });

function centreAndExtent(from: number, to: number): { centre: string; extent: string } | undefined {
  const [start, end] = [onGrid(from), onGrid(to)];
  if (start === end) return undefined;
  return { centre: decimal((start + end) / (2 * grid)), extent: decimal((end - start) / grid) };
}

const onGrid = (share: number) => Math.min(Math.max(Math.round(share * grid), 0), grid);
const shareOfGrid = (place: number) => decimal(place / grid + 0); // + 0: never -0

/** A share of the image's side, inside the image. */
export const shareOf = (pixels: number, side: number): string => shareOfGrid(onGrid(pixels / side));

/** The middle between two places of the grid needs one decimal more than the grid. Never `1e-7`: not every reader takes it. */
const decimal = (share: number) => (Math.abs(share) < 1e-6 ? share.toFixed(9).replace(/\.?0+$/, '') : String(share));
