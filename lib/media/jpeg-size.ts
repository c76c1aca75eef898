import { exifOrientation, isOnItsSide } from './exif-orientation.ts';
import type { MediaSource } from './media-source.ts';
import type { Size } from './size.ts';

/** Read at once where a colour profile or a preview pushes the size beyond the first bytes. */
const bytesAtOnce = 512 * 1024;
/** Segments, and bytes between them. Whoever makes a file of nothing else would keep a processor busy. */
const mostSteps = 5_000;
/** Of a segment, with its marker. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, B.1.1.4 */
const longestSegment = 2 + 0xffff;

/**
 * Goes from segment to segment, as a preview within one may have a size of its own, up to the frame. Turned as EXIF says.
 */
export async function jpegSize(source: MediaSource, start: Buffer): Promise<Size> {
  let window: { readonly at: number; readonly bytes: Buffer } = { at: 0, bytes: start };
  const bytesAt = async (place: number, length: number): Promise<Buffer> => {
    if (place + length > window.at + window.bytes.length) {
      window = { at: place, bytes: Buffer.from(await source.read(place, place + bytesAtOnce)) };
    }
    return window.bytes.subarray(place - window.at, place - window.at + length);
  };
  let orientation: number | undefined;
  for (let place = 2, steps = 0; ; steps += 1) {
    if (steps > mostSteps) throw new RangeError('The size must be in one of the first segments.');
    const header = await bytesAt(place, 4);
    const [filler, marker = 0] = header;
    if (filler !== 0xff) throw new RangeError('A segment must begin with a marker.');
    if (marker === 0xff) place += 1;
    else {
      const length = 2 + header.readUInt16BE(2);
      if (isFrame(marker)) {
        const frame = await bytesAt(place, 9);
        const [height, width] = [frame.readUInt16BE(5), frame.readUInt16BE(7)];
        return isOnItsSide(orientation ?? 1) ? { width: height, height: width } : { width, height };
      }
      if (marker === 0xe1 && orientation === undefined) {
        const segment = await bytesAt(place, Math.min(length, longestSegment));
        if (segment.toString('latin1', 4, 10) === 'Exif\0\0') orientation = exifOrientation(segment.subarray(10));
      }
      place += length;
    }
  }
}

/** Start of frame, of any coding: 0xC0 to 0xCF but for tables and the like. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
