import type { CountRange } from '../label/label.ts';

/**
 * The frames to show, ascending: those with annotations, of more than `most` some, the first and the last among them; and
 * some of `between`, in which tracks are interpolated, until there are `enough`.
 */
export function chosenFrames(
  annotated: readonly number[],
  between: readonly number[],
  { most, enough }: { readonly most: number; readonly enough: number },
): number[] {
  const own = ascending(annotated);
  if (own.length >= enough) return spread(own, most);
  const known = new Set(own);
  const further = ascending(between).filter((frame) => !known.has(frame));
  return ascending([...own, ...spread(further, enough - own.length)]);
}

/** Some frames of ranges, of each as many as are wanted together: a range may have millions. */
export const framesWithin = (ranges: readonly CountRange[], wanted: number): number[] =>
  ranges.flatMap(({ start, end }) => {
    const count = Math.min(end - start, wanted);
    return Array.from({ length: count }, (_, index) => start + Math.floor(((end - start) * index) / count));
  });

const ascending = (frames: readonly number[]): number[] => [...new Set(frames)].sort((one, other) => one - other);

/** So many of a list, evenly, with its ends. */
function spread(frames: readonly number[], most: number): number[] {
  if (frames.length <= most) return [...frames];
  const step = (frames.length - 1) / Math.max(most - 1, 1);
  return Array.from({ length: most }, (_, index) => frames[Math.round(index * step)] ?? 0);
}
