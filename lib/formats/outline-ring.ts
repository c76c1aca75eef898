import { pathRing } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { corners } from '../label/geometry.ts';
import { joinedRing } from '../label/joined-ring.ts';
import type { Ring, ShapeOf } from '../label/label.ts';
import { maskBounds } from '../label/mask.ts';
import { rasterise } from '../label/rasterise.ts';
import { maskPolygons } from '../label/rings.ts';
import { visiblePart } from '../label/visible-part.ts';
import { type Reason, type Size, visibleParts } from './visible-parts.ts';

/** Shapes that have an outline. */
export const outlinedKinds = ['box', 'polygon', 'ellipse', 'path', 'mask'] as const;
export type OutlinedKind = (typeof outlinedKinds)[number];

type Polygons = ShapeOf<'polygon'>['polygons'];

/** Pixels of the image, clipped to it; no ring for a shape that has no area inside. */
export type OutlineRing = { readonly ring?: Ring; readonly omitted: readonly Reason[] };

/** The outline of what the image shows of a shape as one ring, holes and parts joined to it (`joinedRing`). */
export function outlineRing(shape: ShapeOf<OutlinedKind>, size: Size): OutlineRing {
  const { polygons, omitted } = visiblePolygons(shape, size);
  if (!polygons) return { omitted };
  const ring = joinedRing(polygons);
  if (shape.kind === 'mask' || (polygons.length === 1 && polygons[0]?.length === 1)) return { ring, omitted };
  // Where holes reach out of their polygon, or parts overlap, one ring of them would enclose something else.
  const pixels = rasterise(polygons, size);
  if (isSame(rasterise([[ring]], size).counts, pixels.counts)) return { ring, omitted };
  return { ring: joinedRing(maskPolygons(pixels)), omitted };
}

const isSame = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((run, index) => run === other[index]);

/** What the image shows of a shape, holes included. */
export function visiblePolygons(
  shape: ShapeOf<OutlinedKind>,
  size: Size,
): { readonly polygons?: Polygons; readonly omitted: readonly Reason[] } {
  if (shape.kind === 'mask') {
    const polygons = maskPolygons(shape);
    return polygons.length > 0 ? { polygons, omitted: [] } : { omitted: [{ code: 'no-area' }] };
  }
  const drawn = polygonsOf(shape);
  if (!drawn) return { omitted: [{ code: 'shape-not-held', detail: 'path that is open or branches' }] };
  const { visible, omitted } = visibleParts(drawn, size);
  if (visible.length === 0) return { omitted };
  if (drawn.every((rings) => rings.length === 1)) return { polygons: visible.map(({ ring }) => [ring]), omitted };
  if (!maskBounds(rasterise(drawn, size))) return { omitted: [{ code: 'no-area' }] };
  return { polygons: drawn.flatMap((rings) => clipped(rings, size)), omitted };
}

function polygonsOf(shape: ShapeOf<Exclude<OutlinedKind, 'mask'>>): Polygons | undefined {
  if (shape.kind === 'polygon') return shape.polygons;
  if (shape.kind === 'box') return [[corners(shape)]];
  const ring = shape.kind === 'ellipse' ? ellipseRing(shape) : pathRing(shape);
  return ring && [[ring]];
}

/** None of a polygon of which the image shows nothing. */
function clipped([outer = [], ...holes]: Polygons[number], size: Size): Polygons {
  const visible = (ring: Ring) => {
    const part = visiblePart(ring, size);
    return 'ring' in part ? [part.ring] : [];
  };
  const around = visible(outer);
  return around.length > 0 ? [[...around, ...holes.flatMap(visible)]] : [];
}
