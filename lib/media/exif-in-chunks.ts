import { exifOrientation } from './exif-orientation.ts';
import type { MediaWindow } from './media-window.ts';

/** Chunks of a file; a reader of the web steps over fewer. */
const mostChunks = 1000;
const longestExif = 64 * 1024;

/** 1 to 8, of a PNG whose EXIF comes before its pixels. https://www.w3.org/TR/png-3/#eXIf */
export async function pngOrientation(window: MediaWindow): Promise<number> {
  for (let place = 8, chunk = 0; chunk < mostChunks; chunk += 1) {
    const header = await window.upTo(place, 8);
    if (header.length < 8) return 1;
    const [length, type] = [header.readUInt32BE(0), header.toString('latin1', 4, 8)];
    if (type === 'IDAT') return 1;
    if (type === 'eXIf') return exifOrientation(await window.upTo(place + 8, Math.min(length, longestExif)));
    place += 12 + length;
  }
  return 1;
}

const hasExif = 0x08;

/** 1 to 8, of a WebP, whose EXIF comes last. https://developers.google.com/speed/webp/docs/riff_container */
export async function webpOrientation(window: MediaWindow): Promise<number> {
  const start = await window.upTo(0, 21);
  if (start.toString('latin1', 12, 16) !== 'VP8X' || ((start[20] ?? 0) & hasExif) === 0) return 1;
  for (let place = 12, chunk = 0; chunk < mostChunks; chunk += 1) {
    const header = await window.upTo(place, 8);
    if (header.length < 8) return 1;
    const length = header.readUInt32LE(4);
    if (header.toString('latin1', 0, 4) === 'EXIF') {
      const exif = await window.upTo(place + 8, Math.min(length, longestExif));
      return exifOrientation(exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif);
    }
    place += 8 + length + (length % 2);
  }
  return 1;
}
