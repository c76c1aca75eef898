import { expect, it } from 'vitest';
import { type Annotation, Label, type Shape, shapeKinds, type Unit } from '../../../lib/label/label.ts';
import { withPixelCoordinates } from '../../../lib/label/pixel-coordinates.ts';
import { aLabel } from '../../support/labels.ts';

const unit: Unit = { id: 'unit', name: 'drive.mp4', media: 'video', width: 200, height: 100, coordinates: 'relative' };
const annotation = (shape: Shape): Annotation => ({
  id: 'thing',
  category: 'car',
  unit: 'unit',
  at: { kind: 'whole' },
  shape,
  attributes: [],
});
const converted = (shape: Shape, on: Unit = unit) =>
  withPixelCoordinates(
    Label.parse(
      aLabel({ categories: [{ name: 'car', kind: 'object' }], units: [on], annotations: [annotation(shape)] }),
    ),
  );

/** One of each kind in shares of a picture, and in pixels of one of 200 × 100. */
const shapes: { readonly [Kind in Shape['kind']]?: readonly [Shape, Shape] } = {
  box: [
    { kind: 'box', x: 0.1, y: 0.2, width: 0.5, height: 0.25, rotationDegrees: 30 },
    { kind: 'box', x: 20, y: 20, width: 100, height: 25, rotationDegrees: 30 },
  ],
  polygon: [
    {
      kind: 'polygon',
      polygons: [
        [
          [
            [0, 0],
            [1, 0],
            [1, 1],
          ],
          [
            [0.5, 0.25],
            [0.75, 0.25],
            [0.75, 0.5],
          ],
        ],
      ],
    },
    {
      kind: 'polygon',
      polygons: [
        [
          [
            [0, 0],
            [200, 0],
            [200, 100],
          ],
          [
            [100, 25],
            [150, 25],
            [150, 50],
          ],
        ],
      ],
    },
  ],
  polyline: [
    {
      kind: 'polyline',
      points: [
        [0, 0.5],
        [1, 1],
      ],
    },
    {
      kind: 'polyline',
      points: [
        [0, 50],
        [200, 100],
      ],
    },
  ],
  point: [
    { kind: 'point', x: 0.5, y: 0.5 },
    { kind: 'point', x: 100, y: 50 },
  ],
  ellipse: [
    { kind: 'ellipse', x: 0.5, y: 0.5, radiusX: 0.25, radiusY: 0.25, rotationDegrees: 10 },
    { kind: 'ellipse', x: 100, y: 50, radiusX: 50, radiusY: 25, rotationDegrees: 10 },
  ],
  skeleton: [
    {
      kind: 'skeleton',
      keypoints: [{ name: 'nose', x: 0.5, y: 0.25, visibility: 2 }],
      box: { x: 0, y: 0, width: 1, height: 0.5, rotationDegrees: 0 },
    },
    {
      kind: 'skeleton',
      keypoints: [{ name: 'nose', x: 100, y: 25, visibility: 2 }],
      box: { x: 0, y: 0, width: 200, height: 50, rotationDegrees: 0 },
    },
  ],
  path: [
    {
      kind: 'path',
      closed: false,
      vertices: [
        { x: 0, y: 0, controlAfter: [0.5, 0.5] },
        { x: 1, y: 1, controlBefore: [1, 0.5] },
      ],
    },
    {
      kind: 'path',
      closed: false,
      vertices: [
        { x: 0, y: 0, controlAfter: [100, 50] },
        { x: 200, y: 100, controlBefore: [200, 50] },
      ],
    },
  ],
  'perspective-cuboid': [
    {
      kind: 'perspective-cuboid',
      front: [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ],
      back: { by: 'vanishing-point', point: [0.5, 0.5], ratio: 0.5 },
    },
    {
      kind: 'perspective-cuboid',
      front: [
        [0, 0],
        [200, 0],
        [200, 100],
        [0, 100],
      ],
      back: { by: 'vanishing-point', point: [100, 50], ratio: 0.5 },
    },
  ],
};
const onPictures = Object.values(shapes);

it.each(onPictures)('a shape in shares of its picture is in pixels once the size is known: $kind', (shares, pixels) => {
  const { units, annotations } = converted(shares);
  expect(annotations[0]?.shape).toEqual(pixels);
  expect(units[0]).not.toHaveProperty('coordinates');
});

it('the back of a perspective cuboid that is so far away, and a mask, too', () => {
  const [a, b]: [[number, number], [number, number]] = [
    [0, 0],
    [1, 1],
  ];
  const cuboid = converted({ kind: 'perspective-cuboid', front: [a, b, b, a], back: { by: 'offset', x: 0.1, y: 0.1 } });
  expect(cuboid.annotations[0]?.shape).toMatchObject({ back: { by: 'offset', x: 20, y: 10 } });
  const mask: Shape = { kind: 'mask', width: 200, height: 100, counts: [20_000] };
  expect(converted(mask).annotations[0]?.shape).toEqual(mask);
});

it('every kind of shape that lies on a picture is tried here', () => {
  const inSpace = ['mask', 'cuboid', 'space-point', 'space-polyline', 'cloud-points', 'geo'];
  expect(shapeKinds.filter((kind) => !inSpace.includes(kind)).sort()).toEqual(Object.keys(shapes).sort());
});

it('a box that is turned about a corner is turned about its centre once the size of its picture is known', () => {
  const box = { x: 0.1, y: 0.2, width: 0.5, height: 0.25, rotationDegrees: 90, pivot: [0.1, 0.2] as [number, number] };
  const turned = { x: -30 - 12.5, y: 57.5, width: 100, height: 25, rotationDegrees: 90 };
  const shapeOf = (shape: Shape) => converted(shape).annotations[0]?.shape;
  const found = shapeOf({ kind: 'box', ...box });
  expect(found).toEqual({ kind: 'box', ...turned, x: expect.closeTo(-42.5), y: expect.closeTo(57.5) });
  const keypoints = [{ name: 'nose', x: 0.5, y: 0.5, visibility: 2 as const }];
  expect(shapeOf({ kind: 'skeleton', keypoints, box })).toMatchObject({
    box: { x: expect.closeTo(-42.5), width: 100 },
  });
  expect(JSON.stringify(found)).not.toContain('pivot');
});

it('a pivot is of no use on a unit that counts pixels', () => {
  const { coordinates: _, ...inPixels } = unit;
  const box: Shape = { kind: 'box', x: 1, y: 2, width: 3, height: 4, rotationDegrees: 9, pivot: [1, 2] };
  expect(() => converted(box, inPixels)).toThrow('has a pivot, and the coordinates of its unit are not relative');
});

it('a unit of unknown size, and one in points, stay as they are', () => {
  const { width: _, ...unsized } = unit;
  for (const on of [unsized, { ...unit, coordinates: 'points' as const }]) {
    const point: Shape = { kind: 'point', x: 0.5, y: 0.5 };
    const label = converted(point, on);
    expect(label.units).toEqual([on]);
    expect(label.annotations[0]?.shape).toEqual(point);
  }
});
