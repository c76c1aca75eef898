import type { Bounds } from '../../label/geometry.ts';
import type { ShapeOf } from '../../label/label.ts';
import { runsBetween } from '../../label/rle.ts';

type Mask = Omit<ShapeOf<'mask'>, 'kind'>;

/** The part of a mask inside a rectangle that holds all of its foreground, row by row. */
export const cut = (mask: Mask, { x, y, width, height }: Bounds): Mask => moved(mask, -x, -y, { width, height });

/** The mask of a whole image from its part inside a rectangle at (x, y). */
export const pasted = (part: Mask, { x, y }: Pick<Bounds, 'x' | 'y'>, size: Omit<Mask, 'counts'>): Mask =>
  moved(part, x, y, size);

function moved({ width, counts }: Mask, right: number, down: number, into: Omit<Mask, 'counts'>): Mask {
  const changes: number[] = [];
  let start = 0;
  for (const [index, run] of counts.entries()) {
    const end = start + run;
    for (let place = start; index % 2 === 1 && place < end; ) {
      const row = Math.floor(place / width);
      const rowEnd = Math.min(end, (row + 1) * width);
      const from = (row + down) * into.width + (place % width) + right;
      changes.push(from, from + rowEnd - place); // two rows that meet leave two changes at one place, which are none
      place = rowEnd;
    }
    start = end;
  }
  return { ...into, counts: runsBetween(changes, into.width * into.height) };
}
