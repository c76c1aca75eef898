import { crc32 } from 'node:zlib';

/** A colour of a palette: red, green and blue, and its alpha where the picture has any. */
export type PaletteColour = readonly number[];

export type PngChunks = {
  /** The rows of pixels, packed. */
  readonly packed: Uint8Array;
  readonly palette?: readonly PaletteColour[];
  /** The one colour that is transparent, a value for each channel. */
  readonly transparency?: readonly number[];
};

const signatureEnd = 8;
const nameStart = 4;
const dataStart = 8;
const checksumBytes = 4;
const longestPalette = 3 * 256;

/**
 * What the pixels of a PNG need. Every other chunk is left out unread: a colour profile or a text is packed, too, and a
 * few kilobytes of it may fill the memory. Throws RangeError where the file is damaged.
 * https://www.w3.org/TR/png-3/#table51
 */
export function pngChunks(file: Uint8Array): PngChunks {
  const needed = new Map<string, Uint8Array[]>(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].map((type) => [type, []]));
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  for (let start = signatureEnd; needed.get('IEND')?.length === 0; ) {
    const end = start + dataStart + view.getUint32(start);
    if (end + checksumBytes > file.length) throw new RangeError('A chunk ends beyond the file.');
    const type = String.fromCharCode(...file.subarray(start + nameStart, start + dataStart));
    const found = needed.get(type);
    if (found && crc32(file.subarray(start + nameStart, end)) !== view.getUint32(end)) {
      throw new RangeError(`The checksum of chunk ${type} is wrong.`);
    }
    found?.push(file.subarray(start + dataStart, end));
    start = end + checksumBytes;
  }
  const { IHDR = [], PLTE = [], tRNS = [], IDAT = [] } = Object.fromEntries(needed);
  // A second header could ask for a larger picture than the one that was checked.
  if (IHDR.length !== 1 || PLTE.length > 1 || tRNS.length > 1) throw new RangeError('A chunk must be there once.');
  const packed = Buffer.concat(IDAT);
  const [[header], [palette], [transparency]] = [IHDR, PLTE, tRNS];
  const colourType = header?.[colourTypeByte] ?? 0;
  if (colourType === indexed) {
    if (!palette) throw new RangeError('The palette is missing.');
    return { packed, palette: colours(palette, transparency) };
  }
  if (!transparency) return { packed }; // a palette is only advice here
  const channels = transparentChannels[colourType];
  if (transparency.length !== 2 * (channels ?? 0)) throw new RangeError('The transparent colour has no such length.');
  return { packed, transparency: wide(transparency) };
}

const colourTypeByte = 9;
const indexed = 3;
/** By colour type: grey and RGB have a transparent colour, the others have alpha. */
const transparentChannels: Readonly<Record<number, number>> = { 0: 1, 2: 3 };

function colours(palette: Uint8Array, alpha: Uint8Array | undefined): PaletteColour[] {
  if (palette.length % 3 !== 0 || palette.length > longestPalette)
    throw new RangeError('The palette has no such length.');
  return Array.from({ length: palette.length / 3 }, (_, index) => [
    ...palette.subarray(3 * index, 3 * index + 3),
    ...(alpha ? [alpha[index] ?? 255] : []),
  ]);
}

/** Values of two bytes each. */
const wide = (bytes: Uint8Array): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, index) => ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0));
