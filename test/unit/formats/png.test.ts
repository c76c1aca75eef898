import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { decodePng, encodePng, type PixelRun } from '../../../lib/formats/png.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const kinds = { indexed: 1, grey16: 2, rgb: 3 } as const;
const anyPicture = fc
  .record({
    kind: fc.constantFrom('indexed' as const, 'grey16' as const, 'rgb' as const),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    comment: fc.string({ unit: 'grapheme' }),
  })
  .chain(({ kind, width, height, comment }) =>
    fc
      .array(fc.record({ end: fc.nat({ max: width * height }), value: fc.nat({ max: 255 ** kinds[kind] }) }))
      .map((ends) => ({ picture: { kind, width, height, comment }, runs: runsOf(ends, kind) })),
  );

function runsOf(ends: readonly { end: number; value: number }[], kind: keyof typeof kinds): PixelRun[] {
  let start = 0;
  return [...ends]
    .sort((one, other) => one.end - other.end)
    .flatMap(({ end, value }) => {
      const run = { start, end, bytes: bytesOf(value, kind) };
      start = end;
      return run.start < end ? [run] : [];
    });
}

function bytesOf(value: number, kind: keyof typeof kinds): Uint8Array {
  const bytes = Buffer.alloc(kinds[kind]);
  if (kind === 'grey16') bytes.writeUInt16BE(value);
  else bytes.writeUIntLE(value, 0, kinds[kind]);
  return bytes;
}

const palette = Buffer.alloc(768, 7);
const whole = ({ kind, ...rest }: { kind: keyof typeof kinds; width: number; height: number; comment: string }) =>
  kind === 'indexed' ? { kind, ...rest, palette } : { kind, ...rest };

describe('a PNG', () => {
  it('has the pixels it was made of, for our reader and for one that is not ours', () => {
    fc.assert(
      fc.property(anyPicture, ({ picture, runs }) => {
        const file = encodePng(whole(picture), runs);
        const { width, height } = picture;
        const expected = new Uint32Array(width * height);
        for (const { start, end, bytes } of runs) {
          expected.fill(
            picture.kind === 'grey16'
              ? Buffer.from(bytes).readUInt16BE()
              : Buffer.from(bytes).readUIntLE(0, bytes.length),
            start,
            end,
          );
        }
        const { values, comment } = decodePng(file);
        expect(values).toEqual(expected);
        expect(comment).toBe(picture.comment);
        const theirs = decode(file);
        expect([theirs.width, theirs.height]).toEqual([width, height]);
        const bytes = Array.from(theirs.data);
        const each = picture.kind === 'rgb' ? 3 : 1;
        const theirValues = Array.from(expected, (_, pixel) =>
          Array.from({ length: each }, (_, index) => (bytes[pixel * each + index] ?? 0) * 256 ** index).reduce(
            (sum, part) => sum + part,
            0,
          ),
        );
        expect(theirValues).toEqual(Array.from(expected));
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it.each(['indexed', 'grey16', 'rgb'] as const)('has its pixels in every band of a picture of several: %s', (kind) => {
    const size = { width: 1000, height: 1500 };
    const bytes = bytesOf(0x70, kind);
    // From row 100 on, over the ends of bands, and another colour where one begins.
    const runs = [
      { start: 100_200, end: 900_700, bytes },
      { start: 900_700, end: 1_200_000, bytes: bytesOf(0x71, kind) },
    ];
    const file = encodePng(whole({ kind, ...size, comment: '' }), runs);
    const { data, channels } = decode(file);
    const ours = decodePng(file).values;
    for (const [at, value] of [
      [100_199, 0],
      [100_200, 0x70],
      [900_699, 0x70],
      [900_700, 0x71],
      [1_199_999, 0x71],
      [1_200_000, 0],
    ] as const) {
      expect([at, ours[at], data[at * channels]]).toEqual([at, value, value]);
    }
    expect(ours.reduce((sum, value) => sum + Math.min(value, 1), 0)).toBe(1_200_000 - 100_200);
  });

  it('has the same bytes on every machine, larger than one band: deflate with Z_RLE (default deflate is not the same on two builds of zlib)', () => {
    const [width, height] = [2000, 1500];
    const runs = Array.from({ length: height }, (_, row) => ({
      start: row * width + ((row * 7) % 900),
      end: row * width + 1000 + ((row * row) % 900),
      bytes: Buffer.from([(row % 5) + 1]),
    }));
    const file = encodePng({ width, height, kind: 'indexed', palette, comment: '' }, runs);
    expect(createHash('sha256').update(file).digest('hex')).toMatchInlineSnapshot(
      `"5d6d5a42af0790922902c946077cb0c97a1cb331e1ac42a8945e2d0c620e6881"`,
    );
    expect(decodePng(file).values[1_499 * width + 950]).toBe(5);
  });

  it.each<[string, (file: Buffer) => Buffer, RegExp]>([
    ['is not a PNG', () => Buffer.from('GIF89a'), /must be a PNG/],
    ['ends inside a chunk', (file) => file.subarray(0, 60), /ends inside a chunk/],
    ['has another checksum than it says', (file) => file.fill(9, 20, 21), /checksum/],
  ])('that %s is refused', (_what, broken, message) => {
    const file = encodePng({ width: 3, height: 2, kind: 'indexed', palette, comment: '' }, []);
    expect(() => decodePng(broken(file))).toThrow(message);
    expect(() => decodePng(broken(file))).toThrow(SyntaxError);
  });
});
