import type { Bounds } from './geometry.ts';
import { runsBetween } from './rle.ts';

type Runs = { readonly width: number; readonly counts: readonly number[] };

/** How many pixels are foreground. */
export function maskArea({ counts }: Pick<Runs, 'counts'>): number {
  let area = 0;
  for (let index = 1; index < counts.length; index += 2) area += counts[index] ?? 0;
  return area;
}

/** The smallest upright box around the foreground pixels, their far edges included; undefined where there are none. */
export function maskBounds({ width, counts }: Runs): Bounds | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  let start = 0;
  for (const [index, run] of counts.entries()) {
    const last = start + run - 1;
    if (index % 2 === 1 && run > 0) {
      const [firstRow, lastRow] = [Math.floor(start / width), Math.floor(last / width)];
      const wraps = lastRow > firstRow;
      left = Math.min(left, wraps ? 0 : start % width);
      right = Math.max(right, wraps ? width : (last % width) + 1);
      top = Math.min(top, firstRow);
      bottom = Math.max(bottom, lastRow + 1);
    }
    start += run;
  }
  return right > 0 ? { x: left, y: top, width: right - left, height: bottom - top } : undefined;
}

/** Two masks of one size and one order of pixels → the mask of the pixels that `keep` wants, seeing both values of each. */
export function combine(
  one: readonly number[],
  other: readonly number[],
  keep: (inOne: boolean, inOther: boolean) => boolean,
): number[] {
  const pixels = one.reduce((sum, run) => sum + run, 0);
  const changes: number[] = [];
  let [a, endA] = [-1, 0];
  let [b, endB] = [-1, 0];
  let inside = false;
  for (let place = 0; place < pixels; place = Math.min(endA, endB)) {
    while (endA <= place) endA += one[++a] ?? Infinity;
    while (endB <= place) endB += other[++b] ?? Infinity;
    if (keep(a % 2 === 1, b % 2 === 1) !== inside) {
      inside = !inside;
      changes.push(place);
    }
  }
  return runsBetween(changes, pixels);
}
