import type { Position } from '../../../label/label.ts';
import { invalidAt } from '../../kit/fields.ts';
import type { Entry } from './entries.ts';
import { isPicture } from './media.ts';
import type { PlacedUnit } from './placed-unit.ts';

/**
 * What Encord's fractions, counted from the top left corner, are multiplied by: the size of the picture, or 1 where the
 * label keeps them as fractions.
 */
export type Scale = { readonly width: number; readonly height: number; readonly isPixels: boolean };

const fractions: Scale = { width: 1, height: 1, isPixels: false };

/** undefined for a unit that is not a picture. A slice of a volume may have a size of its own. */
export function scaleOf({ unit }: PlacedUnit, { frame, slice, path }: Entry): Scale | undefined {
  if (!isPicture(unit.media)) return undefined;
  if (unit.coordinates === 'relative') return fractions;
  const own = frame === undefined ? undefined : (slice ?? unit.slices?.find((known) => known.frame === frame));
  const width = own?.width ?? unit.width;
  const height = own?.height ?? unit.height;
  if (width && height) return { width, height, isPixels: true };
  throw invalidAt(
    path,
    'must have the width and height of the slice, but they are missing: its shapes cannot be turned into pixels',
  );
}

export const scaled = ({ width, height }: Scale, x: number, y: number): Position => [x * width, y * height];
