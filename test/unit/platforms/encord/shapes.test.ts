import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeCounts } from '../../../../lib/label/rle.ts';
import { invalid, type Json, normalise, object, row, rowOf, unit } from './label-rows.ts';

const shapeOf = (parts: Json) => normalise(rowOf(object(parts))).annotations[0]?.shape;

describe('a shape', () => {
  it('a shape is in pixels of its unit', () => {
    expect(shapeOf({})).toEqual({ kind: 'box', x: 50, y: 50, width: 25, height: 25, rotationDegrees: 0 });
    const rotatableBoundingBox = { x: 0.25, y: 0.5, w: 0.125, h: 0.25, theta: -30 };
    expect(shapeOf({ shape: 'rotatable_bounding_box', rotatableBoundingBox })).toEqual({
      kind: 'box',
      ...{ x: 50, y: 50, width: 25, height: 25 },
      rotationDegrees: -30,
    });
    expect(shapeOf({ shape: 'point', point: { 0: { x: 0.5, y: 0.25, z: null } } })).toEqual({
      kind: 'point',
      x: 100,
      y: 25,
    });
  });

  it('a shape with vertices keyed by numbers keeps their order, "10" after "9", just as a list does', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ x: fc.nat({ max: 9 }), y: fc.nat({ max: 9 }) }), { minLength: 3, maxLength: 30 }),
        (points) => {
          // JavaScript itself puts the keys "0", "1", … in order, but not "00", "01", …
          const keyed = (digits: number) =>
            Object.fromEntries(
              points.map((point, index) => [String(index).padStart(digits, '0'), point] as const).reverse(),
            );
          const positions = points.map(({ x, y }) => [x * 200, y * 100]);
          for (const polyline of [points, keyed(1), keyed(2)]) {
            expect(shapeOf({ shape: 'polyline', polyline })).toEqual({ kind: 'polyline', points: positions });
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('several polygons with holes override the older single ring', () => {
    const polygon = { 0: { x: 0, y: 0 }, 1: { x: 1, y: 0 }, 2: { x: 1, y: 1 } };
    const rings = [
      [0, 0, 1, 0, 1, 1],
      [0.5, 0.5, 0.75, 0.5, 0.75, 0.75, 0.5, 0.5],
    ];
    expect(shapeOf({ shape: 'polygon', polygon, polygons: [rings, [[0, 0, 0.5, 0, 0.5, 0.5]]] })).toEqual({
      kind: 'polygon',
      polygons: [
        [
          [
            [0, 0],
            [200, 0],
            [200, 100],
          ],
          [
            [100, 50],
            [150, 50],
            [150, 75],
          ], // closed in the document, open in the model
        ],
        [
          [
            [0, 0],
            [100, 0],
            [100, 50],
          ],
        ],
      ],
    });
    for (const polygons of [null, []]) {
      expect(shapeOf({ shape: 'polygon', polygon, polygons })).toEqual({
        kind: 'polygon',
        polygons: [
          [
            [
              [0, 0],
              [200, 0],
              [200, 100],
            ],
          ],
        ],
      });
    }
  });

  it('an ellipse or a circle is turned clockwise, and a circle is measured by the width of the picture', () => {
    const ellipse = { x: 0.5, y: 0.5, rx: 0.25, ry: 0.25, theta: 15 };
    const place = { kind: 'ellipse', x: 100, y: 50 };
    expect(shapeOf({ shape: 'ellipse', ellipse })).toEqual({ ...place, radiusX: 50, radiusY: 25, rotationDegrees: 15 });
    const circle = { x: 0.5, y: 0.5, r: 0.25 };
    const circleOf = (parts: Json) => shapeOf({ shape: 'circle', circle: { ...circle, ...parts } });
    expect(circleOf({})).toEqual({ ...place, radiusX: 50, radiusY: 50, rotationDegrees: 0 });
    expect(circleOf({ stretch: 0.5, theta: 90 })).toEqual({ ...place, radiusX: 50, radiusY: 25, rotationDegrees: 90 });
  });

  it('a skeleton has its keypoints in order, in both generations of visibility', () => {
    const at = { x: 0.5, y: 0.25 };
    const skeleton = {
      10: { ...at, name: 'k', invisible: true },
      9: { ...at, name: 'j', occluded: true, invisible: false },
      2: { ...at, name: 'c', visibility: 'visible', invisible: true },
      3: { ...at, name: 'd', visibility: 'occluded' },
      4: { ...at, name: 'e', visibility: 'selfOccluded' },
      5: { ...at, name: 'f', visibility: 'invisible' },
      6: { ...at, name: 'g', selfOccluded: true },
      0: { ...at, name: 'a' },
    };
    const shape = shapeOf({ shape: 'skeleton', skeleton });
    const keypoints = shape?.kind === 'skeleton' ? shape.keypoints : [];
    expect(keypoints.map(({ name, visibility }) => `${name}${visibility}`).join(' ')).toBe('a2 c2 d1 e1 f0 g1 j1 k0');
    expect(keypoints[0]).toEqual({ name: 'a', x: 100, y: 25, visibility: 2 });
  });

  it('a cuboid on a picture has its front, and the way to its back', () => {
    const front = [0.1, 0.1, 0.3, 0.1, 0.3, 0.3, 0.1, 0.3];
    const corners = [
      [20, 10],
      [60, 10],
      [60, 30],
      [20, 30],
    ];
    expect(
      shapeOf({ shape: 'cuboid_2d', cuboid_2d: { front, vanishingPoint: { x: 0.75, y: 0.25 }, scaleRatio: 0.5 } }),
    ).toEqual({
      kind: 'perspective-cuboid',
      front: corners,
      back: { by: 'vanishing-point', point: [150, 25], ratio: 0.5 },
    });
    expect(
      shapeOf({ shape: 'cuboid_2d', cuboid_2d: { front, vanishingPoint: null, offset: { x: 0.25, y: -0.5 } } }),
    ).toEqual({ kind: 'perspective-cuboid', front: corners, back: { by: 'offset', x: 50, y: -50 } });
  });

  it('a bitmask keeps its runs, which are row by row', () => {
    const counts = [201, 3, 197, 3, 200 * 100 - 404];
    const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: encodeCounts(counts) };
    expect(shapeOf({ shape: 'bitmask', bitmask })).toEqual({ kind: 'mask', width: 200, height: 100, counts });
  });

  const at = 'data_units.unit-1.labels.objects[0]';
  const bitmask = { top: 0, left: 0, width: 200, height: 100, rleString: '~~~' };
  it.each<[string, Json, string[]]>([
    [
      'a shape that is not supported',
      { shape: 'hexagon' },
      [`${at}.shape`, 'must be a supported shape', 'but is "hexagon"'],
    ],
    [
      'a shape named like a property of every object',
      { shape: 'constructor' },
      [`${at}.shape`, 'must be a supported shape', 'but is "constructor"'],
    ],
    [
      'a missing coordinate',
      { boundingBox: { x: 0, y: 0, w: 1 } },
      [at, 'boundingBox.h must be a finite number, but is missing'],
    ],
    ['another shape’s geometry', { shape: 'polygon' }, [`${at}.polygon`, 'is missing']],
    ['a shape of scenes', { shape: 'cuboid' }, [`${at}.shape`, 'must be a shape on a picture', '"cuboid" is in space']],
    ['NaN', { boundingBox: { x: Number.NaN, y: 0, w: 1, h: 1 } }, [`${at}.boundingBox.x must be a finite number`]],
    [
      'an unknown visibility',
      { shape: 'skeleton', skeleton: { 0: { x: 0, y: 0, name: 'a', visibility: 'maybe' } } },
      [`${at}.skeleton[0].visibility`, '"maybe"'],
    ],
    [
      'three corners',
      { shape: 'cuboid_2d', cuboid_2d: { front: [0, 0, 1, 0, 1, 1], offset: { x: 0, y: 0 } } },
      [`${at}.cuboid_2d.front`, 'four corners'],
    ],
    [
      'a vertex keyed by a word',
      { shape: 'polyline', polyline: { first: { x: 0, y: 0 } } },
      [`${at}.polyline`, 'number'],
    ],
    ['an event of a continuous scene', { event: 'upsert' }, [`${at}.event`, 'continuous']],
    ['a third coordinate', { shape: 'point', point: { 0: { x: 0, y: 0, z: 1 } } }, [`${at}.point[0].z`]],
    [
      'two points in one',
      {
        shape: 'point',
        point: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
      [`${at}.point`, '2 points'],
    ],
    ['half a position', { shape: 'polygon', polygons: [[[0, 0, 1, 0, 1, 1, 0]]] }, [at, 'polygons[0][0]', 'even']],
    ['a mask of a part', { shape: 'bitmask', bitmask: { ...bitmask, top: 1 } }, [`${at}.bitmask`, '(0, 1)']],
    ['a mask of another size', { shape: 'bitmask', bitmask: { ...bitmask, width: 100 } }, ['200 × 100', '100 × 100']],
    ['no run-length code', { shape: 'bitmask', bitmask }, [`${at}.bitmask.rleString`]],
    [
      'too long a mask',
      { shape: 'bitmask', bitmask: { ...bitmask, rleString: encodeCounts([20_001]) } },
      [`${at}.bitmask.rleString`, 'of 20000 pixels, but is of more'],
    ],
  ])('a shape is refused for %s, with its place', (_what, parts, message) => {
    expect(() => shapeOf(parts)).toThrow(invalid(...message));
  });

  it('a shape on a picture of unknown size stays in fractions', () => {
    for (const size of [{ width: 0 }, { height: null }, { width: undefined }]) {
      const sized = (...objects: Json[]) => row({ data_units: { 'unit-1': unit({ ...size, labels: { objects } }) } });
      const { units, annotations } = normalise(sized(object()));
      expect(units[0]?.coordinates).toBe('relative');
      expect(annotations[0]?.shape).toMatchObject({ x: 0.25, y: 0.5, width: 0.125, height: 0.25 });
      expect(normalise(sized()).units[0]).not.toHaveProperty('coordinates');
      expect(() => normalise(sized(object({ shape: 'bitmask', bitmask })))).toThrow(
        invalid(`${at}.bitmask`, 'must be on a picture of known size'),
      );
      const circle = { x: 0.5, y: 0.5, r: 0.1 };
      expect(() => normalise(sized(object({ shape: 'circle', circle })))).toThrow(
        invalid(`${at}.circle`, 'must be on a picture of known size'),
      );
    }
  });

  it('the shape of a deleted object is left out, whatever it is', () => {
    expect(normalise(rowOf(object({ isDeleted: true, shape: 'cuboid' }), object())).annotations).toHaveLength(1);
  });
});
