import type { ShapeOf } from '../../label/label.ts';
import type { Omission } from '../format.ts';
import { oneWord } from '../row-files.ts';
import { decimal } from '../xml.ts';

type Reason = Pick<Omission, 'code' | 'detail'>;

/** Radians: what arithmetic alone adds. */
const negligible = 1e-6;
/** Radians: an upright box no longer fits around an object that leans further. */
const mostTilt = Math.PI / 4;

/** `x y z dx dy dz heading class`: the centre, the size along the box's own axes, and the angle about z from x to y. */
export function cuboidRow(
  { position, size, orientation: [roll, pitch, heading] }: ShapeOf<'cuboid'>,
  category: string,
): { readonly row?: string; readonly omitted: readonly Reason[] } {
  const fields = [...position, ...size, heading].map(decimal);
  if (fields.slice(3, 6).includes('0')) return { omitted: [{ code: 'no-area' }] };
  const tilt = Math.max(leaning(roll), leaning(pitch));
  if (tilt > mostTilt) return { omitted: [{ code: 'shape-not-held', detail: 'cuboid that lies on its side' }] };
  const omitted: readonly Reason[] = tilt > negligible ? [{ code: 'rotation-not-held', detail: 'about x and y' }] : [];
  return { row: `${[...fields, safeWord(category)].join(' ')}\n`, omitted };
}

/** How far from upright, whole turns aside. */
const leaning = (angle: number): number => Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));

/** What OpenPCDet takes for one field, and makes names of files of. */
export const safeWord = (name: string): string => oneWord(name).replaceAll('/', '_2f');
