import { headerSize } from './header-size.ts';
import type { MediaSource } from './media-source.ts';
import type { Size } from './size.ts';

const mostEntries = 512;
const headerLength = 16;

/**
 * Of the first picture of a TIFF or BigTIFF. Its directory may stand anywhere, mostly at the end of the file: image-size reads a
 * file that has nothing but it. https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 */
export async function tiffSize(source: MediaSource, start: Buffer): Promise<Size> {
  const isLittle = start[0] === 0x49;
  const short = (bytes: Buffer, place: number) => (isLittle ? bytes.readUInt16LE(place) : bytes.readUInt16BE(place));
  const long = (bytes: Buffer, place: number) => (isLittle ? bytes.readUInt32LE(place) : bytes.readUInt32BE(place));
  const long8 = (bytes: Buffer, place: number) =>
    Number(isLittle ? bytes.readBigUInt64LE(place) : bytes.readBigUInt64BE(place));
  const isBig = short(start, 2) === 43;
  const [entry, counter] = isBig ? [20, 8] : [12, 2];
  const place = isBig ? long8(start, 8) : long(start, 4);
  const directory = Buffer.from(await source.read(place, place + counter + mostEntries * entry));
  const count = Math.min(isBig ? long8(directory, 0) : short(directory, 0), mostEntries);

  const header = Buffer.concat([start], headerLength);
  if (isBig) header.fill(0, 8, 16)[isLittle ? 8 : 15] = headerLength;
  else header.fill(0, 4, 16)[isLittle ? 4 : 7] = headerLength;
  const entries = directory.subarray(0, counter + count * entry);
  if (entries.length < counter + count * entry) throw new RangeError('The directory must be whole.');
  return headerSize(Buffer.concat([header, entries, Buffer.alloc(entry)])); // ended by an entry of zeros
}
