import { describe, expect, it } from 'vitest';
import { type Shape, type ShapeKind, shapeKinds } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { refusal } from '../../support/refusal.ts';

const withShape = (shape: unknown) => ({ ...aLabel(), annotations: [{ ...anAnnotation(), shape }] });

/** The least of each kind. */
const shapes: { readonly [Kind in ShapeKind]: Extract<Shape, { kind: Kind }> } = {
  box: { kind: 'box', x: 0, y: 0, width: 0, height: 0, rotationDegrees: -720.5 },
  polygon: {
    kind: 'polygon',
    polygons: [
      [
        [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
      ],
    ],
  },
  polyline: {
    kind: 'polyline',
    points: [
      [0, 0],
      [1e7, -1e7],
    ],
  },
  point: { kind: 'point', x: 0, y: 0 },
  ellipse: { kind: 'ellipse', x: -1, y: -1, radiusX: 0, radiusY: 0, rotationDegrees: 0 },
  skeleton: { kind: 'skeleton', keypoints: [{ name: 'nose', x: 0, y: 0, visibility: 0 }] },
  path: { kind: 'path', closed: false, vertices: [{ x: 0, y: 0 }] },
  mask: { kind: 'mask', width: 640, height: 480, counts: [0, 1, 0, 0, 307_199] },
  'perspective-cuboid': {
    kind: 'perspective-cuboid',
    front: [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    back: { by: 'vanishing-point', point: [5, 5], ratio: 0.5 },
  },
  cuboid: { kind: 'cuboid', position: [0, -5e8, 0], orientation: [0, 0, -9], size: [0, 0, 0] },
  'space-point': { kind: 'space-point', position: [0, 0, 0] },
  'space-polyline': {
    kind: 'space-polyline',
    points: [
      [0, 0, 0],
      [1, 1, 1],
    ],
  },
  'cloud-points': { kind: 'cloud-points', counts: [] },
  geo: { kind: 'geo', geometry: { type: 'Point', coordinates: [200, -100] } },
};

const geo = (type: string, coordinates: unknown) => ({ kind: 'geo', geometry: { type, coordinates } });
const line = [
  [0, 0],
  [1, 1, 7],
];
const linearRing = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 0],
];

describe('a shape', () => {
  it('is of one of these kinds', () => {
    expect([...shapeKinds].sort()).toEqual(Object.keys(shapes).sort());
  });

  it.each(Object.entries(shapes))('may be the least %s', (_kind, shape) => {
    expect(refusal(withShape(shape))).toBeUndefined();
  });

  it.each<[string, unknown]>([
    [
      'a polygon with a hole',
      {
        kind: 'polygon',
        polygons: [
          [
            shapes.polygon.polygons[0]?.[0],
            [
              [0, 0],
              [0, 1],
              [1, 0],
            ],
          ],
        ],
      },
    ],
    [
      'a path with curves and a branch',
      {
        kind: 'path',
        closed: true,
        vertices: [
          { x: 0, y: 0, controlAfter: [1, 1] },
          { x: 2, y: 2, controlBefore: [1, 2] },
          { x: 3, y: 3, joinedTo: 0 },
        ],
      },
    ],
    ['a cuboid on a picture by its offset', { ...shapes['perspective-cuboid'], back: { by: 'offset', x: 3, y: -2 } }],
    [
      'many points of the globe',
      geo('MultiPoint', [
        [0, 0],
        [1, 1],
      ]),
    ],
    ['a line of the globe', geo('LineString', line)],
    ['lines of the globe', geo('MultiLineString', [line, line])],
    ['a polygon of the globe', geo('Polygon', [linearRing])],
    ['polygons of the globe', geo('MultiPolygon', [[linearRing], [linearRing, linearRing]])],
  ])('may be %s', (_what, shape) => {
    expect(refusal(withShape(shape))).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a coordinate farther than ten million pixels',
      { ...shapes.point, x: 1e7 + 1 },
      /shape\.x must be at most 10000000/,
    ],
    ['an ellipse turned inside out', { ...shapes.ellipse, radiusX: -1 }, /shape\.radiusX must be at least 0/],
    ['a polygon of no ring', { kind: 'polygon', polygons: [[]] }, /polygons\[0\] must be at least 1/],
    ['no polygon', { kind: 'polygon', polygons: [] }, /polygons must be at least 1/],
    [
      'a position of three numbers',
      {
        kind: 'polyline',
        points: [
          [0, 0, 0],
          [1, 1],
        ],
      },
      /points\[0\]/,
    ],
    ['a skeleton without keypoints', { kind: 'skeleton', keypoints: [] }, /keypoints must be at least 1/],
    [
      'a visibility that nobody knows',
      { kind: 'skeleton', keypoints: [{ name: 'nose', x: 0, y: 0, visibility: 3 }] },
      /visibility/,
    ],
    [
      'a keypoint without a name',
      { kind: 'skeleton', keypoints: [{ name: '', x: 0, y: 0, visibility: 1 }] },
      /keypoints\[0\]\.name/,
    ],
    ['a path without vertices', { kind: 'path', closed: true, vertices: [] }, /vertices must be at least 1/],
    [
      'a vertex joined to one before the first',
      { kind: 'path', closed: true, vertices: [{ x: 0, y: 0, joinedTo: -1 }] },
      /joinedTo must be at least 0/,
    ],
    [
      'a vertex joined to one that is not there',
      { kind: 'path', closed: true, vertices: [{ x: 0, y: 0, joinedTo: 1 }] },
      /vertices must be joined to vertices of the path/,
    ],
    ['a mask with part of a pixel', { ...shapes.mask, counts: [0.5, 307_199.5] }, /counts\[0\]/],
    ['a mask with a run that goes back', { ...shapes.mask, counts: [307_201, -1] }, /counts\[1\] must be at least 0/],
    [
      'a cuboid with three corners in front',
      {
        ...shapes['perspective-cuboid'],
        front: [
          [0, 0],
          [1, 0],
          [1, 1],
        ],
      },
      /front/,
    ],
    ['a cuboid whose back is nowhere', { ...shapes['perspective-cuboid'], back: { by: 'guess' } }, /back\.by/],
    ['a cuboid with a negative side', { ...shapes.cuboid, size: [1, -1, 1] }, /size must hold no negative side/],
    ['a point in a plane of space', { kind: 'space-point', position: [0, 0] }, /position/],
    ['a line in space of one point', { kind: 'space-polyline', points: [[0, 0, 0]] }, /points must be at least 2/],
    [
      'a ring of the globe that stays open',
      geo('Polygon', [
        [
          [0, 0],
          [1, 0],
          [0, 1],
          [0, 2],
        ],
      ]),
      /must end where it begins/,
    ],
    [
      'a ring of the globe of three positions',
      geo('Polygon', [
        [
          [0, 0],
          [1, 0],
          [0, 0],
        ],
      ]),
      /must be at least 4/,
    ],
    ['a position of the globe of four numbers', geo('Point', [0, 0, 0, 0]), /coordinates/],
    ['a position of the globe of one number', geo('Point', [0]), /coordinates/],
    ['a feature in place of a geometry', { kind: 'geo', geometry: { type: 'Feature' } }, /geometry\.type/],
  ])('is refused with %s', (_what, shape, message) => {
    expect(refusal(withShape(shape))).toMatch(message);
  });
});

describe('a category', () => {
  const withSkeleton = (skeleton: unknown) => ({
    ...aLabel(),
    categories: [{ name: 'person', kind: 'object', skeleton }],
    annotations: [],
  });

  it('may say which keypoints its skeletons have, and which of them a line joins', () => {
    expect(refusal(withSkeleton({ keypoints: ['nose', 'chin'], edges: [[0, 1]] }))).toBeUndefined();
  });

  it.each([
    ['no keypoint', { keypoints: [], edges: [] }, /keypoints must be at least 1/],
    ['an edge of one end', { keypoints: ['nose'], edges: [[0]] }, /edges\[0\]/],
    ['no edges', { keypoints: ['nose'] }, /edges must be a list, but is missing/],
    ['an edge to a keypoint it does not have', { keypoints: ['nose'], edges: [[0, 1]] }, /edges must join keypoints/],
  ])('is refused with a skeleton of %s', (_what, skeleton, message) => {
    expect(refusal(withSkeleton(skeleton))).toMatch(message);
  });
});
