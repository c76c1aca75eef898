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

const chunk = (type: string, content: Uint8Array) => bytes(long(content.length), type, content, long(0));

/** With a colour profile of any length before the EXIF. */
export const pngWithExif = (width: number, height: number, orientation: number): Buffer =>
  bytes(
    png(width, height),
    chunk('iCCP', Buffer.alloc(70_000)),
    chunk('eXIf', exif({ orientation })),
    chunk('IDAT', Buffer.alloc(64)),
  );

/** EXIF comes after the pixels. */
export const webpWithExif = (width: number, height: number, orientation: number): Buffer => {
  const chunkOf = (type: string, content: Uint8Array) => bytes(type, long(content.length, true), content);
  const side = (length: number) => long(length - 1, true).subarray(0, 3);
  const chunks = bytes(
    'WEBP',
    chunkOf('VP8X', bytes([0x08, 0, 0, 0], side(width), side(height))),
    chunkOf('VP8 ', Buffer.alloc(70_000)),
    chunkOf('EXIF', exif({ orientation, isLittle: true })),
  );
  return bytes('RIFF', long(chunks.length, true), chunks);
};

const bmpHeader = (length: number, ...sides: Uint8Array[]) =>
  Buffer.concat([bytes('BM', long(0), long(0), long(14 + length, true), long(length, true), ...sides)], 14 + length);
export const bmp = (width: number, height: number): Buffer => {
  const tall = Buffer.alloc(4);
  tall.writeInt32LE(height);
  return bmpHeader(40, long(width, true), tall);
};
export const bmpOfOs2 = (width: number, height: number): Buffer =>
  bmpHeader(12, short(width, true), short(height, true));

const segment = (marker: number, content: Uint8Array): Buffer =>
  bytes([0xff, marker], short(2 + content.length), content);

type ExifParts = {
  readonly orientation: number;
  readonly isLittle?: boolean;
  /** Other entries of the directory, before the orientation. */
  readonly entriesBefore?: number;
  /** Entries that the directory says it has; all of them, unless said otherwise. */
  readonly listed?: number;
  /** Bytes before the directory. */
  readonly gap?: number;
  /** Of the number: two bytes are 3, four are 4. */
  readonly type?: number;
  /** A preview, after all of it. */
  readonly preview?: Uint8Array | undefined;
};

function exif(parts: ExifParts): Buffer {
  const { orientation, isLittle = false, entriesBefore = 0, listed = entriesBefore + 1, gap = 0, type = 3 } = parts;
  const entry = (tag: number, value: Buffer, of = 3) =>
    bytes(short(tag, isLittle), short(of, isLittle), long(1, isLittle), Buffer.concat([value], 4));
  return bytes(
    isLittle ? 'II*\0' : 'MM\0*',
    long(8 + gap, isLittle),
    Buffer.alloc(gap),
    short(listed, isLittle),
    ...Array.from({ length: entriesBefore }, (_, index) => entry(256 + index, short(7, isLittle))),
    entry(274, type === 3 ? short(orientation, isLittle) : long(orientation, isLittle), type),
    long(0),
    parts.preview ?? [],
  );
}

type JpegParts = Partial<ExifParts> & {
  readonly width: number;
  readonly height: number;
  /** Bytes of segments before the size: a colour profile. */
  readonly before?: number;
  /** Second byte of the marker of the frame. */
  readonly frame?: number;
};

export function jpeg({
  width,
  height,
  orientation,
  before = 0,
  preview,
  frame = 0xc0,
  ...directory
}: JpegParts): Buffer {
  const profile = Array.from({ length: Math.ceil(before / 60_000) }, () => segment(0xe2, Buffer.alloc(60_000, 0xff)));
  return bytes(
    [0xff, 0xd8],
    ...(orientation === undefined
      ? []
      : [segment(0xe1, bytes('Exif\0\0', exif({ orientation, preview, ...directory })))]),
    ...profile,
    segment(0xdb, Buffer.alloc(65)),
    segment(frame, bytes([8], short(height), short(width), [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1])),
    [0xff, 0xda],
  );
}

type TiffParts = {
  readonly width: number;
  readonly height: number;
  readonly isLittle?: boolean;
  readonly isBig?: boolean;
  /** Bytes of pixels before the directory. */
  readonly pixels?: number;
  readonly orientation?: number;
  readonly isPreview?: boolean;
};

/** In parts, so that a test may have a long file without holding it. */
export function tiff({ width, height, isLittle = true, isBig = false, pixels = 0, ...more }: TiffParts) {
  const mark = isLittle ? 'II' : 'MM';
  const place = (isBig ? 16 : 8) + pixels;
  const header = isBig
    ? bytes(mark, short(43, isLittle), short(8, isLittle), short(0, isLittle), long8(place, isLittle))
    : bytes(mark, short(42, isLittle), long(place, isLittle));
  const entry = (tag: number, value: number) =>
    isBig
      ? bytes(short(tag, isLittle), short(4, isLittle), long8(1, isLittle), long(value, isLittle), long(0))
      : bytes(short(tag, isLittle), short(4, isLittle), long(1, isLittle), long(value, isLittle));
  const { orientation, isPreview = false } = more;
  const entries = [
    ...(isPreview ? [entry(254, 1)] : []),
    entry(256, width),
    entry(257, height),
    ...(orientation === undefined ? [] : [entry(274, orientation)]),
  ];
  const count = isBig ? long8(entries.length, isLittle) : short(entries.length, isLittle);
  // What follows looks like a tag of the width, and is another picture's.
  const directory = bytes(count, ...entries, isBig ? long8(0, isLittle) : long(0), entry(256, 7));
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
  readonly turned?: number;
  /** What is left of the picture, before it is turned. */
  readonly cropped?: { readonly width: number; readonly height: number };
};

/** With a preview of it that is turned otherwise, and listed first. */
export function avif({ width, height, turned, cropped }: AvifParts): Buffer {
  const properties = [
    box('ispe', long(0), long(width), long(height)),
    ...(cropped
      ? [box('clap', ...[2 * cropped.width, 2, cropped.height, 1, 0, 1, 0, 1].map((value) => long(value)))]
      : []),
    ...(turned === undefined ? [] : [box('irot', Buffer.from([turned]))]),
  ];
  const ofPreview = [box('ispe', long(0), long(16), long(9)), box('irot', Buffer.from([1]))];
  const associated = (item: number, first: number, count: number) =>
    bytes(
      short(item),
      [count],
      Array.from({ length: count }, (_, index) => 0x80 + first + index),
    );
  const associations = [associated(1, 1, ofPreview.length), associated(2, 1 + ofPreview.length, properties.length)];
  const described = box(
    'iprp',
    box('ipco', ...ofPreview, ...properties),
    box('ipma', long(0), long(2), ...associations),
  );
  return bytes(
    box('ftyp', bytes('avif', long(0), 'avifmif1')),
    box('meta', long(0), box('hdlr', Buffer.alloc(25)), box('pitm', long(0), short(2)), described),
    box('mdat', Buffer.alloc(64)),
  );
}

export const gif = (width: number, height: number): Buffer =>
  bytes('GIF89a', short(width, true), short(height, true), [0, 0, 0]);

export const svg = (width: number, height: number): Buffer =>
  bytes(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"></svg>`);
