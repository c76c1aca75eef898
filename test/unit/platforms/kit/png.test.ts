import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { FieldPath } from '../../../../lib/platforms/kit/fields.ts';
import { readPng } from '../../../../lib/platforms/kit/png.ts';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

function chunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), 4 + typed.length);
  return framed;
}

/** Eight bits of grey, unless said otherwise. */
function header(width: number, height: number, depth = 8, colourType = 0): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data[8] = depth;
  data[9] = colourType;
  return chunk('IHDR', data);
}

const png = (...chunks: Buffer[]) => Buffer.concat([signature, header(10, 10), ...chunks, chunk('IEND')]);
const indexed = (...chunks: Buffer[]) => Buffer.concat([signature, header(10, 10, 8, 3), ...chunks, chunk('IEND')]);
const rows = chunk('IDAT', deflateSync(Buffer.alloc(10 * 11)));
const megabytes = 64;
const bomb = deflateSync(Buffer.alloc(megabytes * 1024 * 1024), { level: 9 });
const keyword = Buffer.from('x\0\0', 'latin1');
const decoded = (file: Uint8Array) => readPng(file, new FieldPath('mask')).pixels();

/** Bytes that were allocated outside of the heap meanwhile, at least: what is unpacked is there. */
function allocated(run: () => void): number {
  const before = process.memoryUsage().external;
  run();
  return process.memoryUsage().external - before;
}

describe('a PNG of a few kilobytes that unpacks to far more than its header says', () => {
  it.each([
    ['in its pixels', png(chunk('IDAT', bomb))],
    ['in the last of several parts of its pixels', png(rows, chunk('IDAT', bomb))],
    ['in its pixels, cut into pieces', png(chunk('IDAT', bomb.subarray(0, 900)), chunk('IDAT', bomb.subarray(900)))],
  ])('is refused, or read no further than its size, when it does so %s', (_where, file) => {
    let outcome = '';
    const used = allocated(() => {
      try {
        outcome = `${decoded(file).data.length} pixels`;
      } catch (error) {
        outcome = (error as Error).message;
      }
    });
    expect(outcome).toMatch(
      /^(100 pixels|mask must be a PNG whose data unpack to the size .*|mask is a damaged PNG.*)$/,
    );
    expect(used).toBeLessThan(8 * 1024 * 1024);
  });

  it.each(['iCCP', 'zTXt', 'iTXt'])('is read without its %s, which no pixel needs', (type) => {
    const file = png(chunk(type, Buffer.concat([keyword, bomb])), rows);
    const used = allocated(() => expect(decoded(file).data).toHaveLength(100));
    expect(used).toBeLessThan(8 * 1024 * 1024);
  });

  it('is refused by name when its pixels are a bomb', () => {
    expect(() => decoded(png(chunk('IDAT', bomb)))).toThrow(
      expect.objectContaining({
        name: 'InvalidLabel',
        message: expect.stringMatching(/^mask must be a PNG whose data/),
      }),
    );
  });
});

describe('a damaged PNG', () => {
  it.each([
    ['has a second header of another size', png(header(30_000, 30_000), rows)],
    ['has a palette of more than 256 colours', indexed(chunk('PLTE', Buffer.alloc(3 * 257)), rows)],
    ['has no palette and needs one', indexed(rows)],
    ['has a checksum that is wrong', png(Buffer.concat([rows.subarray(0, -1), Buffer.of(1)]))],
    ['has a filter that does not exist', png(chunk('IDAT', deflateSync(Buffer.alloc(110, 5))))],
    ['has pixels of 3 bits', Buffer.concat([signature, header(10, 10, 3), rows, chunk('IEND')])],
    ['has a colour type that does not exist', Buffer.concat([signature, header(10, 10, 8, 5), rows, chunk('IEND')])],
    ['ends within a chunk', png(rows).subarray(0, -20)],
    ['has no end', Buffer.concat([signature, header(10, 10), rows])],
    ['has a chunk that ends beyond the file', png(Buffer.from([255, 255, 255, 255, 73, 68, 65, 84]), rows)],
    ['has no pixels', png()],
    ['has fewer pixels than its header says', png(chunk('IDAT', deflateSync(Buffer.alloc(5 * 11))))],
    ['has pixels that are not packed', png(chunk('IDAT', Buffer.alloc(100)))],
  ])('is InvalidLabel when it %s', (_how, file) => {
    expect(() => decoded(file)).toThrow(
      expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(/^mask is a damaged PNG/) }),
    );
  });
});

/** The rows of a picture with a filter each, as the specification writes it. */
function filtered(rows: readonly Uint8Array[], filters: readonly number[], pixelBytes: number): Buffer {
  return Buffer.concat(
    rows.map((row, number) => {
      const filter = filters[number % filters.length] ?? 0;
      const before = rows[number - 1];
      const bytes = row.map((value, index) => {
        const left = row[index - pixelBytes] ?? 0;
        const above = before?.[index] ?? 0;
        const corner = (index < pixelBytes ? 0 : before?.[index - pixelBytes]) ?? 0;
        const estimate = left + above - corner;
        const [near = 0] = [left, above, corner].toSorted((a, b) => Math.abs(estimate - a) - Math.abs(estimate - b));
        return value - ([0, left, above, Math.floor((left + above) / 2), near][filter] ?? 0);
      });
      return Buffer.concat([Buffer.of(filter), bytes]);
    }),
  );
}

const forms = [
  ...[1, 2, 4, 8].map((depth) => ({ colourType: 0, channels: 1, depth })),
  ...[1, 2, 4, 8].map((depth) => ({ colourType: 3, channels: 1, depth })),
  { colourType: 2, channels: 3, depth: 8 },
  { colourType: 4, channels: 2, depth: 8 },
  { colourType: 6, channels: 4, depth: 8 },
];
const anyPicture = fc
  .record({
    form: fc.constantFrom(...forms),
    width: fc.integer({ min: 1, max: 12 }),
    height: fc.integer({ min: 1, max: 6 }),
    filters: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 6 }),
    alpha: fc.boolean(),
  })
  .chain((parts) => {
    const rowBytes = Math.ceil((parts.width * parts.form.depth * parts.form.channels) / 8);
    const row = fc.uint8Array({ minLength: rowBytes, maxLength: rowBytes });
    return fc.record({
      parts: fc.constant(parts),
      rows: fc.array(row, { minLength: parts.height, maxLength: parts.height }),
    });
  });

it('reads every picture as another decoder does, whatever its form and filters', () => {
  fc.assert(
    fc.property(anyPicture, ({ parts: { form, width, height, filters, alpha }, rows: drawn }) => {
      const { colourType, channels, depth } = form;
      const data = filtered(drawn, filters, Math.ceil((depth * channels) / 8));
      const palette = Uint8Array.from({ length: 3 * 256 }, (_, index) => (index * 7) % 256);
      const transparency = { 0: Buffer.alloc(2), 2: Buffer.alloc(6), 3: Buffer.of(0, 128) }[colourType];
      const head = header(width, height, depth, colourType);
      const extra = [
        ...(colourType === 3 ? [chunk('PLTE', palette)] : []),
        ...(alpha && transparency && width * height > 6 ? [chunk('tRNS', transparency)] : []),
      ];
      const file = Buffer.concat([signature, head, ...extra, chunk('IDAT', deflateSync(data)), chunk('IEND')]);
      const expected = decode(file, { checkCrc: true });
      const read = decoded(file);
      expect([...read.data]).toEqual([...expected.data]);
      expect([read.width, read.height, read.depth, read.channels]).toEqual([width, height, depth, channels]);
      expect(read.palette).toEqual(expected.palette);
      expect(read.transparency).toEqual(expected.transparency && [...expected.transparency]);
    }),
  );
});

it('reads a whole picture as it is, whatever comes with it', () => {
  const data = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
  const plain = Buffer.from(encode({ width: 10, height: 10, channels: 3, data, text: { Author: 'somebody' } }));
  const behind = Buffer.concat([plain, Buffer.from('what an editor left behind the end')]);
  for (const file of [plain, behind]) expect([...decoded(file).data]).toEqual([...data]);
});
