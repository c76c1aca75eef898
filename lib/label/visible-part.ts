import { type Bounds, clippedHull, clipToImage, hull, isWithin, ringArea } from './geometry.ts';
import type { Position, Ring } from './label.ts';
import { maskArea } from './mask.ts';
import { columnRuns } from './rasterise.ts';
import { isSimple } from './simple-ring.ts';

/** What an image shows of a ring: its bounds, its area in square pixels, whether anything was cut off. Or why it shows nothing. */
export type VisiblePart =
  | { readonly ring: Ring; readonly bounds: Bounds; readonly area: number; readonly isClipped: boolean }
  | { readonly missing: 'no-area' | 'outside-image' };

type Size = { readonly width: number; readonly height: number };

const negligible = 1e-6; // pixels, and square pixels: what arithmetic alone adds or takes away

/** Positions are snapped to a billionth of a pixel first. The area of a ring that crosses itself is that of its pixels, by the even-odd rule. */
export function visiblePart(drawn: readonly Position[], size: Size): VisiblePart {
  const ring = drawn.map(onGrid);
  const simple = isSimple(ring);
  const whole = hull(ring);
  const area = simple ? ringArea(ring) : undefined;
  if (isThin(whole) || (area !== undefined && isNegligible(area))) return { missing: 'no-area' };
  // Most rings are: nothing of them is to be clipped, whose area and bounds are known.
  if (area !== undefined && isWithin(ring, size)) return { ring, bounds: whole, area, isClipped: false };
  return clippedPart(ring, whole, simple, size);
}

function clippedPart(ring: Ring, whole: Bounds, simple: boolean, size: Size): VisiblePart {
  const inside = clipToImage(ring, size);
  const bounds = clippedHull(inside, size);
  if (isThin(bounds)) return { missing: 'outside-image' };
  const area = simple ? ringArea(inside) : maskArea({ counts: columnRuns([[inside]], size) });
  if (isNegligible(area)) return { missing: simple ? 'outside-image' : 'no-area' };
  return { ring: inside, bounds, area, isClipped: reachesOut(whole, size) };
}

/** A billionth of a pixel: what lies on the border but for noise has to lie on it. */
const onGrid = ([x, y]: Position): Position => [snapped(x), snapped(y)];
const snapped = (pixels: number) => Math.round(pixels * 1e9) / 1e9 + 0; // + 0: never -0

const isNegligible = (extent: number) => !(extent >= negligible); // NaN too: it comes of numbers past 1e308

const isThin = ({ width, height }: Bounds) => isNegligible(width) || isNegligible(height);

function reachesOut({ x, y, width: across, height: down }: Bounds, { width, height }: Size): boolean {
  return Math.max(-x, -y, x + across - width, y + down - height) > negligible;
}
