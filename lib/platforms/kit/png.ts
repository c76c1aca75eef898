import { type DecodedPng, decode, hasPngSignature } from 'fast-png';
import { type FieldPath, invalidAt } from './fields.ts';

export type Png = {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  /** Decodes the pixels; InvalidLabel where they are damaged. */
  pixels(): DecodedPng;
};

/**
 * Bytes of a picture, unpacked; decoding takes about three times as much at its peak, of the 1,024 MB that a step has.
 * Room for 11,000 × 11,000 pixels of grey, 6,500 × 6,500 of RGB, 5,600 × 5,600 of RGBA.
 */
const mostUnpackedBytes = 128 * 1024 * 1024;

// https://www.w3.org/TR/png-3/#11IHDR
const headerEnd = 33;
const channelsByColourType: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/**
 * The PNG of a mask, its header read before anything is unpacked: a few kilobytes may hold a picture that fills the memory.
 * InvalidLabel for what is not a PNG, is interlaced, has more than 8 bits a channel, or is too large.
 */
export function readPng(file: Uint8Array, path: FieldPath): Png {
  if (file.length < headerEnd || !hasPngSignature(file)) {
    throw invalidAt(path, `must be a PNG, but its ${file.length} bytes are not`);
  }
  const header = new DataView(file.buffer, file.byteOffset, headerEnd);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const [depth, interlaced] = [header.getUint8(24), header.getUint8(28) !== 0];
  const channels = channelsByColourType.get(header.getUint8(25)) ?? 4;
  if (depth > 8) throw invalidAt(path, `is a PNG of ${depth} bits a channel, which no mask is`);
  if (interlaced) throw invalidAt(path, 'is an interlaced PNG, which no mask is');
  if (width === 0 || height === 0) throw invalidAt(path, 'is a mask without pixels');
  const bytes = Math.ceil((width * depth * channels) / 8) * height;
  if (Math.max(bytes, width * height) > mostUnpackedBytes) {
    throw invalidAt(
      path,
      `is a mask of ${width} × ${height} pixels, ${bytes} bytes unpacked; at most ${mostUnpackedBytes} are read`,
    );
  }
  if (file.length > bytes * 2 + 1024 * 1024) {
    throw invalidAt(path, `is a mask of ${file.length} bytes, more than its ${width} × ${height} pixels can need`);
  }
  return { width, height, depth, channels, pixels: () => decoded(file, path) };
}

function decoded(file: Uint8Array, path: FieldPath): DecodedPng {
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    throw invalidAt(path, `is a damaged PNG (${cause instanceof Error ? cause.name : 'error'})`);
  }
}
