import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, maskArea, maskBounds } from '../../../lib/label/mask.ts';
import { decodeCounts, encodeCounts, transpose } from '../../../lib/label/rle.ts';

const run = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 2 ** 49 - 1 }));

describe("COCO's string of runs", () => {
  it.each([
    [[6, 1, 40, 4, 5, 4, 5, 4, 21], '61X13mN000`0'],
    [[2, 3, 1, 1], '231N'],
    [[0, 6, 1], '061'],
    [[0, 1], '01'],
    [[100], 'T3'],
    [[5, 5, 90], '55j2'],
    [[4110080], 'Ph]m3'],
    [[0, 4110080], '0Ph]m3'],
    [[1000, 3, 1517, 5, 1515, 7], 'Xo03]_12N2'],
    [[0, 1, 11, 1, 11, 1], '01;000'],
    [[], ''],
  ])('of %j is %j, and back', (counts, text) => {
    expect(encodeCounts(counts)).toBe(text);
    expect(decodeCounts(text)).toEqual(counts);
  });

  it('gives back any runs, also those of more than 32 bits', () => {
    fc.assert(
      fc.property(fc.array(run), (counts) => {
        expect(decodeCounts(encodeCounts(counts))).toEqual(counts);
      }),
    );
  });

  it.each([
    ['ends inside a number', 'T', /ends inside a number/],
    ['holds a character below "0"', '5/', /Character 1/],
    ['holds a character above "o"', '5p', /Character 1/],
    ['holds a space', '5 5', /Character 1/],
    ['holds a negative run', 'N', /Run 0 .* negative/],
    ['comes to a negative run by its differences', '121K', /Run 3 .* negative/],
    ['holds a number of more than 50 bits', 'oooooooooo0', /more than 50 bits/],
  ])('is refused when it %s', (_what, text, message) => {
    expect(() => decodeCounts(text)).toThrow(RangeError);
    expect(() => decodeCounts(text)).toThrow(message);
  });

  it.each([[-1], [0.5], [Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 49]])('is not made of a run of %d', (bad) => {
    expect(() => encodeCounts([1, bad])).toThrow(/Run 1 .* whole number/);
  });
});

type Bitmap = { readonly width: number; readonly height: number; readonly pixels: readonly boolean[] };

const anyBitmap: fc.Arbitrary<Bitmap> = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      pixels: fc.array(fc.boolean(), { minLength: width * height, maxLength: width * height }),
    }),
  );

/** Counts pixel after pixel, which is what runs are. */
function runsOf(pixels: readonly boolean[]): number[] {
  const counts = [0];
  let value = false;
  for (const pixel of pixels) {
    if (pixel !== value) counts.push(0);
    value = pixel;
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  }
  return counts;
}

const columnMajor = ({ width, height, pixels }: Bitmap): boolean[] =>
  Array.from({ length: width * height }, (_, index) => {
    const [row, column] = [index % height, Math.floor(index / height)];
    return pixels[row * width + column] ?? false;
  });

describe('a transposed mask', () => {
  it.each([
    ['a ring of pixels', 5, 5, [6, 3, 2, 1, 1, 1, 2, 3, 6], [6, 3, 2, 1, 1, 1, 2, 3, 6]],
    ['the first row', 3, 2, [0, 3, 3], [0, 1, 1, 1, 1, 1, 1]],
    ['the first pixel', 2, 3, [0, 1, 5], [0, 1, 5]],
    ['the last pixel', 3, 2, [5, 1], [5, 1]],
    ['nothing', 4, 3, [12], [12]],
    ['everything', 4, 3, [0, 12], [0, 12]],
  ])('of %s runs down the columns', (_what, width, height, rows, columns) => {
    expect(transpose(rows, width, height)).toEqual(columns);
  });

  it('holds the pixels that going down the columns one by one finds', () => {
    fc.assert(
      fc.property(anyBitmap, (bitmap) => {
        expect(transpose(runsOf(bitmap.pixels), bitmap.width, bitmap.height)).toEqual(runsOf(columnMajor(bitmap)));
      }),
    );
  });

  it('is the mask itself when it is transposed back', () => {
    fc.assert(
      fc.property(anyBitmap, ({ width, height, pixels }) => {
        const counts = runsOf(pixels);
        expect(transpose(transpose(counts, width, height), height, width)).toEqual(counts);
      }),
    );
  });

  it('is the same for runs of 0 in between, which platforms send', () => {
    expect(transpose([1, 2, 0, 1, 2], 3, 2)).toEqual(transpose([1, 3, 2], 3, 2));
    expect(transpose([1, 0, 0, 2, 3], 3, 2)).toEqual(transpose([1, 2, 3], 3, 2));
  });

  it('is refused, before it takes the memory, for stripes that make billions of runs', () => {
    const side = 10_000;
    const stripes = Array.from({ length: side }, () => side);
    expect(() => transpose(stripes, side, side)).toThrow(/more than 4194304 runs/);
    expect(() => transpose(stripes, side, side)).toThrow(RangeError);
  });

  it.each([
    [2 ** 20 + 1, 1],
    [1, 2 ** 20 + 1],
  ])('is refused for a mask of %d × %d', (width, height) => {
    expect(() => transpose([width * height], width, height)).toThrow(/larger than 1048576 in one direction/);
    expect(transpose([2 ** 20], 2 ** 20, 1)).toEqual([2 ** 20]);
  });

  it('is refused for runs that do not fill the mask', () => {
    expect(() => transpose([5], 3, 2)).toThrow(/add up to 5 pixels, a mask of 3 × 2 has 6/);
  });
});

describe('a mask', () => {
  it('has the area and the bounds of its foreground pixels', () => {
    fc.assert(
      fc.property(anyBitmap, ({ width, height, pixels }) => {
        const mask = { width, height, counts: runsOf(pixels) };
        const set = pixels.flatMap((pixel, index) => (pixel ? [[index % width, Math.floor(index / width)]] : []));
        const columns = set.map(([column = 0]) => column);
        const rows = set.map(([, row = 0]) => row);
        expect(maskArea(mask)).toBe(set.length);
        expect(maskBounds(mask)).toEqual(
          set.length === 0
            ? undefined
            : {
                x: Math.min(...columns),
                y: Math.min(...rows),
                width: Math.max(...columns) - Math.min(...columns) + 1,
                height: Math.max(...rows) - Math.min(...rows) + 1,
              },
        );
      }),
    );
  });

  it('is combined with another one pixel by pixel', () => {
    const keep = (inOne: boolean, inOther: boolean) => inOne && !inOther;
    fc.assert(
      fc.property(anyBitmap, fc.array(fc.boolean(), { minLength: 144, maxLength: 144 }), (bitmap, noise) => {
        const other = noise.slice(0, bitmap.pixels.length);
        expect(combine(runsOf(bitmap.pixels), runsOf(other), keep)).toEqual(
          runsOf(bitmap.pixels.map((pixel, index) => keep(pixel, other[index] ?? false))),
        );
      }),
    );
  });
});
