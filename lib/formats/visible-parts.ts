import type { Bounds } from '../label/geometry.ts';
import { hull } from '../label/geometry.ts';
import type { Position, ShapeOf, Unit } from '../label/label.ts';
import { type VisiblePart, visiblePart } from '../label/visible-part.ts';
import type { Omission } from './holdings.ts';

export type Size = { readonly width: number; readonly height: number };
export type SizedUnit = Unit & Size;

/** Whether the platform said how large the unit is. */
export const isSized = (unit: Unit): unit is SizedUnit => unit.width !== undefined && unit.height !== undefined;

export type Reason = Pick<Omission, 'code' | 'detail'>;
type Ring = Extract<VisiblePart, { readonly ring: unknown }>;

/** What the image shows of each outer ring, and what of them it does not show; no ring, and why, where it shows none. */
export function visibleParts(
  polygons: ShapeOf<'polygon'>['polygons'],
  size: Size,
): { readonly visible: readonly Ring[]; readonly omitted: readonly Reason[] } {
  const parts = polygons.map(([outer = []]) => visiblePart(outer, size));
  const visible = parts.filter((part) => 'ring' in part);
  const missing = new Set(parts.flatMap((part) => ('missing' in part ? [part.missing] : [])));
  if (visible.length === 0) {
    return { visible, omitted: [{ code: missing.has('outside-image') ? 'outside-image' : 'no-area' }] };
  }
  const omitted: Reason[] = [
    ...(missing.has('outside-image') || visible.some((part) => part.isClipped)
      ? [{ code: 'outside-image', detail: 'clipped' } as const]
      : []),
    ...(missing.has('no-area') ? [{ code: 'no-area', detail: 'a part of the polygon' } as const] : []),
  ];
  return { visible, omitted };
}

/** The smallest upright box around others. */
export const around = (all: readonly Bounds[]): Bounds =>
  hull(
    all.flatMap(({ x, y, width, height }): Position[] => [
      [x, y],
      [x + width, y + height],
    ]),
  );
