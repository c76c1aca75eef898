import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedRing } from '../../../lib/label/joined-ring.ts';
import { maskArea } from '../../../lib/label/mask.ts';
import { rasterise } from '../../../lib/label/rasterise.ts';
import { maskPolygons } from '../../../lib/label/rings.ts';
import { runsBetween } from '../../../lib/label/rle.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** `.` is background. */
function maskOf(...rows: string[]) {
  const pixels = rows.join('');
  const changes = [...pixels].flatMap((pixel, index) =>
    (pixel === '.') !== ((pixels[index - 1] ?? '.') === '.') ? [index] : [],
  );
  return {
    kind: 'mask' as const,
    width: rows[0]?.length ?? 0,
    height: rows.length,
    counts: runsBetween(changes, pixels.length),
  };
}

const anyMask = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }).map((pixels) => ({
      kind: 'mask' as const,
      width,
      height,
      counts: runsBetween(
        pixels.flatMap((pixel, index) => (pixel !== (pixels[index - 1] ?? false) ? [index] : [])),
        pixels.length,
      ),
    })),
  );

describe('the outlines of a mask', () => {
  it('are those of its only pixel, along the edges of the pixel', () => {
    expect(maskPolygons(maskOf('...', '.#.'))).toEqual([
      [
        [
          [1, 1],
          [2, 1],
          [2, 2],
          [1, 2],
        ],
      ],
    ]);
  });

  it('are an outer ring and a hole, and one polygon more for what lies in the hole', () => {
    const polygons = maskPolygons(maskOf('#####', '#...#', '#.#.#', '#...#', '#####'));
    expect(polygons.map((rings) => rings.map((ring) => ring[0]))).toEqual([
      [
        [0, 0],
        [1, 1],
      ],
      [[2, 2]],
    ]);
  });

  it('are one ring around pixels that touch at a corner, and of holes that touch at a corner two', () => {
    expect(maskPolygons(maskOf('#.', '.#'))).toHaveLength(1);
    expect(maskPolygons(maskOf('####', '#.##', '##.#', '####'))[0]).toHaveLength(3);
  });

  it('are none of an empty mask', () => {
    expect(maskPolygons(maskOf('..', '..'))).toEqual([]);
  });

  it('have exactly the pixels of the mask, whatever it is', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(rasterise(maskPolygons(mask), mask)).toEqual(mask);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

describe('one ring of several', () => {
  it('goes from the outer ring to its hole, around it the other way, and back', () => {
    expect(joinedRing(maskPolygons(maskOf('###', '#.#', '###')))).toEqual([
      [0, 0],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 1],
      [1, 1],
      [0, 0],
      [3, 0],
      [3, 3],
      [0, 3],
    ]);
  });

  it('goes from part to part at their nearest corners, there and back', () => {
    expect(joinedRing(maskPolygons(maskOf('#.#')))).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 1],
      [2, 1],
      [2, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ]);
  });

  it('is an outer ring as it is, whichever way it was drawn', () => {
    const triangle: [number, number][] = [
      [0, 0],
      [4, 0],
      [4, 4],
    ];
    expect(joinedRing([[triangle]])).toEqual(triangle);
    expect(joinedRing([[triangle.toReversed()]])).toEqual(triangle);
    expect(joinedRing([])).toEqual([]);
  });

  it('has exactly the pixels of the mask, whatever it is, and encloses as many by the other rule of filling', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const ring = joinedRing(maskPolygons(mask));
        if (ring.length === 0) return;
        expect(rasterise([[ring]], mask)).toEqual(mask);
        let twice = 0; // signed: what winds around both ways would count as nothing
        for (const [index, [x, y]] of ring.entries()) {
          const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [0, 0];
          twice += x * nextY - nextX * y;
        }
        expect(twice / 2).toBe(maskArea(mask));
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

it('masks of 100,000 specks are outlined and joined in the time of their runs', () => {
  const side = 500;
  const counts = Array.from({ length: side * side }, (_, index) => ((index * 7919) % 3) + 1);
  const pixels = counts.reduce((sum, run) => sum + run, 0);
  const width = 2_000;
  const height = Math.ceil(pixels / width);
  const mask = { kind: 'mask' as const, width, height, counts: [...counts, width * height - pixels] };
  const begin = performance.now();
  const polygons = maskPolygons(mask);
  const ring = joinedRing(polygons);
  expect(ring.length).toBeGreaterThan(300_000);
  expect(performance.now() - begin).toBeLessThan(10_000);
});
