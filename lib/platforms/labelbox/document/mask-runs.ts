import { runsBetween } from '../../../label/rle.ts';
import { type FieldPath, invalidAt } from '../../kit/fields.ts';
import { readPng } from '../../kit/png.ts';
import type { MaskColour } from './mask-addresses.ts';
import { type ColourAt, pixelColours } from './pixel-colours.ts';

export type MaskRuns = {
  readonly width: number;
  readonly height: number;
  /** Row by row, beginning with background, for each colour that was asked for. */
  readonly runs: ReadonlyMap<MaskColour, number[]>;
  /** Nothing but background. */
  readonly isBlank: boolean;
};

/** A picture with more borders than this is noise, not a mask; as JSON, a label with so many runs would be too large. */
const mostBorders = 6_000_000;

/** The runs of colours in the PNG of a mask. Colours are compared exactly, so it must not have been resampled. */
export function maskRuns(file: Uint8Array, colours: ReadonlySet<MaskColour>, path: FieldPath): MaskRuns {
  const png = readPng(file, path);
  const { width, height } = png;
  const pixels = width * height;
  const runs = new Map<MaskColour, number[]>();
  const { borders, count } = bordersOf(pixelColours(png.pixels()), pixels, colours, path);
  for (const [colour, places] of borders) runs.set(colour, runsBetween(places, pixels));
  return { width, height, runs, isBlank: count === 0 };
}

/** For each colour: the pixels where it begins and where it ends, alternating. */
function bordersOf(
  colourAt: ColourAt,
  pixels: number,
  colours: ReadonlySet<MaskColour>,
  path: FieldPath,
): { readonly borders: ReadonlyMap<MaskColour, number[]>; readonly count: number } {
  const borders = new Map<MaskColour, number[]>([...colours].map((colour) => [colour, []]));
  const any = borders.get('any');
  let count = 0;
  let before = 0;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const colour = colourAt(pixel);
    if (colour === before) continue;
    if (++count > mostBorders)
      throw invalidAt(path, `has more than ${mostBorders} changes of colour, which no mask has`);
    if (any && (colour === 0) !== (before === 0)) any.push(pixel);
    borders.get(before)?.push(pixel);
    borders.get(colour)?.push(pixel);
    before = colour;
  }
  return { borders, count };
}
