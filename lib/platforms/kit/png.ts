import { constants, inflateSync } from 'node:zlib';
import { InvalidLabel } from '../../contracts/errors.ts';
import { type FieldPath, invalidAt } from './fields.ts';
import { type PngChunks, pngChunks } from './png-chunks.ts';
import { unfilter } from './png-rows.ts';

export type Png = {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly depth: number;
  readonly channels: number;
  /** Decodes the pixels; InvalidLabel where they are damaged. */
  pixels(): Pixels;
};

export type Pixels = Pick<Png, 'width' | 'height' | 'depth' | 'channels'> &
  Omit<PngChunks, 'packed'> & {
    /** Row by row; a row of less than 8 bits a pixel begins with a byte of its own. */
    readonly data: Uint8Array;
  };

/**
 * Bytes of a picture, unpacked; they are held once, of the 1,024 MB that a step has.
 * Room for 11,000 × 11,000 pixels of grey, 6,500 × 6,500 of RGB, 5,600 × 5,600 of RGBA.
 */
const mostUnpackedBytes = 128 * 1024 * 1024;

// https://www.w3.org/TR/png-3/#11IHDR
const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const headerEnd = 33;
const depths = new Set([1, 2, 4, 8]);
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
  if (file.length < headerEnd || signature.compare(file, 0, signature.length) !== 0) {
    throw invalidAt(path, `must be a PNG, but its ${file.length} bytes are not`);
  }
  const header = new DataView(file.buffer, file.byteOffset, headerEnd);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const [depth, interlaced] = [header.getUint8(24), header.getUint8(28) !== 0];
  const channels = channelsByColourType.get(header.getUint8(25));
  if (depth > 8) throw invalidAt(path, `is a PNG of ${depth} bits a channel, which no mask is`);
  if (interlaced) throw invalidAt(path, 'is an interlaced PNG, which no mask is');
  if (channels === undefined || !depths.has(depth) || (channels > 1 && depth < 8)) {
    throw invalidAt(path, 'is a damaged PNG (its header)');
  }
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
  const picture = { width, height, depth, channels };
  return { ...picture, pixels: () => decoded(file, picture, path) };
}

type Size = Pick<Png, 'width' | 'height' | 'depth' | 'channels'>;

function decoded(file: Uint8Array, size: Size, path: FieldPath): Pixels {
  const { width, height, depth, channels } = size;
  const rowBytes = Math.ceil((width * depth * channels) / 8);
  try {
    const { packed, ...colours } = pngChunks(file);
    const rows = unpacked(packed, height * (rowBytes + 1), path);
    return { ...size, ...colours, data: unfilter(rows, rowBytes, Math.ceil((depth * channels) / 8)) };
  } catch (cause) {
    if (cause instanceof InvalidLabel) throw cause;
    throw invalidAt(path, `is a damaged PNG (${cause instanceof Error ? cause.name : 'error'})`);
  }
}

/** What some encoders write beyond the last row. */
const surplus = 64 * 1024;

/** Deflate makes a thousand bytes of one: it is ended at the size that the header says, for which there is room in one piece. */
function unpacked(packed: Uint8Array, bytes: number, path: FieldPath): Uint8Array {
  let rows: Uint8Array;
  try {
    rows = inflateSync(packed, {
      chunkSize: bytes + surplus,
      maxOutputLength: bytes + surplus,
      finishFlush: constants.Z_SYNC_FLUSH, // a file that is cut behind its last row is whole
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw cause;
    throw invalidAt(path, 'must be a PNG whose data unpack to the size that its header says, but unpack to more');
  }
  if (rows.length < bytes) throw new RangeError('There are fewer pixels than the header says.');
  return rows.subarray(0, bytes);
}
