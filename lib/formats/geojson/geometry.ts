import { pathLine, pathRing } from '../../label/curve.ts';
import { ellipseRing } from '../../label/ellipse.ts';
import { corners } from '../../label/geometry.ts';
import type { GeoGeometry, Position, ShapeOf } from '../../label/label.ts';
import type { Omission } from '../format.ts';
import type { HeldKind } from './kinds.ts';
import { isOnEarth, wound } from './rings.ts';

type Reason = Pick<Omission, 'code' | 'detail'>;
export type Geometry = { readonly geometry?: GeoGeometry; readonly omitted: readonly Reason[] };

export const geometryOf = (shape: ShapeOf<HeldKind>): Geometry => geometries[shape.kind](shape as never);

const geometries: { readonly [Kind in HeldKind]: (shape: ShapeOf<Kind>) => Geometry } = {
  geo: ({ geometry }) =>
    isOnEarth(geometry)
      ? withArea(geometry)
      : { omitted: [{ code: 'outside-image', detail: 'beyond 180 degrees of longitude or 90 of latitude' }] },
  box: (box) => polygonOf([[corners(box)]]),
  polygon: ({ polygons }) => polygonOf(polygons),
  ellipse: (ellipse) => polygonOf([[ellipseRing(ellipse)]]),
  polyline: ({ points }) => ({ geometry: { type: 'LineString', coordinates: points }, omitted: [] }),
  point: ({ x, y }) => ({ geometry: { type: 'Point', coordinates: [x, y] }, omitted: [] }),
  path(path) {
    const ring = pathRing(path);
    if (ring) return polygonOf([[ring]]);
    const line = pathLine(path);
    if (line && line.length > 1) return { geometry: { type: 'LineString', coordinates: line }, omitted: [] };
    if (line) return { omitted: [{ code: 'no-area' }] };
    return { omitted: [{ code: 'shape-not-held', detail: 'path that branches' }] };
  },
};

const polygonOf = (polygons: readonly (readonly Position[][])[] | readonly Position[][][]): Geometry => {
  const closed = polygons.map((rings) => rings.map((ring) => [...ring, ring[0] ?? [0, 0]]));
  const [only = [], ...others] = closed;
  return withArea(
    others.length === 0 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: closed },
  );
};

/** Rings wound as the RFC has them; without those that have no area. */
function withArea(geometry: GeoGeometry): Geometry {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return { geometry, omitted: [] };
  const all = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const kept = all.map(wound).filter(({ length }) => length > 0);
  const isPart = kept.length < all.length || kept.flat().length < all.flat().length;
  const [only, ...others] = kept;
  if (!only) return { omitted: [{ code: 'no-area' }] };
  return {
    geometry:
      others.length === 0 ? { type: 'Polygon', coordinates: only } : { type: 'MultiPolygon', coordinates: kept },
    omitted: isPart ? [{ code: 'no-area', detail: 'a part of the polygon' }] : [],
  };
}
