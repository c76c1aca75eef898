import { headerSize } from './header-size.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import type { Size } from './size.ts';

const mostBoxes = 16;
const longestMeta = 8 * 1024 * 1024;

/** Of HEIF and AVIF, whose box `meta` says it; turned as its boxes `irot` say. https://nokiatech.github.io/heif/technical.html */
export async function heifSize(source: MediaSource): Promise<Size> {
  const type = await boxAt(source, 0);
  let box = type;
  for (let boxes = 0; box.type !== 'meta'; boxes += 1) {
    if (boxes === mostBoxes) throw new RangeError('The box `meta` must be one of the first.');
    box = await boxAt(source, box.end);
  }
  if (box.end - box.start > longestMeta) throw new RangeError('The box `meta` must be short.');
  const [head, meta] = [await source.read(0, type.end), Buffer.from(await source.read(box.start, box.end))];
  const { width, height, type: kind } = headerSize(Buffer.concat([head, meta]));
  if (!['avif', 'heif', 'heic'].includes(kind)) throw new TypeError('The file must be HEIF or AVIF.');
  if (propertiesIn(meta, 'clap').length > 0) {
    throw new MediaProblem('media-unreadable', `${source.name} is cropped by its header, whose size is not known.`);
  }
  const [turned = 0, ...others] = propertiesIn(meta, 'irot').map((property) => (property[8] ?? 0) % 2);
  if (others.every((other) => other === turned))
    return turned === 1 ? { width: height, height: width } : { width, height };
  throw new MediaProblem('media-unreadable', `${source.name} has pictures that are turned in several ways.`);
}

type Box = { readonly type: string; readonly start: number; readonly end: number };

async function boxAt(source: MediaSource, start: number): Promise<Box> {
  const header = Buffer.from(await source.read(start, start + 16));
  const stated = header.readUInt32BE(0);
  const length = stated === 1 ? Number(header.readBigUInt64BE(8)) : stated;
  if (length < 8) throw new RangeError('A box must have a length.');
  return { type: header.toString('latin1', 4, 8), start, end: start + length };
}

/** Boxes of this type among the properties. */
function propertiesIn(meta: Buffer, type: string): Buffer[] {
  const container = meta.indexOf('ipco');
  const found: Buffer[] = [];
  if (container < 4) return found;
  const end = container - 4 + meta.readUInt32BE(container - 4);
  for (let place = container + 4; place + 8 <= end; ) {
    const length = meta.readUInt32BE(place);
    if (length < 8) break;
    if (meta.toString('latin1', place + 4, place + 8) === type) found.push(meta.subarray(place, place + length));
    place += length;
  }
  return found;
}
