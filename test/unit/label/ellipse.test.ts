import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ellipseBounds, ellipseRing } from '../../../lib/label/ellipse.ts';
import { hull, ringArea } from '../../../lib/label/geometry.ts';
import { pixels } from '../../support/labels.ts';

const anyEllipse = fc.record({
  x: pixels({ min: -1000, max: 1000 }),
  y: pixels({ min: -1000, max: 1000 }),
  radiusX: pixels({ min: 0, max: 2000 }),
  radiusY: pixels({ min: 0, max: 2000 }),
  rotationDegrees: fc.oneof(pixels({ min: -720, max: 720 }), fc.constantFrom(-90, 0, 90, 180, 270, 360)),
});

const axes = ({ x, y, rotationDegrees }: { x: number; y: number; rotationDegrees: number }) => {
  const angle = (-rotationDegrees * Math.PI) / 180;
  return ([px, py]: readonly [number, number]) =>
    [
      (px - x) * Math.cos(angle) - (py - y) * Math.sin(angle),
      (px - x) * Math.sin(angle) + (py - y) * Math.cos(angle),
    ] as const;
};

describe('the ring of an ellipse', () => {
  it('has positions that all lie on the curve, ends of both axes among them', () => {
    fc.assert(
      fc.property(anyEllipse, (ellipse) => {
        const { radiusX, radiusY } = ellipse;
        fc.pre(Math.min(radiusX, radiusY) > 0.01);
        const turnedBack = ellipseRing(ellipse).map(axes(ellipse));
        for (const [across, down] of turnedBack) {
          expect((across / radiusX) ** 2 + (down / radiusY) ** 2).toBeCloseTo(1, 6);
        }
        expect(Math.max(...turnedBack.map(([across]) => across))).toBeCloseTo(radiusX, 6);
        expect(Math.max(...turnedBack.map(([, down]) => down))).toBeCloseTo(radiusY, 6);
      }),
    );
  });

  it("has an area that is short of the ellipse's by no more than a twentieth of a pixel along its edge", () => {
    fc.assert(
      fc.property(anyEllipse, (ellipse) => {
        const { radiusX, radiusY } = ellipse;
        const short = Math.PI * radiusX * radiusY - ringArea(ellipseRing(ellipse));
        expect(short).toBeGreaterThanOrEqual(-1e-6);
        expect(short).toBeLessThanOrEqual(0.05 * 2 * Math.PI * Math.max(radiusX, radiusY) + 1e-6);
      }),
    );
  });

  it.each([
    [0, 8],
    [0.04, 8],
    [1, 12],
    [100, 100],
    [1e7, 720],
  ])('of a radius of %d pixels has %d positions', (radius, count) => {
    expect(ellipseRing({ x: 0, y: 0, radiusX: radius, radiusY: radius / 2, rotationDegrees: 0 })).toHaveLength(count);
  });

  it('turns clockwise on the screen', () => {
    const [first] = ellipseRing({ x: 10, y: 20, radiusX: 5, radiusY: 1, rotationDegrees: 90 });
    expect(first).toEqual([10, 25]);
  });
});

describe('the bounds of an ellipse', () => {
  it('are those of a ring of any number of positions', () => {
    fc.assert(
      fc.property(anyEllipse, (ellipse) => {
        const exact = ellipseBounds(ellipse);
        const { x, y, width, height } = hull(ellipseRing(ellipse));
        const slack = 0.06 + 1e-3 * Math.max(ellipse.radiusX, ellipse.radiusY);
        expect(x - exact.x).toBeGreaterThanOrEqual(-1e-9);
        expect(y - exact.y).toBeGreaterThanOrEqual(-1e-9);
        expect(exact.width - width).toBeGreaterThanOrEqual(-1e-9);
        expect(exact.height - height).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(x - exact.x, y - exact.y, exact.width - width, exact.height - height)).toBeLessThan(2 * slack);
      }),
    );
  });

  it('change places with a quarter turn', () => {
    const lying = { x: 10, y: 20, radiusX: 5, radiusY: 1 };
    expect(ellipseBounds({ ...lying, rotationDegrees: 0 })).toEqual({ x: 5, y: 19, width: 10, height: 2 });
    expect(ellipseBounds({ ...lying, rotationDegrees: 90 })).toEqual({ x: 9, y: 15, width: 2, height: 10 });
    expect(ellipseBounds({ ...lying, rotationDegrees: -90 })).toEqual({ x: 9, y: 15, width: 2, height: 10 });
  });
});
