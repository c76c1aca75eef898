import { corners } from '../../label/geometry.ts';
import type { ShapeOf } from '../../label/label.ts';
import { visiblePart } from '../../label/visible-part.ts';
import type { OmissionCode } from '../format.ts';

type Size = { readonly width: number; readonly height: number };

/** No text for a box that has no area inside the image. */
type Row = {
  readonly text?: string;
  readonly omitted: readonly { readonly code: OmissionCode; readonly detail?: string }[];
};

/**
 * Edges are on a grid of a hundred-millionth of the image's side: half a ten-thousandth of a pixel on an image of
 * 10,000. Rounding EDGES, and deriving the centre and the size from them exactly, is what keeps every row inside the
 * image: Ultralytics throws the whole image away for one value above 1
 * (https://github.com/HumanSignal/label-studio/issues/5014).
 */
const grid = 1e8;

/** One row of the class with this number: what the image shows of the box, or of the upright box around a rotated one. */
export function row(classNumber: number, box: ShapeOf<'box'>, size: Size): Row {
  const part = visiblePart(corners(box), size);
  if ('missing' in part) return { omitted: [{ code: part.missing }] };
  const { x, y, width, height } = part.bounds;
  const across = centreAndExtent(x / size.width, (x + width) / size.width);
  const down = centreAndExtent(y / size.height, (y + height) / size.height);
  if (!across || !down) return { omitted: [{ code: 'no-area' }] };
  return {
    text: [classNumber, across.centre, down.centre, across.extent, down.extent].join(' '),
    omitted: [
      ...(part.isClipped ? [{ code: 'outside-image', detail: 'clipped' } as const] : []),
      ...(box.rotationDegrees % 360 === 0 ? [] : [{ code: 'rotation-not-held' } as const]),
    ],
  };
}

function centreAndExtent(from: number, to: number): { centre: string; extent: string } | undefined {
  const [start, end] = [onGrid(from), onGrid(to)];
  if (start === end) return undefined;
  return { centre: decimal((start + end) / (2 * grid)), extent: decimal((end - start) / grid) };
}

const onGrid = (share: number) => Math.min(Math.max(Math.round(share * grid), 0), grid);

/** The middle between two places of the grid needs one decimal more than the grid. Never `1e-7`: not every reader takes it. */
const decimal = (share: number) => share.toFixed(9).replace(/\.?0+$/, '');
