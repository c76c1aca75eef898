import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invalidLabel, labelOf } from './labels-of.ts';

describe('a polygon', () => {
  const polygonOf = (polygon: readonly unknown[]) =>
    labelOf({ annotations: { objects: [{ name: 'n', annotation_kind: 'ImagePolygon', polygon }] } }).annotations[0]
      ?.shape;
  const corner = fc.record({ x: fc.integer({ min: -500, max: 5000 }), y: fc.integer({ min: -500, max: 5000 }) });
  const corners = fc.uniqueArray(corner, { minLength: 3, maxLength: 9, selector: ({ x, y }) => `${x} ${y}` });

  it('is the same polygon whether Labelbox repeats its first position or not', () => {
    fc.assert(
      fc.property(corners, (polygon) => {
        const ring = polygon.map(({ x, y }) => [x, y]);
        const open = { kind: 'polygon', polygons: [[ring]] };
        expect(polygonOf(polygon)).toEqual(open);
        expect(polygonOf([...polygon, polygon[0]])).toEqual(open);
      }),
    );
  });

  it('is left out alone with a ring of two positions', () => {
    const polygon = [
      { x: 1, y: 1 },
      { x: 2, y: 2 },
      { x: 1, y: 1 },
    ];
    expect(polygonOf(polygon)).toBeUndefined();
  });
});

describe('a map', () => {
  const shapeOf = (geojson: object, kind = 'GeoPolygon') =>
    labelOf({ annotations: { objects: [{ name: 'n', annotation_kind: kind, geojson }] } }).annotations[0]?.shape;

  it('takes geometries as they are, longitude first', () => {
    const geometry = {
      type: 'LineString',
      coordinates: [
        [10.1, 54.3, 4],
        [-179.5, 89],
      ],
    };
    expect(shapeOf(geometry, 'GeoPolyline')).toEqual({ kind: 'geo', geometry });
  });

  it.each([
    ['with latitude first', { type: 'Point', coordinates: [19.4, -99.2] }, /latitude beyond 90 degrees/],
    [
      'with latitude first, in a ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [19, -99],
            [3, 4],
            [1, 2],
          ],
        ],
      },
      /latitude/,
    ],
    ['of no known type', { type: 'Feature', coordinates: [] }, /geojson.type must be a geometry of GeoJSON/],
    [
      'with a coordinate system of its own',
      { type: 'Point', coordinates: [1, 2], crs: {} },
      /geojson has a key "crs", which is not supported yet/,
    ],
    [
      'of a ring that is open',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
        ],
      },
      /end where it begins/,
    ],
    [
      'of no coordinates',
      { type: 'Polygon', coordinates: 'none' },
      /^annotations.objects\[0\] \(shape.geometry.coordinates of its annotation\) must be a list, but is a string/,
    ],
  ])('refuses a geometry %s', (_what, geojson, message) => {
    expect(() => shapeOf(geojson)).toThrow(invalidLabel(message));
  });

  it.each([
    ['EPSG3857', 'EPSG:3857'],
    ['EPSG:4326', 'EPSG:4326'],
    ['simple', 'Simple'],
    ['unknown', undefined],
  ])('reads the coordinate system %s as %s', (epsg, expected) => {
    const { units } = labelOf({
      annotations: { objects: [] },
      row_data: { tileLayerUrl: 'https://example.com', epsg },
    });
    expect(units[0]?.coordinateReferenceSystem).toBe(expected);
  });
});
