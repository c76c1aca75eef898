import { MediaProblem, type MediaSource } from './media-source.ts';
import type { MediaWindow } from './media-window.ts';

/** Elements of EBML, of which Matroska and WebM files are made. https://www.rfc-editor.org/rfc/rfc8794 */

/** The element at this place; undefined where the file ends. Only one of the ids in `parents` may be of unknown length. */
export async function elementAt(window: MediaWindow, place: number, parents: ReadonlySet<number>) {
  const header = await window.upTo(place, 12);
  if (header.length < 2) return undefined;
  const id = variable(header, false);
  const size = variable(header.subarray(id.length), true);
  const start = place + id.length + size.length;
  const isUnknown = size.value === 2 ** (7 * size.length) - 1;
  if (isUnknown && !parents.has(id.value)) {
    throw new MediaProblem('media-unreadable', `The element at byte ${place} must have a length, but has none.`);
  }
  return { id: id.value, start, end: isUnknown ? start : start + size.value };
}

/** A number whose leading zero bits say how long it is. https://www.rfc-editor.org/rfc/rfc8794#section-4 */
export function variable(bytes: Buffer, isWithoutMarker: boolean): { readonly value: number; readonly length: number } {
  const first = bytes.readUInt8(0);
  const length = Math.clz32(first) - 23;
  if (length > 8) throw new MediaProblem('media-unreadable', 'An element of the file begins with a zero byte.');
  let value = isWithoutMarker ? first & (0xff >> length) : first;
  for (let index = 1; index < length; index += 1) value = value * 256 + bytes.readUInt8(index);
  return { value, length };
}

export function numberIn(bytes: Buffer, { name }: MediaSource): number {
  if (bytes.length > 8) throw new MediaProblem('media-unreadable', `${name} must hold numbers of at most 8 bytes.`);
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}
