import { type DecodedPng, decode, hasPngSignature } from 'fast-png';
import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Path } from './parts.ts';

export type Picture = {
  readonly width: number;
  readonly height: number;
  /** 0xRRGGBB of a pixel, row by row; 0 where it is black or transparent. */
  colourAt(pixel: number): number;
};

/**
 * Bytes of the picture unpacked; decoding takes about three times as much at its peak, of the 1,024 MB that a step has.
 * Room for 11,000 × 11,000 pixels of grey, 6,500 × 6,500 of RGB, 5,600 × 5,600 of RGBA.
 */
const largest = 128 * 1024 * 1024;
// https://www.w3.org/TR/png-3/#11IHDR
const headerEnd = 33;
const channelsOf: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

/** A mask's PNG, in whatever form it has its colours. Throws InvalidLabel for what is damaged, too large or no mask. */
export function readPicture(file: Uint8Array, path: Path): Picture {
  const { width, height } = measured(file, path);
  try {
    return { width, height, colourAt: colourReader(decode(file, { checkCrc: true })) };
  } catch (error) {
    throw new InvalidLabel(`${path} is a damaged PNG: ${(error as Error).message}.`, { cause: error });
  }
}

/** Before anything is unpacked: a few kilobytes may hold a picture that fills the memory. */
function measured(file: Uint8Array, path: Path): { width: number; height: number } {
  if (file.length < headerEnd || !hasPngSignature(file)) {
    throw new InvalidLabel(`${path} points to a mask that is no PNG, of ${file.length} bytes.`);
  }
  const header = new DataView(file.buffer, file.byteOffset, headerEnd);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  const [depth, interlaced] = [header.getUint8(24), header.getUint8(28) !== 0];
  if (depth > 8 || interlaced) {
    throw new InvalidLabel(
      `${path} is a PNG ${interlaced ? 'in several passes' : `of ${depth} bits a channel`}, which no mask is.`,
    );
  }
  const bits = depth * (channelsOf.get(header.getUint8(25)) ?? 4);
  const bytes = Math.ceil((width * bits) / 8) * height;
  if (width === 0 || height === 0) throw new InvalidLabel(`${path} is a mask without pixels.`);
  if (Math.max(bytes, width * height) > largest) {
    throw new InvalidLabel(
      `${path} is a mask of ${width} × ${height} pixels, ${bytes} bytes unpacked; at most ${largest} are read.`,
    );
  }
  if (file.length > bytes * 2 + 1024 * 1024) {
    throw new InvalidLabel(
      `${path} is a mask of ${file.length} bytes, more than its ${width} × ${height} pixels can need.`,
    );
  }
  return { width, height };
}

function colourReader({
  width,
  height,
  data,
  channels,
  depth,
  palette,
  transparency,
}: DecodedPng): Picture['colourAt'] {
  const samples = depth < 8 ? unpacked(data, width, height, depth) : data;
  const at = (place: number): number => samples[place] ?? 0;
  if (palette) {
    const colours = palette.map(([red = 0, green = 0, blue = 0, alpha = 255]) =>
      alpha === 0 ? 0 : rgb(red, green, blue),
    );
    return (pixel) => colours[at(pixel)] ?? 0;
  }
  const [first = -1, second = first, third = first] = transparency ?? [];
  if (channels <= 2) {
    const scale = 255 / (2 ** depth - 1);
    return (pixel) => {
      const grey = at(pixel * channels);
      const seen = grey !== first && (channels === 1 || at(pixel * 2 + 1) > 0);
      return seen ? rgb(grey * scale, grey * scale, grey * scale) : 0;
    };
  }
  const hidden = first < 0 ? -1 : rgb(first, second, third);
  return (pixel) => {
    const start = pixel * channels;
    if (channels === 4 && at(start + 3) === 0) return 0;
    const colour = rgb(at(start), at(start + 1), at(start + 2));
    return colour === hidden ? 0 : colour;
  };
}

const rgb = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;

/** Samples of 1, 2 or 4 bits, whose rows begin with a byte of their own → a byte each. */
function unpacked(data: DecodedPng['data'], width: number, height: number, depth: number): Uint8Array {
  const samples = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  for (let pixel = 0; pixel < samples.length; pixel++) {
    const column = pixel % width;
    const byte = data[Math.floor(pixel / width) * rowBytes + Math.floor(column / perByte)] ?? 0;
    samples[pixel] = (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  }
  return samples;
}
