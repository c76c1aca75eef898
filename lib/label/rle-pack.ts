import { kindOf } from '../contracts/kind-of.ts';
import { runsBetween } from './rle.ts';

/**
 * The brush masks of Label Studio: the RGBA values of an image, row by row, in the bit stream of rle-pack. The mask is
 * the alpha channel. Read here run by run, never unpacked: time and memory grow with the bytes given, whatever size
 * they claim. https://github.com/thi-ng/umbrella/tree/develop/packages/rle-pack
 */

type Size = { readonly width: number; readonly height: number };
type Bits = (count: number) => number;
/** Consecutive pixels of one alpha. */
type AlphaRun = { readonly alpha: number; length: number };

const channels = 4;
const alphaChannel = 3;
const bitsOf = { valueCount: 32, wordSize: 5, runSize: 4, runSizeIndex: 2, flag: 1, value: 8 };

/**
 * The bytes of a brush mask → row-major runs of the pixels that are at least half as opaque as the most opaque one. In a
 * mask that a person painted that is alpha 128 and more, which halves the soft edges of a brush; the vendor's importers
 * make masks of alpha 100 (contour2rle), or even 1 (mask2rle), that no fixed limit would find.
 * https://github.com/HumanSignal/label-studio-sdk/blob/master/src/label_studio_sdk/converter/brush.py
 *
 * Throws RangeError, which says where, unless the bytes are those of an image of this size.
 */
export function decodeAlphaMask(bytes: ArrayLike<number>, { width, height }: Size): number[] {
  const runs = alphaRuns(bytes, width, height);
  const mostOpaque = runs.reduce((most, { alpha }) => Math.max(most, alpha), 0);
  const limit = Math.max(1, Math.ceil(mostOpaque / 2));
  const changes: number[] = [];
  let pixel = 0;
  for (const { alpha, length } of runs) {
    if (alpha >= limit) changes.push(pixel, pixel + length);
    pixel += length;
  }
  return runsBetween(changes, width * height);
}

function alphaRuns(bytes: ArrayLike<number>, width: number, height: number): AlphaRun[] {
  const read = bitReader(bytes);
  const values = read(bitsOf.valueCount);
  if (values !== width * height * channels) {
    throw new RangeError(`The brush mask has ${values} values, an image of ${width} × ${height} has 4 a pixel.`);
  }
  const wordSize = read(bitsOf.wordSize) + 1;
  if (wordSize !== bitsOf.value) throw new RangeError(`The brush mask has values of ${wordSize} bits, not of 8.`);
  const runSizes = Array.from({ length: 4 }, () => read(bitsOf.runSize) + 1);
  const runs: AlphaRun[] = [];
  const append = (alpha: number, length: number) => {
    const last = runs.at(-1);
    if (last?.alpha === alpha) last.length += length;
    else if (length > 0) runs.push({ alpha, length });
  };
  for (let index = 0; index < values; ) {
    const isRun = read(bitsOf.flag) === 1;
    const end = index + 1 + read(runSizes[read(bitsOf.runSizeIndex)] ?? 0);
    if (end > values) throw new RangeError(`The brush mask holds more than the ${values} values it announces.`);
    if (isRun) append(read(bitsOf.value), Math.floor(end / channels) - Math.floor(index / channels));
    else {
      for (let place = index; place < end; place += 1) {
        const value = read(bitsOf.value);
        if (place % channels === alphaChannel) append(value, 1);
      }
    }
    index = end;
  }
  return runs;
}

/** Reads whole numbers of up to 32 bits, the most significant first. */
function bitReader(bytes: ArrayLike<number>): Bits {
  let position = 0;
  return (count) => {
    let value = 0;
    for (let wanted = count; wanted > 0; ) {
      const left = 8 - (position & 7);
      const taken = wanted < left ? wanted : left;
      const part = (byteAt(bytes, position >>> 3) >> (left - taken)) & ((1 << taken) - 1);
      value = value * (1 << taken) + part; // not `<<`: 32 bits have a sign there
      position += taken;
      wanted -= taken;
    }
    return value;
  };
}

function byteAt(bytes: ArrayLike<number>, place: number): number {
  if (place >= bytes.length) throw new RangeError('The brush mask ends before the values it announces.');
  const byte: unknown = bytes[place];
  if (typeof byte === 'number' && Number.isInteger(byte) && byte >= 0 && byte <= 255) return byte;
  throw new RangeError(
    `Item ${place} of the brush mask must be a byte, a whole number from 0 to 255, but is ${kindOf(byte)}.`,
  );
}
