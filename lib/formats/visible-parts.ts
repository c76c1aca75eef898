import type { Bounds } from '../label/geometry.ts';
import type { ShapeOf, Unit } from '../label/label.ts';
import { type VisiblePart, visiblePart } from '../label/visible-part.ts';
import type { Omission } from './holdings.ts';

export type Size = { readonly width: number; readonly height: number };
export type SizedUnit = Unit & Size;

/** Whether the platform said how large the unit is. */
export const isSized = (unit: Unit): unit is SizedUnit => unit.width !== undefined && unit.height !== undefined;

export type Reason = Pick<Omission, 'code' | 'detail'>;
/** The part of a ring that the image shows. */
export type VisibleRing = Extract<VisiblePart, { readonly ring: unknown }>;

/** What the image shows of each outer ring, and what of them it does not show; no ring, and why, where it shows none. */
export function visibleParts(
  polygons: ShapeOf<'polygon'>['polygons'],
  size: Size,
): { readonly visible: readonly VisibleRing[]; readonly omitted: readonly Reason[] } {
  const visible: VisibleRing[] = [];
  let [isClipped, isOutside, isThin] = [false, false, false];
  for (const [outer = []] of polygons) {
    const part = visiblePart(outer, size);
    if ('missing' in part) {
      isOutside ||= part.missing === 'outside-image';
      isThin ||= part.missing === 'no-area';
    } else {
      visible.push(part);
      isClipped ||= part.isClipped;
    }
  }
  if (visible.length === 0) return { visible, omitted: [{ code: isOutside ? 'outside-image' : 'no-area' }] };
  const omitted: Reason[] = [];
  if (isOutside || isClipped) omitted.push({ code: 'outside-image', detail: 'clipped' });
  if (isThin) omitted.push({ code: 'no-area', detail: 'a part of the polygon' });
  return { visible, omitted };
}

/** The smallest upright box around those of parts. */
export function around(all: readonly { readonly bounds: Bounds }[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { bounds } of all) {
    left = Math.min(left, bounds.x);
    top = Math.min(top, bounds.y);
    right = Math.max(right, bounds.x + bounds.width);
    bottom = Math.max(bottom, bounds.y + bounds.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
