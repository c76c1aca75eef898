import { type DecodedPng, decode, hasPngSignature } from 'fast-png';
import { runsBetween } from '../../../label/rle.ts';
import { invalidAt } from './fields.ts';

type Size = { readonly width: number; readonly height: number };

const prefix = 'data:image/png;base64,';
/** Of an image of 128 MB unpacked; decoding takes about three times as much, and a step has 1,024 MB. */
const mostPixels = 32 * 1024 * 1024;
const channels = 4;
const alphaChannel = 3;
const halfOpaque = 128;

// https://www.w3.org/TR/png-3/#11IHDR
const headerEnd = 33;
const widthAt = 16;
const heightAt = 20;

/**
 * The picture that the BitMask tool draws, black on nothing, as the browser writes it: PNG of 8 bits a channel with alpha,
 * in a data URL. → row-major runs of the pixels that are at least half opaque, beginning with background.
 * https://labelstud.io/tags/bitmask
 */
export function bitmapRuns(url: unknown, { width, height }: Size, path: string): number[] {
  if (typeof url !== 'string' || !url.startsWith(prefix)) throw invalidAt(path, 'must be a PNG in a data URL');
  const file = Buffer.from(url.slice(prefix.length), 'base64');
  if (file.length < headerEnd || !hasPngSignature(file)) throw invalidAt(path, 'holds no PNG');
  // Before anything is unpacked: a few kilobytes may hold a picture that fills the memory.
  if (file.readUInt32BE(widthAt) !== width || file.readUInt32BE(heightAt) !== height) {
    throw invalidAt(path, 'is a picture of another size than original_width and original_height say');
  }
  if (width * height > mostPixels) throw invalidAt(path, `has more than ${mostPixels} pixels`);
  const { data, depth, channels: found } = decoded(file, path);
  if (found !== channels || depth !== 8) throw invalidAt(path, 'is no PNG of 8 bits a channel with alpha');
  const changes: number[] = [];
  let inside = false;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if ((data[pixel * channels + alphaChannel] ?? 0) >= halfOpaque === inside) continue;
    inside = !inside;
    changes.push(pixel);
  }
  return runsBetween(changes, width * height);
}

function decoded(file: Uint8Array, path: string): DecodedPng {
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    throw invalidAt(path, `is a damaged PNG (${cause instanceof Error ? cause.name : 'error'})`);
  }
}
