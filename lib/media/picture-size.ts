import { bmpSize } from './bmp-size.ts';
import { pngOrientation, webpOrientation } from './exif-in-chunks.ts';
import { isOnItsSide } from './exif-orientation.ts';
import { headerSize } from './header-size.ts';
import { heifSize } from './heif-size.ts';
import { jpegSize } from './jpeg-size.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import { type MediaWindow, mediaWindow } from './media-window.ts';
import type { Size } from './size.ts';
import { svgSize } from './svg-size.ts';
import { tiffSize } from './tiff-size.ts';

/** Most pictures say it within their first bytes. */
const bytesAtFirst = 64 * 1024;
/** Of a kind that says it behind something of any length. */
const bytesAtMost = 16 * 1024 * 1024;
/** Pixels along a side: no labelling tool shows a wider picture, so that a header which says more is damaged. */
const longestSide = 1_000_000;

/** Not every kind that image-size knows: some have no mark of their own, so that other files pass for them. */
const kinds: ReadonlySet<string> = new Set(['gif', 'jp2', 'jxl', 'jxl-stream', 'png', 'pnm', 'psd', 'webp']);

/** `MediaProblem` where the file is not a picture, or does not say its size. No pixel is read. */
export async function pictureSize(source: MediaSource): Promise<Size> {
  const window = mediaWindow(source, bytesAtFirst);
  const { width, height } = await sizeIn(source, window);
  const isSide = (side: number) => Number.isSafeInteger(side) && side > 0 && side <= longestSide;
  if (isSide(width) && isSide(height)) return { width, height };
  throw unreadable(source, `must have sides of 1 to ${longestSide} pixels, but says ${width} × ${height}`);
}

async function sizeIn(source: MediaSource, window: MediaWindow): Promise<Size> {
  const start = await window.upTo(0, bytesAtFirst);
  try {
    const beginning = start.toString('latin1', 0, 12);
    if (beginning.startsWith('\xff\xd8')) return await jpegSize(source, start);
    if (/^(II[*+]\0|MM\0[*+])/.test(beginning)) {
      const { orientation, ...size } = await tiffSize(source, start);
      return unlessTurned(source, orientation, size);
    }
    if (beginning.slice(4, 8) === 'ftyp') return await heifSize(source);
    if (beginning.startsWith('BM')) return bmpSize(start);
    if (/^(?:\xef\xbb\xbf)?\s*</.test(beginning)) return svgSize(source, start);
    const size = markedSize(beginning.slice(4, 8) === 'JXL ' ? await source.read(0, bytesAtMost) : start);
    if (beginning.startsWith('\x89PNG')) return unlessTurned(source, await pngOrientation(window), size);
    if (beginning.startsWith('RIFF')) return unlessTurned(source, await webpOrientation(window), size);
    return size;
  } catch (cause) {
    // What Buffer and image-size throw of bytes that are missing, or are not what they must be.
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw unreadable(source, 'must be a picture, but is none that can be read', { cause });
  }
}

/** In files of these kinds, some browsers and tools follow EXIF, and some do not. */
function unlessTurned(source: MediaSource, orientation: number, size: Size): Size {
  if (!isOnItsSide(orientation)) return size;
  const what = `is laid on its side by EXIF (orientation ${orientation}), which not every tool follows in a file of its kind`;
  throw new MediaProblem('media-unreadable', `${source.name} ${what}. Turn its pixels instead.`);
}

function markedSize(bytes: Uint8Array): Size {
  const { type, width, height } = headerSize(bytes);
  if (kinds.has(type)) return { width, height };
  throw new TypeError(`The kind ${type} has no mark of its own.`);
}

const unreadable = ({ name }: MediaSource, what: string, options?: ErrorOptions) =>
  new MediaProblem('media-unreadable', `${name} ${what}. Put the picture there that was labelled.`, options);
