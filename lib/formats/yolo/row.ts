import type { ShapeOf } from '../../label/label.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import type { Reason, Size } from '../visible-parts.ts';

/** No text for a shape that has no area inside the image. */
type Row = { readonly text?: string; readonly omitted: readonly Reason[] };

/**
 * Edges are on a grid of a hundred-millionth of the image's side: half a ten-thousandth of a pixel on an image of
 * 10,000. Rounding EDGES, and deriving the centre and the size from them exactly, is what keeps every row inside the
 * image: Ultralytics throws the whole image away for one value above 1
 * (https://github.com/HumanSignal/label-studio/issues/5014).
 */
const grid = 1e8;

/** One row of the class with this number: the upright box around what the image shows of a shape. */
export function row(classNumber: number, shape: ShapeOf<BoxedKind>, size: Size): Row {
  const { bounds, omitted } = uprightBox(shape, size);
  if (!bounds) return { omitted };
  const { x, y, width, height } = bounds;
  const across = centreAndExtent(x / size.width, (x + width) / size.width);
  const down = centreAndExtent(y / size.height, (y + height) / size.height);
  if (!across || !down) return { omitted: [{ code: 'no-area' }] };
  return { text: [classNumber, across.centre, down.centre, across.extent, down.extent].join(' '), omitted };
}

function centreAndExtent(from: number, to: number): { centre: string; extent: string } | undefined {
  const [start, end] = [onGrid(from), onGrid(to)];
  if (start === end) return undefined;
  return { centre: decimal((start + end) / (2 * grid)), extent: decimal((end - start) / grid) };
}

const onGrid = (share: number) => Math.min(Math.max(Math.round(share * grid), 0), grid);

/** The middle between two places of the grid needs one decimal more than the grid. Never `1e-7`: not every reader takes it. */
const decimal = (share: number) => share.toFixed(9).replace(/\.?0+$/, '');
