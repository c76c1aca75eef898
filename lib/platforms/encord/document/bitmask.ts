import type { Shape } from '../../../label/label.ts';
import { decodeCounts, runsBetween } from '../../../label/rle.ts';
import { type FieldPath, type Fields, invalidAt, isMissing, numberIn, textIn } from '../../kit/fields.ts';
import { type Degenerate, degenerate, nowhere } from '../../kit/kept-shape.ts';
import { drawnIn, type Unsupported, unsupported } from './drawn.ts';
import { keys } from './known-keys.ts';
import type { Scale } from './scale.ts';

type Rectangle = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

/** Taller pictures do not exist, but a few bytes of code could ask for a run in each of their rows. */
const mostRows = 2 ** 20;

/** COCO's string code, but of runs in ROW-major order, as in the model. */
export function bitmaskOf(fields: Fields, path: FieldPath, scale: Scale): Shape | Degenerate | Unsupported {
  const at = path.at('bitmask');
  const mask = drawnIn(fields, 'bitmask', path, keys.bitmask, ['rleString']);
  if (!mask) return nowhere;
  const isUnplaced = isMissing(mask.left) && isMissing(mask.top); // then it must be as large as the picture
  const [left, top] = isUnplaced ? [0, 0] : [numberIn(mask, 'left', at), numberIn(mask, 'top', at)];
  const [width, height] = [numberIn(mask, 'width', at), numberIn(mask, 'height', at)];
  if (width === 0 || height === 0) return degenerate('a mask of no width or no height');
  if (!scale.isPixels) return unsupported(at, 'must be on a picture of known size, but the width or height is missing');
  const isWhole = left === 0 && top === 0 && width === scale.width && height === scale.height;
  if (!isWhole && !isPart({ left, top, width, height }, scale)) {
    throw invalidAt(
      at,
      `must cover the whole picture of ${scale.width} × ${scale.height} pixels, or a part that begins elsewhere than at (0, 0), ` +
        `but covers ${width} × ${height} pixels at (${left}, ${top})`,
    );
  }
  const counts = filledUp(countsIn(mask, 'rleString', at), width * height, at.at('rleString'));
  return {
    kind: 'mask',
    width: scale.width,
    height: scale.height,
    counts: isWhole ? counts : inPicture(counts, { left, top, width, height }, scale),
  };
}

/** A smaller mask at (0, 0) is none: it may as well be one of the picture in another size. */
const isPart = ({ left, top, width, height }: Rectangle, picture: Scale): boolean =>
  [left, top, width, height].every((side) => Number.isInteger(side) && side >= 0) &&
  (left > 0 || top > 0) &&
  left + width <= picture.width &&
  top + height <= picture.height &&
  picture.height <= mostRows;

/** Encord's SDK, too, takes what is missing at the end for background. */
function filledUp(counts: readonly number[], pixels: number, path: FieldPath): number[] {
  const missing = pixels - counts.reduce((sum, run) => sum + run, 0);
  if (missing < 0) throw invalidAt(path, `must be the code of ${pixels} pixels, but is of more`);
  if (missing === 0) return [...counts];
  const last = counts.length % 2 === 1 ? counts.at(-1) : undefined;
  return last === undefined ? [...counts, missing] : [...counts.slice(0, -1), last + missing];
}

/** Runs of the part → runs of the picture. */
function inPicture(counts: readonly number[], { left, top, width }: Rectangle, picture: Scale): number[] {
  const changes: number[] = [];
  let start = 0;
  for (const [index, run] of counts.entries()) {
    const end = start + run;
    while (index % 2 === 1 && start < end) {
      const row = Math.floor(start / width);
      const stop = Math.min(end, (row + 1) * width);
      const rowStart = (top + row) * picture.width + left - row * width;
      changes.push(rowStart + start, rowStart + stop);
      start = stop;
    }
    start = end;
  }
  return runsBetween(changes, picture.width * picture.height);
}

/** An empty text is the code of no runs at all. */
export function countsIn(fields: Fields, key: string, path: FieldPath): number[] {
  const code = fields[key];
  try {
    return code === '' ? [] : decodeCounts(textIn(fields, key, path));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalidAt(path.at(key), `must be a run-length code, but is not: ${cause.message}`);
  }
}
