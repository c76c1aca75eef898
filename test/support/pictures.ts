/** Files that are pictures as far as their headers go: no pixel is in them. */

const bytes = (...parts: (string | readonly number[] | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const short = (value: number, isLittle = false): Buffer => {
  const buffer = Buffer.alloc(2);
  if (isLittle) buffer.writeUInt16LE(value);
  else buffer.writeUInt16BE(value);
  return buffer;
};
const long = (value: number, isLittle = false): Buffer => {
  const buffer = Buffer.alloc(4);
  if (isLittle) buffer.writeUInt32LE(value);
  else buffer.writeUInt32BE(value);
  return buffer;
};
const long8 = (value: number, isLittle: boolean): Buffer => {
  const buffer = Buffer.alloc(8);
  if (isLittle) buffer.writeBigUInt64LE(BigInt(value));
  else buffer.writeBigUInt64BE(BigInt(value));
  return buffer;
};

export const png = (width: number, height: number): Buffer =>
  bytes('\x89PNG\r\n\x1a\n', long(13), 'IHDR', long(width), long(height), [8, 2, 0, 0, 0], long(0));

const segment = (marker: number, content: Uint8Array): Buffer =>
  bytes([0xff, marker], short(2 + content.length), content);

type JpegParts = {
  readonly width: number;
  readonly height: number;
  readonly orientation?: number;
  /** Bytes of segments before the size: a colour profile. */
  readonly before?: number;
  /** A preview within the EXIF segment. */
  readonly preview?: Uint8Array;
  /** Second byte of the marker of the frame. */
  readonly frame?: number;
};

export function jpeg({ width, height, orientation, before = 0, preview, frame = 0xc0 }: JpegParts): Buffer {
  const profile = Array.from({ length: Math.ceil(before / 60_000) }, () => segment(0xe2, Buffer.alloc(60_000, 0xff)));
  return bytes(
    [0xff, 0xd8],
    ...(orientation === undefined ? [] : [segment(0xe1, exif(orientation, preview))]),
    ...profile,
    segment(0xdb, Buffer.alloc(65)),
    segment(frame, bytes([8], short(height), short(width), [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])),
    [0xff, 0xda],
  );
}

const exif = (orientation: number, preview: Uint8Array = new Uint8Array()): Buffer =>
  bytes(
    'Exif\0\0',
    'MM\0*',
    long(8),
    short(1),
    short(274),
    short(3),
    long(1),
    short(orientation),
    short(0),
    long(0),
    preview,
  );

type TiffParts = {
  readonly width: number;
  readonly height: number;
  readonly isLittle?: boolean;
  readonly isBig?: boolean;
  /** Bytes of pixels before the directory. */
  readonly pixels?: number;
};

/** In parts, so that a test may have a long file without holding it. */
export function tiff({ width, height, isLittle = true, isBig = false, pixels = 0 }: TiffParts) {
  const mark = isLittle ? 'II' : 'MM';
  const place = (isBig ? 16 : 8) + pixels;
  const header = isBig
    ? bytes(mark, short(43, isLittle), short(8, isLittle), short(0, isLittle), long8(place, isLittle))
    : bytes(mark, short(42, isLittle), long(place, isLittle));
  const entry = (tag: number, value: number) =>
    isBig
      ? bytes(short(tag, isLittle), short(4, isLittle), long8(1, isLittle), long(value, isLittle), long(0))
      : bytes(short(tag, isLittle), short(4, isLittle), long(1, isLittle), long(value, isLittle));
  const count = isBig ? long8(2, isLittle) : short(2, isLittle);
  // What follows looks like a tag of the width, and is another picture's.
  const directory = bytes(
    count,
    entry(256, width),
    entry(257, height),
    isBig ? long8(0, isLittle) : long(0),
    entry(256, 7),
  );
  return { header, place, directory };
}

export const tiffFile = (parts: TiffParts): Buffer => {
  const { header, place, directory } = tiff(parts);
  return bytes(header, Buffer.alloc(place - header.length), directory);
};

const box = (type: string, ...contents: Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  return bytes(long(8 + content.length), type, content);
};

type AvifParts = {
  readonly width: number;
  readonly height: number;
  /** Quarters of a turn, counterclockwise. */
  readonly turned?: readonly number[];
  readonly isCropped?: boolean;
};

export function avif({ width, height, turned = [], isCropped = false }: AvifParts): Buffer {
  const properties = [
    box('ispe', long(0), long(width), long(height)),
    ...turned.map((quarters) => box('irot', Buffer.from([quarters]))),
    ...(isCropped ? [box('clap', Buffer.alloc(32, 1))] : []),
  ];
  return bytes(
    box('ftyp', bytes('avif', long(0), 'avifmif1')),
    box('meta', long(0), box('hdlr', Buffer.alloc(25)), box('iprp', box('ipco', ...properties))),
    box('mdat', Buffer.alloc(64)),
  );
}

export const gif = (width: number, height: number): Buffer =>
  bytes('GIF89a', short(width, true), short(height, true), [0, 0, 0]);

export const svg = (width: number, height: number): Buffer =>
  bytes(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"></svg>`);
