import { encode } from '@thi.ng/rle-pack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAlphaMask } from '../../../lib/label/rle-pack.ts';
import { propertyRuns } from '../../support/property-runs.ts';

type Image = { readonly width: number; readonly height: number; readonly alphas: readonly number[] };

/** As the editor writes it: by the library whose format it is. The colour differs from pixel to pixel, the alpha is the mask. */
function packed(alphas: readonly number[], colour = (pixel: number) => pixel % 3): Uint8Array {
  const rgba = alphas.flatMap((alpha, pixel) => [colour(pixel), 7, 255, alpha]);
  return encode(rgba, rgba.length);
}

/** Counts pixel after pixel. */
function runsOf(pixels: readonly boolean[]): number[] {
  const counts = [0];
  pixels.forEach((pixel, index) => {
    if (pixel !== (pixels[index - 1] ?? false)) counts.push(0);
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  });
  return counts;
}

const anyImage: fc.Arbitrary<Image> = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      alphas: fc.array(fc.constantFrom(0, 0, 0, 1, 100, 127, 128, 255, 255), {
        minLength: width * height,
        maxLength: width * height,
      }),
    }),
  );

describe('a brush mask', () => {
  it('is the pixels that are at least half as opaque as the most opaque one, row by row', () => {
    fc.assert(
      fc.property(anyImage, ({ width, height, alphas }) => {
        const most = Math.max(...alphas);
        const mask = alphas.map((alpha) => alpha > 0 && 2 * alpha >= most);
        expect(decodeAlphaMask(packed(alphas), { width, height })).toEqual(runsOf(mask));
      }),
    );
  });

  it('halves the soft edge of a brush', () => {
    expect(decodeAlphaMask(packed([0, 127, 128, 255, 128, 1]), { width: 3, height: 2 })).toEqual([2, 3, 1]);
  });

  it.each([1, 100])("is found at alpha %d, as the vendor's importers write it", (alpha) => {
    expect(decodeAlphaMask(packed([0, alpha, alpha, 0]), { width: 2, height: 2 })).toEqual([1, 2, 1]);
  });

  it('that nobody painted on is all background', () => {
    expect(decodeAlphaMask(packed([0, 0, 0, 0, 0, 0]), { width: 3, height: 2 })).toEqual([6]);
  });

  it('is read whether its colour is one run with its alpha or no value is like the next', () => {
    const alphas = Array.from({ length: 400 }, (_, pixel) => (pixel % 40 < 20 ? 255 : 0));
    const striped = runsOf(alphas.map((alpha) => alpha > 0));
    const [grey, noisy] = [(pixel: number) => alphas[pixel] ?? 0, (pixel: number) => (pixel * 37) % 256];
    for (const colour of [grey, noisy]) {
      expect(decodeAlphaMask(packed(alphas, colour), { width: 20, height: 20 })).toEqual(striped);
    }
  });

  it('costs no memory for the size it claims', () => {
    const side = 30_000;
    const runs = Array.from({ length: (side * side * 4) / 65_536 + 1 }, (_, run) =>
      Math.min(65_536, side * side * 4 - run * 65_536),
    ).filter((length) => length > 0);
    const bytes = packedRuns(side * side * 4, runs);
    const before = process.memoryUsage().arrayBuffers;
    expect(decodeAlphaMask(bytes, { width: side, height: side })).toEqual([0, side * side]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  });

  it.each<[string, ArrayLike<number>, RegExp]>([
    ['is empty', [], /ends before the values it announces/],
    ['ends too early', packed([1, 2, 3, 4]).slice(0, -4), /ends before the values it announces/],
    ['is of another size', packed([1, 2, 3, 4, 5, 6]), /has 24 values, an image of 2 × 2 has 4 a pixel/],
    ['goes on past its size', packedRuns(16, [17]), /more than the 16 values/],
    ['has wider values', Uint8Array.from([0, 0, 0, 16, 0xff, 255, 255, 255]), /values of 32 bits/],
    ['holds what is not a byte', [0, 0, 0, 256], /Item 3 of the brush mask must be a byte.*but is a number/],
    ['holds a text', ['0', 0, 0, 16] as unknown as number[], /Item 0 .*but is a string/],
    ['holds half a byte', [0, 0.5, 0, 16], /Item 1/],
  ])('is refused when it %s', (_what, bytes, message) => {
    expect(() => decodeAlphaMask(bytes, { width: 2, height: 2 })).toThrow(RangeError);
    expect(() => decodeAlphaMask(bytes, { width: 2, height: 2 })).toThrow(message);
  });

  it('is runs of the right sum, or a RangeError, whatever the bytes', () => {
    const header = [0, 0, 0, 16, 57, 27, 255];
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 255 })), (rest) => {
        try {
          const counts = decodeAlphaMask([...header, ...rest], { width: 2, height: 2 });
          expect(counts.reduce((sum, run) => sum + run, 0)).toBe(4);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

/** Runs of opaque values, written bit by bit: each `1`, `11` for a length of 16 bits, that length less 1, the value. */
function packedRuns(values: number, lengths: readonly number[]): Uint8Array {
  const bits = [values.toString(2).padStart(32, '0'), '00111', ...['0010', '0011', '0111', '1111']].concat(
    lengths.map((length) => `111${(length - 1).toString(2).padStart(16, '0')}11111111`),
  );
  return Uint8Array.from(bits.join('').match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}
