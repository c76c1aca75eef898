import { decodeCounts, encodeCounts, transpose } from '../../../lib/label/rle.ts';
import type { Change, Pixels } from './change.ts';

/** Run lengths, the first of what is not in the mask. */
export const pixelsOf = (counts: readonly number[], width: number, height: number): Pixels => ({
  width,
  height,
  values: counts.flatMap((run, index) => new Array<number>(run).fill(index % 2)),
});

export function runsOf({ values }: Pixels): number[] {
  const counts = [0];
  let last = 0;
  for (const value of values) {
    if (value !== last) counts.push(0);
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    last = value;
  }
  return counts;
}

/** Run lengths column by column, packed or as a list, beside the size of the mask; or lists of them row by row. */
export function changedRuns(value: Record<string, unknown>, change: Change): unknown {
  const { counts, size, width, height } = value;
  if (typeof counts !== 'string' && !Array.isArray(counts)) return value;
  if (!Array.isArray(size)) {
    if (typeof counts === 'string') return value;
    return { ...value, counts: runsOf(change.pixels(pixelsOf(counts.map(Number), Number(width), Number(height)))) };
  }
  const [down = 0, across = 0] = size.map(Number);
  const byColumn = typeof counts === 'string' ? decodeCounts(counts) : counts.map(Number);
  const changed = change.pixels(pixelsOf(transpose(byColumn, down, across), across, down));
  const runs = transpose(runsOf(changed), across, down);
  return { ...value, counts: typeof counts === 'string' ? encodeCounts(runs) : runs };
}
