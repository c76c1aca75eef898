import { InvalidLabel } from '../../../contracts/errors.ts';
import type { ShapeOf, Unit } from '../../../label/label.ts';
import { runsBetween } from '../../../label/rle.ts';
import { decodeAlphaMask } from '../../../label/rle-pack.ts';
import { type FieldPath, type Fields, invalidAt, isMissing, listIn, textIn } from '../../kit/fields.ts';
import { type Degenerate, degenerate } from '../../kit/kept-shape.ts';
import { readPng } from '../../kit/png.ts';

/** What a brush painted, packed: https://labelstud.io/tags/brush */
export function brush(value: Fields, unit: Unit, path: FieldPath): ShapeOf<'mask'> | Degenerate {
  const size = sizeOf(unit, path);
  if (!isMissing(value.format) && value.format !== 'rle') {
    throw invalidAt(path.at('format'), 'must be "rle", but is another format');
  }
  const bytes = listIn(value, 'rle', path) as readonly number[]; // decodeAlphaMask checks each one as it reads it
  if (bytes.length === 0) return degenerate('a mask of no bytes');
  try {
    return { kind: 'mask', ...size, counts: decodeAlphaMask(bytes, size) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidLabel(`${path.at('rle')}: ${error.message}`, { cause: error });
  }
}

const dataUrl = 'data:image/png;base64,';
const channels = 4;
const alphaChannel = 3;
const halfOpaque = 128;

/**
 * What the BitMask tool drew, black on nothing, as the browser writes it: a PNG of 8 bits a channel with alpha, in a data
 * URL. Pixels that are at least half opaque are in the mask. https://labelstud.io/tags/bitmask
 */
export function bitmap(value: Fields, unit: Unit, path: FieldPath): ShapeOf<'mask'> {
  const size = sizeOf(unit, path);
  const urlPath = path.at('imageDataURL');
  const url = textIn(value, 'imageDataURL', path);
  if (!url.startsWith(dataUrl)) throw invalidAt(urlPath, 'must be a PNG in a data URL, but is another string');
  const png = readPng(Buffer.from(url.slice(dataUrl.length), 'base64'), urlPath);
  if (png.width !== size.width || png.height !== size.height) {
    throw invalidAt(
      urlPath,
      `must be a picture of ${size.width} × ${size.height} pixels (original_width, original_height), but is one of ${png.width} × ${png.height}`,
    );
  }
  if (png.channels !== channels || png.depth !== 8) {
    throw invalidAt(urlPath, `must be a PNG with 4 channels of 8 bits, but has ${png.channels} of ${png.depth} bits`);
  }
  return { kind: 'mask', ...size, counts: opaqueRuns(png.pixels().data, size.width * size.height) };
}

/** Row-major runs of the pixels that are at least half opaque, beginning with background. */
function opaqueRuns(rgba: ArrayLike<number>, pixels: number): number[] {
  const changes: number[] = [];
  let isInside = false;
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    if ((rgba[pixel * channels + alphaChannel] ?? 0) >= halfOpaque === isInside) continue;
    isInside = !isInside;
    changes.push(pixel);
  }
  return runsBetween(changes, pixels);
}

/** A mask has as many pixels as its picture, whose size only a result has. */
function sizeOf({ width, height }: Unit, path: FieldPath): { readonly width: number; readonly height: number } {
  if (width !== undefined && height !== undefined) return { width, height };
  throw invalidAt(path, 'is a mask, whose result must have original_width and original_height');
}
