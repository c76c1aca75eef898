import { constants, crc32, deflateRawSync, inflateSync } from 'node:zlib';

/** `indexed`: a byte a pixel and a palette of RGB. `grey16`: two bytes, the higher first. `rgb`: three bytes. */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly kind: 'indexed' | 'grey16' | 'rgb';
  /** 256 colours, three bytes each. Of an `indexed` picture. */
  readonly palette?: Uint8Array;
  /** Under the keyword `Comment`. Picture viewers and training code skip it. */
  readonly comment: string;
};

/** From pixel `start` to before `end`, row by row, the bytes of each pixel; ascending. Pixels of no run are 0. */
export type PixelRun = { readonly start: number; readonly end: number; readonly bytes: Uint8Array };

const kinds = {
  indexed: { bytes: 1, bits: 8, colourType: 3 },
  grey16: { bytes: 2, bits: 16, colourType: 0 },
  rgb: { bytes: 3, bits: 8, colourType: 2 },
} as const;
const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const bandBytes = 1024 * 1024; // of the picture in memory at a time

/**
 * A PNG, the same bytes on every machine: of all strategies of deflate, only Z_RLE gives the same bytes in
 * Chromium's zlib, which Node.js has, and in the original one. It is the fastest on masks, too.
 * https://www.w3.org/TR/png-3/
 */
export function encodePng({ width, height, kind, palette, comment }: Picture, runs: Iterable<PixelRun>): Buffer {
  const { bits, colourType, bytes } = kinds[kind];
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, colourType], 8);
  const text = Buffer.from(`Comment\0\0\0\0\0${comment}`);
  const chunks = [chunk('IHDR', header), ...(palette ? [chunk('PLTE', palette)] : []), chunk('iTXt', text)];
  const rowsABand = Math.max(Math.floor(bandBytes / (width * bytes + 1)), 1);
  let sum = 1;
  chunks.push(chunk('IDAT', Buffer.from([0x78, 0x01])));
  for (const { band, isLast } of bands(runs, { width, height, bytes }, rowsABand)) {
    sum = adler32(band, sum);
    const finishFlush = isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH;
    chunks.push(chunk('IDAT', deflateRawSync(band, { strategy: constants.Z_RLE, finishFlush })));
  }
  const trailer = Buffer.alloc(4);
  trailer.writeUInt32BE(sum);
  return Buffer.concat([signature, ...chunks, chunk('IDAT', trailer), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(name, 4, 'latin1');
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

type Layout = { readonly width: number; readonly height: number; readonly bytes: number };

/**
 * The rows of the picture, each behind the number of its filter: 0, none; where a pixel has several bytes 2, the difference
 * from the row above, as Z_RLE finds repeated bytes alone. One piece of memory for all bands.
 */
function* bands(runs: Iterable<PixelRun>, { width, height, bytes }: Layout, rowsABand: number) {
  const stride = width * bytes + 1;
  const memory = Buffer.alloc(stride * Math.min(rowsABand, height));
  const above = new Uint8Array(bytes > 1 ? stride : 0);
  const rest = runs[Symbol.iterator]();
  let run = rest.next().value as PixelRun | undefined;
  for (let top = 0; top < height; top += rowsABand) {
    const rows = Math.min(rowsABand, height - top);
    const band = memory.subarray(0, rows * stride).fill(0);
    const end = (top + rows) * width;
    while (run && run.start < end) {
      paint(band, run, { width, bytes, stride, top, stop: Math.min(run.end, end) });
      if (run.end > end) break;
      run = rest.next().value as PixelRun | undefined;
    }
    if (bytes > 1) subtractAbove(band, stride, above);
    yield { band, isLast: top + rows === height };
  }
}

/** From the last row on, so that each row is still whole when the one below it needs it. `above` becomes the last row. */
function subtractAbove(band: Uint8Array, stride: number, above: Uint8Array): void {
  const last = new Uint8Array(band.subarray(band.length - stride)); // a copy, which the `slice` of a Buffer is not
  for (let place = band.length - 1; place >= stride; place -= 1) {
    band[place] = (band[place] as number) - (band[place - stride] as number);
  }
  for (let place = 0; place < stride; place += 1) band[place] = (band[place] as number) - (above[place] as number);
  for (let place = 0; place < band.length; place += stride) band[place] = filterUp;
  above.set(last);
}

const filterUp = 2;

type Target = {
  readonly width: number;
  readonly bytes: number;
  readonly stride: number;
  readonly top: number;
  readonly stop: number;
};

function paint(band: Buffer, run: PixelRun, { width, bytes, stride, top, stop }: Target): void {
  for (let start = Math.max(run.start, top * width); start < stop; ) {
    const row = Math.floor(start / width);
    const end = Math.min(stop, (row + 1) * width);
    const first = (row - top) * stride + 1 - row * width * bytes;
    if (bytes === 1) band.fill(run.bytes[0] ?? 0, first + start, first + end);
    else band.fill(run.bytes, first + start * bytes, first + end * bytes);
    start = end;
  }
}

const modulus = 65_521;
const fewEnough = 5552; // bytes, after which the sums are still below 2³²

/** https://www.rfc-editor.org/rfc/rfc1950#section-8 */
function adler32(bytes: Uint8Array, before: number): number {
  let low = before % 65_536;
  let high = Math.floor(before / 65_536);
  for (let start = 0; start < bytes.length; start += fewEnough) {
    const end = Math.min(start + fewEnough, bytes.length);
    for (let index = start; index < end; index += 1) {
      low += bytes[index] as number;
      high += low;
    }
    low %= modulus;
    high %= modulus;
  }
  return high * 65_536 + low;
}

export type DecodedPicture = Omit<Picture, 'palette'> & {
  /** Row by row, one number a pixel; of an RGB picture `red + 256 green + 65536 blue`. */
  readonly values: Uint32Array;
};

/** Reads what `encodePng` writes. Throws a SyntaxError for anything else, other PNG files included. */
export function decodePng(file: Uint8Array): DecodedPicture {
  const chunks = chunksOf(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  const header = chunks.get('IHDR');
  const kind =
    header && namesOfKinds.find((name) => kinds[name].colourType === header[9] && kinds[name].bits === header[8]);
  if (!kind)
    throw new SyntaxError('The picture must be a PNG of 8 bits with a palette, of 16 bits grey, or of 24 bits.');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const { bytes } = kinds[kind];
  const stride = width * bytes + 1;
  const raw = inflated(chunks.get('IDAT') ?? Buffer.alloc(0), stride * height);
  const values = new Uint32Array(width * height);
  for (let row = 0; row < height; row += 1) {
    unfilter(raw, row * stride, stride);
    for (let column = 0; column < width; column += 1) {
      const at = row * stride + 1 + column * bytes;
      values[row * width + column] = bytes === 2 ? raw.readUInt16BE(at) : raw.readUIntLE(at, bytes);
    }
  }
  const comment = (chunks.get('iTXt') ?? Buffer.alloc(0)).toString('utf8').replace(/^Comment\0{5}/, '');
  return { width, height, kind, comment, values };
}

function unfilter(raw: Buffer, start: number, stride: number): void {
  const filter = raw[start];
  if (filter !== 0 && filter !== filterUp) {
    throw new SyntaxError(`Row ${start / stride} of the picture must have filter 0 or ${filterUp}, but has ${filter}.`);
  }
  if (filter === 0 || start === 0) return;
  for (let place = start + 1; place < start + stride; place += 1) {
    raw[place] = (raw[place] as number) + (raw[place - stride] as number);
  }
}

const namesOfKinds = Object.keys(kinds) as Picture['kind'][];

/** The data of each kind of chunk, that of several of a kind in one. */
function chunksOf(file: Buffer): ReadonlyMap<string, Buffer> {
  if (!file.subarray(0, 8).equals(signature)) throw new SyntaxError('The picture must be a PNG, but is not.');
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at < file.length; ) {
    const length = at + 12 <= file.length ? file.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    const end = at + 8 + length;
    if (end + 4 > file.length) throw new SyntaxError(`The PNG ends inside a chunk, at byte ${file.length}.`);
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end)) {
      throw new SyntaxError(`The PNG's chunk at byte ${at} has another checksum than it says.`);
    }
    const name = file.toString('latin1', at + 4, at + 8);
    chunks.set(name, [...(chunks.get(name) ?? []), file.subarray(at + 8, end)]);
    at = end + 4;
  }
  return new Map([...chunks].map(([name, data]) => [name, Buffer.concat(data)]));
}

function inflated(data: Buffer, length: number): Buffer {
  try {
    const raw = inflateSync(data, { maxOutputLength: Math.max(length, 1) });
    if (raw.length === length) return raw;
  } catch (cause) {
    throw new SyntaxError('The pixels of the PNG cannot be decompressed.', { cause });
  }
  throw new SyntaxError('The PNG must hold as many pixels as its header says, but holds fewer.');
}
