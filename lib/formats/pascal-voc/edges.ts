import * as z from 'zod/mini';
import type { Bounds } from '../../label/geometry.ts';
import type { Size } from '../visible-parts.ts';
import { decimal } from '../xml.ts';

/** How the four numbers of a box are to be understood. */
export const Bounding = z.strictObject({
  /** 1: the first and the last pixel, counted from 1. 0: the edges, counted from 0. */
  base: z._default(z.union([z.literal(1), z.literal(0)]), 1),
  numbers: z._default(z.enum(['integers', 'decimals']), 'integers'),
});
export type Bounding = z.output<typeof Bounding>;

export type Edges = Readonly<Record<'xmin' | 'ymin' | 'xmax' | 'ymax', string>>;

/** Bounds inside the image → the numbers of the file. */
export function edgesOf({ x, y, width, height }: Bounds, size: Size, options: Bounding): Edges {
  const [xmin, xmax] = span(x, x + width, size.width, options);
  const [ymin, ymax] = span(y, y + height, size.height, options);
  return { xmin, ymin, xmax, ymax };
}

/**
 * Whole pixels are those that the box touches: each edge is rounded outwards on its own, because a rounded size would
 * lose a pixel. What differs from an edge of a pixel by less than a millionth is noise of arithmetic, and is on it.
 */
function span(from: number, to: number, side: number, { base, numbers }: Bounding): [string, string] {
  const [start, end] = [millionths(from), millionths(to)];
  // Less than a pixel between first and last pixel, both included, would put the last before the first.
  const isExact = numbers === 'decimals' && (base === 1 ? end - start >= 1 : end > start);
  const first = isExact ? start : Math.min(Math.floor(start), side - 1);
  const last = isExact ? end : Math.max(Math.ceil(end), first + 1);
  return [decimal(first + base), decimal(last)];
}

const millionths = (pixels: number) => Math.round(pixels * 1e6) / 1e6;
