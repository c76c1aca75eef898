import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corners, ringArea } from '../../../lib/label/geometry.ts';
import type { Position, Ring } from '../../../lib/label/label.ts';
import { combine, maskArea } from '../../../lib/label/mask.ts';
import { rasterise } from '../../../lib/label/rasterise.ts';
import { pixels } from '../../support/labels.ts';

const rectangle = (left: number, top: number, right: number, bottom: number): Ring =>
  corners({ x: left, y: top, width: right - left, height: bottom - top, rotationDegrees: 0 });

function picture(polygons: Ring[][], width: number, height: number): string[] {
  const { counts } = rasterise(polygons, { width, height });
  const pixels = counts.map((run, index) => (index % 2 === 1 ? '#' : '.').repeat(run)).join('');
  return Array.from({ length: height }, (_, row) => pixels.slice(row * width, (row + 1) * width));
}

const size = { width: 60, height: 40 };
const coordinate = pixels({ min: -20, max: 80 });
const position = fc.tuple(coordinate, coordinate);
const ring = fc.array(position, { minLength: 3, maxLength: 9 });
const perimeter = (any: readonly Position[]) =>
  any.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = any[(index + 1) % any.length] ?? [x, y];
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);

describe('the pixels of a polygon', () => {
  it('are those between its edges, where these run between pixels', () => {
    expect(picture([[rectangle(1, 1, 4, 3)]], 5, 4)).toEqual(['.....', '.###.', '.###.', '.....']);
  });

  it('are not those of its holes', () => {
    expect(picture([[rectangle(0, 0, 5, 4), rectangle(1, 1, 3, 3)]], 5, 4)).toEqual([
      '#####',
      '#..##',
      '#..##',
      '#####',
    ]);
  });

  it('are those of any of its parts, once', () => {
    expect(picture([[rectangle(0, 0, 2, 2)], [rectangle(1, 1, 4, 3)]], 5, 4)).toEqual([
      '##...',
      '####.',
      '.###.',
      '.....',
    ]);
  });

  it('end at the image', () => {
    expect(picture([[rectangle(-3, -3, 2, 2)], [rectangle(4, 3, 9, 9)]], 5, 4)).toEqual([
      '##...',
      '##...',
      '.....',
      '....#',
    ]);
  });

  it('are filled by the even-odd rule where a ring crosses itself', () => {
    const hourglass: Ring = [
      [0, 0],
      [6, 6],
      [6, 0],
      [0, 6],
    ];
    expect(picture([[hourglass]], 6, 6)).toEqual(['#....#', '##..##', '######', '##..##', '#....#', '......']);
  });

  it("are COCO's for a slanted ring: as pycocotools 2.0.11 has them", () => {
    const slanted: Ring = [
      [1.3, 0.4],
      [6.7, 2.1],
      [4.2, 5.6],
      [0.2, 4.9],
    ];
    expect(picture([[slanted]], 8, 6)).toEqual([
      '.#......',
      '.####...',
      '.#####..',
      '.#####..',
      '#####...',
      '........',
    ]);
  });

  it('are the same whichever way the ring winds and wherever it starts', () => {
    fc.assert(
      fc.property(ring, fc.nat({ max: 8 }), (any, start) => {
        const mask = rasterise([[any]], size);
        expect(rasterise([[[...any].reverse()]], size)).toEqual(mask);
        expect(rasterise([[[...any.slice(start), ...any.slice(0, start)]]], size)).toEqual(mask);
      }),
    );
  });

  it('are the same in whatever order the parts stand', () => {
    fc.assert(
      fc.property(fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }), (parts) => {
        expect(rasterise([...parts].reverse(), size)).toEqual(rasterise(parts, size));
      }),
    );
  });

  it('are as many as the polygon has area, the pixels of its edge aside', () => {
    const inside = fc.record({
      x: pixels({ min: 0, max: 100 }),
      y: pixels({ min: 0, max: 100 }),
      width: pixels({ min: 0, max: 100 }),
      height: pixels({ min: 0, max: 100 }),
      rotationDegrees: pixels({ min: 0, max: 360 }),
    });
    fc.assert(
      fc.property(inside, (box) => {
        const outline = corners({ ...box, x: box.x + 60, y: box.y + 60 });
        const found = maskArea(rasterise([[outline]], { width: 400, height: 400 }));
        // An edge moves by less than half a pixel: a tenth by the grid, four tenths by where in a column it is looked at.
        expect(Math.abs(found - ringArea(outline))).toBeLessThanOrEqual(perimeter(outline) / 2 + 2);
      }),
    );
  });

  it('of two polygons that share an edge are shared between them', () => {
    fc.assert(
      fc.property(position, position, position, position, (a, b, c, d) => {
        const one = rasterise([[[a, b, c]]], size);
        const other = rasterise([[[a, c, d]]], size);
        const quadrilateral = rasterise([[[a, b, c, d]]], size);
        const exclusive = combine(one.counts, other.counts, (inOne, inOther) => inOne !== inOther);
        expect(quadrilateral.counts).toEqual(exclusive);
      }),
    );
  });

  it('fill the mask, whatever finite numbers the positions are', () => {
    const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumber, anyNumber), { minLength: 3, maxLength: 6 }), (any) => {
        const { counts } = rasterise([[any]], size);
        expect(counts.every((run) => Number.isInteger(run) && run >= 0)).toBe(true);
        expect(counts.reduce((sum, run) => sum + run, 0)).toBe(size.width * size.height);
      }),
    );
  });
});
