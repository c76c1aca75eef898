import * as z from 'zod/mini';

/**
 * How the platform shows a slice of a NIfTI file, seen from how the file stores it: x along its first axis and y along its
 * second, or mirrored. No platform documents it, so it has no default.
 */
export const shownOption = z.optional(z.enum(['stored', 'mirrored-x', 'mirrored-y', 'turned']));
export type Shown = NonNullable<z.infer<typeof shownOption>>;

/** A slice as it is shown → as it is stored, in the same memory. */
export function storedSlice<Values extends Uint8Array | Uint16Array>(
  slice: Values,
  width: number,
  shown: Shown,
): Values {
  if (shown === 'turned') slice.reverse(); // both ways at once
  if (shown === 'mirrored-x') {
    for (let start = 0; start < slice.length; start += width) slice.subarray(start, start + width).reverse();
  }
  if (shown === 'mirrored-y') {
    const row = slice.slice(0, width);
    for (let top = 0, bottom = slice.length - width; top < bottom; top += width, bottom -= width) {
      row.set(slice.subarray(top, top + width));
      slice.copyWithin(top, bottom, bottom + width);
      slice.set(row, bottom);
    }
  }
  return slice;
}
