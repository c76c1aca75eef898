import fc from 'fast-check';
import { expect, it } from 'vitest';
import { corners } from '../../../../lib/label/geometry.ts';
import type { ShapeOf } from '../../../../lib/label/label.ts';
import { labelOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;
const shapeOf = (parts: Json) => labelOf([aResult(parts)]).annotations[0]?.shape;
const box = (value: Json) =>
  shapeOf({ value: { x: 10, y: 20, width: 30, height: 40, rotation: 0, ...value } }) as ShapeOf<'box'>;

it('turns a rectangle clockwise about its first corner, in pixels', () => {
  const percent = fc.double({ min: -50, max: 150, noNaN: true });
  const side = fc.double({ min: 0.1, max: 100, noNaN: true });
  const angle = fc.double({ min: -360, max: 720, noNaN: true });
  fc.assert(
    fc.property(percent, percent, side, side, angle, (x, y, width, height, rotation) => {
      const [first, second, , fourth] = corners(box({ x, y, width, height, rotation }));
      const radians = (rotation * Math.PI) / 180;
      const [left, top, across, down] = [6.4 * x, 4.8 * y, 6.4 * width, 4.8 * height];
      const expected = [
        [left, top],
        [left + across * Math.cos(radians), top + across * Math.sin(radians)],
        [left - down * Math.sin(radians), top + down * Math.cos(radians)],
      ];
      for (const [index, corner] of [first, second, fourth].entries()) {
        expect(corner?.[0]).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 6);
        expect(corner?.[1]).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 6);
      }
    }),
  );
});

it('reads a rectangle drawn upwards and to the left as the same rectangle', () => {
  expect(box({ x: 40, y: 60, width: -30, height: -40 })).toEqual(box({}));
  const turned = corners(box({ x: 40, y: 60, width: -30, height: -40, rotation: 30 }));
  expect(turned.some(([x, y]) => Math.abs(x - 256) < 1e-9 && Math.abs(y - 288) < 1e-9)).toBe(true); // it turned about that corner
});

it('keeps the exact numbers of a rectangle that is not turned', () => {
  expect(box({ x: 50.4, width: 12.5 })).toEqual({
    kind: 'box',
    x: 322.56,
    y: 96,
    width: 80,
    height: 192,
    rotationDegrees: 0,
  });
});

it('reads a polygon that was not closed as a line', () => {
  const points = [
    [0, 0],
    [50, 50],
    [100, 0],
  ];
  const drawn = (closed: boolean) =>
    shapeOf({ type: 'polygonlabels', value: { points, closed, polygonlabels: ['Car'] } });
  expect(drawn(false)).toEqual({
    kind: 'polyline',
    points: [
      [0, 0],
      [320, 240],
      [640, 0],
    ],
  });
  expect(drawn(true)).toMatchObject({ kind: 'polygon' });
});
