import type { GeoGeometry, Shape, ShapeOf } from '../../label/label.ts';
import { type Fields, isMissing } from './fields.ts';
import type { FieldPath, Region } from './reading.ts';

/** In place of a shape: the region marks nothing, and why. */
export type Degenerate = { readonly kind: 'degenerate'; readonly detail: string };

export const degenerate = (detail: string): Degenerate => ({ kind: 'degenerate', detail });

/** All of these coordinates are there, and null: the platform kept the region and lost where it is. */
export const isNowhere = (fields: Fields, coordinates: readonly string[]): boolean =>
  coordinates.every((key) => Object.hasOwn(fields, key) && isMissing(fields[key]));

export const nowhere = degenerate('has no coordinates: all of them are null');

const ringOfTooFew = 'a ring of fewer than three points';
const lineOfTooFew = 'a line of fewer than two points';

/**
 * The shape as the label holds it. A region that marks nothing is left out and reported, so that it refuses nothing but
 * itself: undefined, and there is no annotation. Of several polygons or rings those that mark nothing are left out. Boxes,
 * ellipses and masks without area stay: formats report them as `no-area`. `unit` is where it is drawn: what was left out
 * must not make a unit one without objects.
 */
export function keptShape(shape: Shape | Degenerate, region: Region, unit: string, path: FieldPath): Shape | undefined {
  const { kept, detail, parts = [] } = checked(shape);
  if (!kept) path.reading.leaveOut({ ...region, unit }, path, detail ?? 'marks nothing');
  else for (const part of parts) path.reading.notKept(region.id, path, part);
  return kept;
}

type Checked = { readonly kept?: Shape; readonly detail?: string; readonly parts?: readonly string[] };

function checked(shape: Shape | Degenerate): Checked {
  switch (shape.kind) {
    case 'degenerate':
      return { detail: shape.detail };
    case 'polygon':
      return checkedPolygon(shape);
    case 'polyline':
    case 'space-polyline':
      return shape.points.length < 2 ? { detail: lineOfTooFew } : { kept: shape };
    case 'path':
      return shape.vertices.length < 2 ? { detail: lineOfTooFew } : { kept: shape };
    case 'skeleton':
      return shape.keypoints.length === 0 ? { detail: 'a skeleton without keypoints' } : { kept: shape };
    case 'box':
      return shape.width < 0 || shape.height < 0 ? { detail: 'a box of negative size' } : { kept: shape };
    case 'ellipse':
      return shape.radiusX < 0 || shape.radiusY < 0 ? { detail: 'an ellipse of negative size' } : { kept: shape };
    case 'geo':
      return checkedGeometry(shape.geometry);
    default:
      return { kept: shape };
  }
}

type Points = readonly (readonly number[])[];

function checkedPolygon(shape: ShapeOf<'polygon'>): Checked {
  if (shape.polygons.length > 0 && shape.polygons.every((rings) => rings.length > 0 && rings.every(isRing))) {
    return { kept: shape };
  }
  const { polygons, parts } = withoutDegenerate(shape.polygons);
  return polygons.length > 0 ? { kept: { ...shape, polygons }, parts } : { detail: ringOfTooFew };
}

/** Without an outer ring there is nothing that holes could be in. */
function withoutDegenerate<Ring extends Points>(polygons: readonly (readonly Ring[])[]) {
  const kept = polygons.flatMap((rings) => (rings[0] && isRing(rings[0]) ? [rings.filter(isRing)] : []));
  const count = (all: readonly (readonly Ring[])[]) => all.reduce((sum, rings) => sum + rings.length, 0);
  return { polygons: kept, parts: Array<string>(count(polygons) - count(kept)).fill(ringOfTooFew) };
}

/** Three points that differ. Compared one by one, without a copy: a label may have thousands of rings. */
function isRing(ring: Points): boolean {
  const [first] = ring;
  if (!first) return false;
  const second = ring.find((point) => differ(point, first));
  return second !== undefined && ring.some((point) => differ(point, first) && differ(point, second));
}

const differ = (a: readonly number[], b: readonly number[]): boolean => a[0] !== b[0] || a[1] !== b[1];

/** The model itself checks what the coordinates must look like; what looks otherwise is left to it. */
function checkedGeometry(geometry: GeoGeometry): Checked {
  const kept: Shape = { kind: 'geo', geometry };
  const { type, coordinates } = geometry;
  if (!Array.isArray(coordinates)) return { kept };
  if (type === 'LineString') return coordinates.length < 2 ? { detail: lineOfTooFew } : { kept };
  if (type === 'MultiLineString') {
    const lines = coordinates.filter((line) => !Array.isArray(line) || line.length >= 2);
    if (lines.length === 0) return { detail: lineOfTooFew };
    const parts = Array<string>(coordinates.length - lines.length).fill(lineOfTooFew);
    return { kept: { kind: 'geo', geometry: { type, coordinates: lines } }, parts };
  }
  if (type !== 'Polygon' && type !== 'MultiPolygon') return { kept };
  const all = type === 'Polygon' ? [coordinates] : coordinates;
  const isWellFormed = all.every(
    (rings) => Array.isArray(rings) && rings.every((ring) => Array.isArray(ring) && ring.every(Array.isArray)),
  );
  if (!isWellFormed) return { kept };
  const { polygons, parts } = withoutDegenerate(all);
  const [first] = polygons;
  if (!first) return { detail: ringOfTooFew };
  const sound: GeoGeometry = type === 'Polygon' ? { type, coordinates: first } : { type, coordinates: polygons };
  return { kept: { kind: 'geo', geometry: sound }, parts };
}
