import { MediaProblem } from './media-source.ts';

/** The boxes of ISO/IEC 14496-12, of which MP4, MOV and M4A files are made. */

/** A box's type, and where its contents begin and end. */
export type Mp4Box = { readonly type: string; readonly start: number; readonly end: number };

/** The header of the box at `place`: 8 bytes, or 16; a size of 0 is up to `end`. */
export function boxAt(header: Buffer, place: number, end: number): Mp4Box {
  const type = header.toString('latin1', 4, 8);
  const short = header.readUInt32BE(0);
  const isLong = short === 1;
  const size = isLong ? Number(header.readBigUInt64BE(8)) : short === 0 ? end - place : short;
  const headerBytes = isLong ? 16 : 8;
  if (size >= headerBytes && place + size <= end) return { type, start: place + headerBytes, end: place + size };
  throw new MediaProblem(
    'media-unreadable',
    `The box at byte ${place} must end within what holds it, but has ${size} bytes. The file is cut off, or its header is wrong.`,
  );
}

/** Within one box: a file that holds no others has a few dozen. */
const mostBoxes = 10_000;

export function* boxesIn(bytes: Buffer, { start, end }: Pick<Mp4Box, 'start' | 'end'>): Generator<Mp4Box> {
  for (let place = start, boxes = 0; place + 8 <= end; boxes += 1) {
    if (boxes === mostBoxes)
      throw new MediaProblem('media-unreadable', `A box must hold at most ${mostBoxes} others, but holds more.`);
    const box = boxAt(bytes.subarray(place), place, end);
    yield box;
    place = box.end;
  }
}

/** The first box of this path; undefined where there is none. */
export function boxNamed(bytes: Buffer, within: Mp4Box, path: string): Mp4Box | undefined {
  let box: Mp4Box | undefined = within;
  for (const type of path.split('/')) {
    box = box && [...boxesIn(bytes, box)].find((inner) => inner.type === type);
  }
  return box;
}

/** The first number of a full box comes after its version and flags. */
export const versionOf = (bytes: Buffer, { start }: Mp4Box): number => bytes.readUInt8(start);
export const flagsOf = (bytes: Buffer, { start }: Mp4Box): number => bytes.readUIntBE(start + 1, 3);
