import type { GeoGeometry, Position, Shape } from '../../../label/label.ts';
import { asFields, type FieldPath, type Fields, fieldsIn, invalidAt, listIn, numberIn } from '../../kit/fields.ts';
import { type Degenerate, isNowhere, nowhere } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';

export type ToShape = (object: Fields, path: FieldPath) => Shape | Degenerate;

const geoTypes = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon']);

/** Pixels from the top left, or points of a page: https://docs.labelbox.com/reference/export-image-annotations */
export const boxOf: ToShape = (object, path) => {
  const box = fieldsIn(object, 'bounding_box', path);
  const place = path.at('bounding_box');
  checkKeys(box, keys.box, place);
  if (isNowhere(box, ['left', 'top', 'width', 'height'])) return nowhere;
  return {
    kind: 'box',
    x: numberIn(box, 'left', place),
    y: numberIn(box, 'top', place),
    width: numberIn(box, 'width', place),
    height: numberIn(box, 'height', place),
    rotationDegrees: 0,
  };
};

export const polygonOf: ToShape = (object, path) => ({
  kind: 'polygon',
  polygons: [[opened(positionsIn(object, 'polygon', path))]],
});

export const polylineOf: ToShape = (object, path) => ({ kind: 'polyline', points: positionsIn(object, 'line', path) });

export const pointOf: ToShape = (object, path) => {
  const point = fieldsIn(object, 'point', path);
  if (isNowhere(point, ['x', 'y'])) return nowhere;
  const [x, y] = positionOf(point, path.at('point'));
  return { kind: 'point', x, y };
};

/** GeoJSON, longitude first: https://docs.labelbox.com/reference/export-geospatial-annotations */
export const geoOf: ToShape = (object, path) => {
  const geojson = fieldsIn(object, 'geojson', path);
  const place = path.at('geojson');
  checkKeys(geojson, keys.geojson, place);
  const { type, coordinates } = geojson;
  if (typeof type !== 'string' || !geoTypes.has(type)) {
    throw invalidAt(place.at('type'), `must be a geometry of GeoJSON: ${[...geoTypes].join(', ')}`);
  }
  for (const latitude of latitudesOf(coordinates)) {
    if (typeof latitude === 'number' && Math.abs(latitude) > 90) {
      throw invalidAt(place.at('coordinates'), 'has a latitude beyond 90 degrees. Longitude comes first');
    }
  }
  // The canonical label's own schema checks what the coordinates of each type must look like.
  return { kind: 'geo', geometry: { type, coordinates } as GeoGeometry };
};

/** A geometry's positions lie at most three lists deep. */
function* latitudesOf(coordinates: unknown, depth = 0): Generator<unknown> {
  if (!Array.isArray(coordinates) || depth > 3) return;
  if (typeof coordinates[0] === 'number') yield coordinates[1];
  else for (const part of coordinates) yield* latitudesOf(part, depth + 1);
}

function positionsIn(object: Fields, key: string, path: FieldPath): Position[] {
  const points = listIn(object, key, path);
  const place = path.at(key);
  return points.map((point, index) => {
    const at = place.at(index);
    return positionOf(asFields(point, at), at);
  });
}

function positionOf(point: Fields, path: FieldPath): Position {
  checkKeys(point, keys.point, path);
  return [numberIn(point, 'x', path), numberIn(point, 'y', path)];
}

/** Labelbox repeats the first position at the end of a ring; rings that were imported may not. */
function opened(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  return ring.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1] ? ring.slice(0, -1) : ring;
}
