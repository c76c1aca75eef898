import { MediaProblem, type MediaSource } from './media-source.ts';
import type { Size } from './size.ts';

const mostEntries = 512;
const tags = { newSubfileType: 254, subfileType: 255, width: 256, height: 257, orientation: 274 } as const;
const types = { short: 3, long: 4, long8: 16 } as const;

export type TiffSize = Size & { readonly orientation: number };

/**
 * Of the first picture of a TIFF or BigTIFF, as it is stored. Its directory may stand anywhere, mostly at the end of the file.
 * https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
 */
export async function tiffSize(source: MediaSource, start: Buffer): Promise<TiffSize> {
  const isLittle = start[0] === 0x49;
  const short = (bytes: Buffer, place: number) => (isLittle ? bytes.readUInt16LE(place) : bytes.readUInt16BE(place));
  const long = (bytes: Buffer, place: number) => (isLittle ? bytes.readUInt32LE(place) : bytes.readUInt32BE(place));
  const long8 = (bytes: Buffer, place: number) =>
    Number(isLittle ? bytes.readBigUInt64LE(place) : bytes.readBigUInt64BE(place));
  const isBig = short(start, 2) === 43;
  const [entryBytes, counterBytes] = isBig ? [20, 8] : [12, 2];
  const place = isBig ? long8(start, 8) : long(start, 4);
  const directory = Buffer.from(await source.read(place, place + counterBytes + mostEntries * entryBytes));
  const count = Math.min(isBig ? long8(directory, 0) : short(directory, 0), mostEntries);

  const values = new Map<number, number>();
  for (let entry = 0, at = counterBytes; entry < count; entry += 1, at += entryBytes) {
    const [tag, type, value] = [short(directory, at), short(directory, at + 2), at + (isBig ? 12 : 8)];
    if (type === types.short) values.set(tag, short(directory, value));
    else if (type === types.long) values.set(tag, long(directory, value));
    else if (type === types.long8 && isBig) values.set(tag, long8(directory, value));
  }
  if (((values.get(tags.newSubfileType) ?? 0) & 1) === 1 || values.get(tags.subfileType) === 2) {
    throw new MediaProblem(
      'media-unreadable',
      `${source.name} must begin with the picture that was labelled, but begins with a smaller one of it.`,
    );
  }
  const [width, height] = [values.get(tags.width), values.get(tags.height)];
  if (width === undefined || height === undefined) throw new RangeError('The directory must say the size.');
  return { width, height, orientation: values.get(tags.orientation) ?? 1 };
}
