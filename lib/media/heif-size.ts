import { MediaProblem, type MediaSource } from './media-source.ts';
import { boxesIn, boxNamed, flagsOf, type Mp4Box, versionOf } from './mp4-boxes.ts';
import type { Size } from './size.ts';

const mostBoxes = 16;
const longestMeta = 8 * 1024 * 1024;

/**
 * Of the primary picture of a HEIF or AVIF file: whatever else is in it, previews and tiles, has sizes of its own. Cropped and
 * turned as its properties say. https://nokiatech.github.io/heif/technical.html
 */
export async function heifSize(source: MediaSource): Promise<Size> {
  let box = await boxAt(source, 0);
  for (let boxes = 0; box.type !== 'meta'; boxes += 1) {
    if (boxes === mostBoxes) throw new RangeError('The box `meta` must be one of the first.');
    box = await boxAt(source, box.end);
  }
  if (box.end - box.start > longestMeta) throw new RangeError('The box `meta` must be short.');
  const meta = Buffer.from(await source.read(box.start, box.end));
  const properties = primaryProperties(meta);
  const stated = properties.find(({ type }) => type === 'ispe');
  if (!stated) throw new TypeError('The primary picture must have a size.');
  let size: Size = { width: meta.readUInt32BE(stated.start + 4), height: meta.readUInt32BE(stated.start + 8) };
  for (const { type, start } of properties) {
    if (type === 'clap') size = cropped(meta, start, size, source);
    if (type === 'irot' && meta.readUInt8(start) % 2 === 1) size = { width: size.height, height: size.width };
  }
  return size;
}

async function boxAt(source: MediaSource, start: number): Promise<Mp4Box> {
  const header = Buffer.from(await source.read(start, start + 16));
  const stated = header.readUInt32BE(0);
  const length = stated === 1 ? Number(header.readBigUInt64BE(8)) : stated;
  if (length < 8) throw new RangeError('A box must have a length.');
  return { type: header.toString('latin1', 4, 8), start: start + (stated === 1 ? 16 : 8), end: start + length };
}

/** In their order, in which they are applied. */
function primaryProperties(meta: Buffer): Mp4Box[] {
  const whole = { type: 'meta', start: 4, end: meta.length }; // after its version
  const [primary, associations] = [boxNamed(meta, whole, 'pitm'), boxNamed(meta, whole, 'iprp/ipma')];
  const container = boxNamed(meta, whole, 'iprp/ipco');
  if (!primary || !associations || !container) throw new TypeError('A picture must be the primary one.');
  const place = primary.start + 4;
  const item = versionOf(meta, primary) === 0 ? meta.readUInt16BE(place) : meta.readUInt32BE(place);
  const properties = [...boxesIn(meta, container)];
  return indexesOf(meta, associations, item).flatMap((index) => properties[index - 1] ?? []);
}

function indexesOf(meta: Buffer, associations: Mp4Box, item: number): number[] {
  const isShort = versionOf(meta, associations) === 0;
  const bytesOfIndex = (flagsOf(meta, associations) & 1) + 1;
  const items = meta.readUInt32BE(associations.start + 4);
  let place = associations.start + 8;
  for (let entry = 0; entry < items; entry += 1) {
    const id = isShort ? meta.readUInt16BE(place) : meta.readUInt32BE(place);
    place += isShort ? 2 : 4;
    const count = meta.readUInt8(place);
    const start = place + 1;
    place = start + count * bytesOfIndex;
    if (id !== item) continue;
    const withoutMark = bytesOfIndex === 2 ? 0x7fff : 0x7f; // whether it must be understood
    return Array.from(
      { length: count },
      (_, index) => meta.readUIntBE(start + index * bytesOfIndex, bytesOfIndex) & withoutMark,
    );
  }
  return [];
}

function cropped(meta: Buffer, start: number, { width, height }: Size, { name }: MediaSource): Size {
  const side = (place: number) => meta.readUInt32BE(place) / meta.readUInt32BE(place + 4);
  const [across, down] = [side(start), side(start + 8)];
  const isWhole = (part: number, of: number) => Number.isInteger(part) && part > 0 && part <= of;
  if (isWhole(across, width) && isWhole(down, height)) return { width: across, height: down };
  throw new MediaProblem(
    'media-unreadable',
    `${name} must be cropped by its header to whole pixels, but is cropped to ${across} × ${down} of ${width} × ${height}.`,
  );
}
