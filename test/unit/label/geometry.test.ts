import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clippedHull,
  clipToImage,
  corners,
  hull,
  polygonArea,
  ringArea,
  skeletonBounds,
  turnedAboutPivot,
} from '../../../lib/label/geometry.ts';
import type { Position, Ring } from '../../../lib/label/label.ts';
import { isSimple } from '../../../lib/label/simple-ring.ts';
import { visiblePart } from '../../../lib/label/visible-part.ts';
import { pixels } from '../../support/labels.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const square: Ring = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
];
const moved = (ring: Ring, by: number): Ring => ring.map(([x, y]) => [x + by, y + by]);
const hourglass: Ring = [
  [0, 0],
  [4, 4],
  [4, 0],
  [0, 4],
];

const coordinate = pixels({ min: -100, max: 200 });
const size = { width: 120, height: 80 };
const box = fc.record({
  x: coordinate,
  y: coordinate,
  width: pixels({ min: 0, max: 200 }),
  height: pixels({ min: 0, max: 200 }),
  rotationDegrees: pixels({ min: -720, max: 720 }),
});
const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 });

describe('the corners of a box', () => {
  it('go clockwise from top left', () => {
    expect(corners({ x: 1, y: 2, width: 3, height: 4, rotationDegrees: 0 })).toEqual([
      [1, 2],
      [4, 2],
      [4, 6],
      [1, 6],
    ]);
  });

  it('turn clockwise on the screen: the top left one goes to the top right', () => {
    const [[x, y] = [0, 0]] = corners({ x: -2, y: -1, width: 4, height: 2, rotationDegrees: 90 });
    expect(x).toBeCloseTo(1, 12);
    expect(y).toBeCloseTo(-2, 12);
  });

  it('keep their distances from the centre and from each other, whatever the angle', () => {
    fc.assert(
      fc.property(box, (any) => {
        const turned = corners(any);
        const [centreX, centreY] = [any.x + any.width / 2, any.y + any.height / 2];
        const radius = Math.hypot(any.width, any.height) / 2;
        for (const [x, y] of turned) expect(Math.hypot(x - centreX, y - centreY)).toBeCloseTo(radius, 9);
        expect(ringArea(turned)).toBeCloseTo(any.width * any.height, 6);
      }),
    );
  });
});

describe('a box that was turned about a point of its own', () => {
  const pivots = fc.record({ across: fc.constantFrom(0, 0.5, 1), down: fc.constantFrom(0, 0.5, 1) });

  it('has the corners that turning it about that point gives', () => {
    fc.assert(
      fc.property(box, pivots, (any, { across, down }) => {
        const pivot: Position = [any.x + across * any.width, any.y + down * any.height];
        const angle = (any.rotationDegrees * Math.PI) / 180;
        const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
        const expected = corners({ ...any, rotationDegrees: 0 }).map(([x, y]) => {
          const [right, below] = [x - pivot[0], y - pivot[1]];
          return [pivot[0] + right * cos - below * sin, pivot[1] + right * sin + below * cos];
        });
        for (const [index, [x, y]] of corners(turnedAboutPivot(any, pivot)).entries()) {
          expect(x).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 8);
          expect(y).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 8);
        }
      }),
    );
  });

  it('turns clockwise on the screen: about its top left corner, by 90°, it lies left of it', () => {
    const turned = turnedAboutPivot({ x: 10, y: 20, width: 4, height: 2, rotationDegrees: 90 }, [10, 20]);
    expect(turned.rotationDegrees).toBe(90);
    const { x, y, width, height } = hull(corners(turned));
    expect([x, y, width, height].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([8, 20, 2, 4]);
  });

  it('stays as it is, to the last bit, when it was not turned', () => {
    const upright = { x: 0.1, y: 0.2, width: 0.3, height: 0.7, rotationDegrees: 0 };
    expect(turnedAboutPivot(upright, [0.1, 0.2])).toEqual({ kind: 'box', ...upright });
  });
});

describe('the bounds of a skeleton', () => {
  const keypoint = (x: number, y: number, visibility: 0 | 1 | 2) => ({ name: `${x} ${y}`, x, y, visibility });

  it('hold the keypoints that are labelled, hidden ones too', () => {
    const keypoints = [keypoint(0, 0, 0), keypoint(3, 4, 1), keypoint(10, 2, 2)];
    expect(skeletonBounds({ keypoints })).toEqual({ x: 3, y: 2, width: 7, height: 2 });
  });

  it('are none where no keypoint is labelled', () => {
    expect(skeletonBounds({ keypoints: [keypoint(1, 1, 0)] })).toBeUndefined();
  });
});

describe('an area', () => {
  it('is the same whichever way the ring winds, wherever it starts and wherever it lies', () => {
    fc.assert(
      fc.property(ring, fc.nat({ max: 8 }), (any, start) => {
        const area = ringArea(any);
        expect(ringArea([...any].reverse())).toBeCloseTo(area, 6);
        expect(ringArea([...any.slice(start), ...any.slice(0, start)])).toBeCloseTo(area, 6);
        expect(ringArea(moved(any, 1000))).toBeCloseTo(area, 6);
      }),
    );
  });

  it('of a polygon is that of its outer ring less that of its holes', () => {
    const hole = moved(square, 1).map(([x, y]): [number, number] => [(x + 1) / 2, (y + 1) / 2]);
    expect(polygonArea([square])).toBe(16);
    expect(polygonArea([square, hole])).toBe(12);
  });
});

it('the hull of positions touches the outermost of them', () => {
  expect(
    hull([
      [3, -1],
      [0.5, 2],
      [1, 7],
    ]),
  ).toEqual({ x: 0.5, y: -1, width: 2.5, height: 8 });
});

describe('what the image shows of a ring', () => {
  it('is the ring itself when it lies inside', () => {
    expect(clipToImage(square, { width: 4, height: 4 })).toEqual(square);
  });

  it('is cut at all four borders', () => {
    const around = moved(square, -1).map(([x, y]): [number, number] => [x * 3, y * 3]);
    expect(hull(clipToImage(around, { width: 5, height: 2 }))).toEqual({ x: 0, y: 0, width: 5, height: 2 });
    expect(clipToImage(moved(square, -4.5), { width: 5, height: 2 })).toEqual([]);
  });

  it('has the hull of its parts, not of the edges along the border that join them', () => {
    const arch: Ring = [
      [-20, 60],
      [5, 60],
      [5, 70],
      [-10, 70],
      [-10, -10],
      [130, -10],
      [130, 70],
      [115, 70],
      [115, 60],
      [140, 60],
      [140, -20],
      [-20, -20],
    ];
    const inside = clipToImage(arch, size);
    expect(ringArea(inside)).toBe(100);
    expect(hull(inside)).toEqual({ x: 0, y: 0, width: 120, height: 70 });
    expect(clippedHull(inside, size)).toEqual({ x: 0, y: 60, width: 120, height: 10 });
    expect(visiblePart(arch, size)).toMatchObject({ bounds: { x: 0, y: 60, width: 120, height: 10 }, area: 100 });
  });

  it('has no bounds of a fold along the border, though noise keeps it off the border', () => {
    const folded: Ring = [
      [40, 1e-17],
      [0, 0],
      [80, -1e-17],
      [60, 20],
    ];
    expect(visiblePart(folded, size)).toMatchObject({ bounds: { x: 40, y: 0, width: 40, height: 20 } });
  });

  it('has the hull of the image when the ring goes round it, or is its outline', () => {
    for (const any of [
      moved(square, -1).map(([x, y]): Position => [x * 99, y * 99]),
      corners({ x: 0, y: 0, ...size, rotationDegrees: 0 }),
    ]) {
      expect(clippedHull(clipToImage(any, size), size)).toEqual({ x: 0, y: 0, ...size });
    }
  });

  it('lies inside, and has no more area than the ring or the image', () => {
    fc.assert(
      fc.property(box, (any) => {
        const clipped = clipToImage(corners(any), size);
        for (const [x, y] of clipped) {
          expect(x).toBeGreaterThanOrEqual(-1e-9);
          expect(y).toBeGreaterThanOrEqual(-1e-9);
          expect(x).toBeLessThanOrEqual(size.width + 1e-9);
          expect(y).toBeLessThanOrEqual(size.height + 1e-9);
        }
        expect(ringArea(clipped)).toBeLessThanOrEqual(Math.min(any.width * any.height, 120 * 80) + 1e-6);
      }),
    );
  });

  it('and what it does not show add up to the ring', () => {
    fc.assert(
      fc.property(box, (any) => {
        const whole = corners(any);
        const leftHalf = clipToImage(moved(whole, 1000), { width: 1050, height: 3000 });
        const both = clipToImage(moved(whole, 1000), { width: 3000, height: 3000 });
        const mirrored = moved(whole, 1000).map(([x, y]): [number, number] => [3000 - x, y]);
        const rightHalf = clipToImage(mirrored, { width: 1950, height: 3000 });
        expect(ringArea(leftHalf) + ringArea(rightHalf)).toBeCloseTo(ringArea(both), 5);
      }),
    );
  });

  it.each([
    ['a ring inside', square, { ring: square, area: 16, isClipped: false }],
    ['a ring of which noise alone lies outside', moved(square, -1e-9), { isClipped: false }],
    ['a ring across the border', moved(square, -1), { area: 9, isClipped: true }],
    ['a ring beside the image', moved(square, 200), { missing: 'outside-image' }],
    ['a ring that touches the image from outside', moved(square, -4), { missing: 'outside-image' }],
    ['a line', [square[0], square[2], square[0]], { missing: 'no-area' }],
    ['a ring that crosses itself', hourglass, { area: 8, isClipped: false }],
    ['a ring that crosses itself beside the image', moved(hourglass, 200), { missing: 'outside-image' }],
    [
      'numbers past all images',
      [
        [-1e308, -1e308],
        [1e308, 0],
        [1e308, 1e308],
      ] as Ring,
      { missing: 'no-area' },
    ],
  ])('is reported of %s', (_what, any, expected) => {
    expect(visiblePart(any as Ring, size)).toMatchObject(expected);
  });
});

it('what is shown of a ring lies inside the image, with the bounds of its area, also where nothing is to be clipped', () => {
  // Of few places, most of them on the border, so that rings run along it, there and back.
  const position = fc.tuple(fc.constantFrom(-1, 0, 1, 60, 120), fc.constantFrom(0, 1, 40, 80, 81));
  fc.assert(
    fc.property(fc.array(position, { minLength: 3, maxLength: 7 }), (drawn) => {
      const part = visiblePart(drawn, size);
      if ('missing' in part) return;
      expect(part.ring).toEqual(clipToImage(drawn, size));
      expect(part.bounds).toEqual(clippedHull(part.ring, size));
      expect(part.isClipped).toBe(drawn.some(([x, y]) => x < 0 || y > 80));
    }),
    { numRuns: propertyRuns(1000) },
  );
});

describe('a ring is simple', () => {
  it.each([
    ['when it is a square', square, true],
    ['when it is given closed', [...square, [0, 0]], true],
    ['not when it crosses itself', hourglass, false],
    [
      'not when it touches itself in a corner',
      [
        [0, 0],
        [2, 2],
        [4, 0],
        [4, 4],
        [2, 2],
        [0, 4],
      ],
      false,
    ],
    ['not when it goes round twice', [...square, ...square], false],
  ])('%s', (_what, any, simple) => {
    expect(isSimple(any as Ring)).toBe(simple);
  });

  it('when it goes round a point, each position further on by angle', () => {
    const star = fc.array(pixels({ min: 1, max: 50 }), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(star, (radii) => {
        const angle = (2 * Math.PI) / radii.length;
        const outline = radii.map((radius, index): [number, number] => [
          radius * Math.cos(index * angle),
          radius * Math.sin(index * angle),
        ]);
        expect(isSimple(outline)).toBe(true);
      }),
    );
  });

  it('exactly when no two of its edges meet that are not neighbours', () => {
    const whole = fc.integer({ min: 0, max: 9 }); // few places, so that positions fall on edges; no rounding
    const anyRing = fc.array(fc.tuple(whole, whole), { minLength: 3, maxLength: 7 });
    const cross = ([ox, oy]: Position, [ax, ay]: Position, [bx, by]: Position) =>
      (ax - ox) * (by - oy) - (ay - oy) * (bx - ox);
    const liesOn = (p: Position, a: Position, b: Position) =>
      cross(a, b, p) === 0 && (p[0] - a[0]) * (p[0] - b[0]) <= 0 && (p[1] - a[1]) * (p[1] - b[1]) <= 0;
    const meet = (a: Position, b: Position, c: Position, d: Position) =>
      (cross(a, b, c) * cross(a, b, d) < 0 && cross(c, d, a) * cross(c, d, b) < 0) ||
      liesOn(a, c, d) ||
      liesOn(b, c, d) ||
      liesOn(c, a, b) ||
      liesOn(d, a, b);
    fc.assert(
      fc.property(anyRing, (any) => {
        fc.pre(any.every(([x, y], index) => x !== any.at(index - 1)?.[0] || y !== any.at(index - 1)?.[1]));
        const edges = any.map((from, index): [Position, Position] => [from, any[(index + 1) % any.length] ?? from]);
        const touching = edges.some(([a, b], one) =>
          edges.some(([c, d], other) => other > one + 1 && other - one !== edges.length - 1 && meet(a, b, c, d)),
        );
        expect(isSimple(any)).toBe(!touching);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});
