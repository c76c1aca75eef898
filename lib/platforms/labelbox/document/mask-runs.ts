import { InvalidLabel } from '../../../contracts/errors.ts';
import { runsBetween } from '../../../label/rle.ts';
import type { MaskColour } from './mask-addresses.ts';
import type { Path } from './parts.ts';
import { type Picture, readPicture } from './pixel-colours.ts';

/** Row-major runs, starting with background, of each colour that was asked for and stands in the picture. */
export type DecodedMasks = {
  readonly width: number;
  readonly height: number;
  readonly runs: ReadonlyMap<MaskColour, number[]>;
};

/** A picture that has more borders than this is noise, and no mask. */
const mostBorders = 20_000_000;

/** The runs of colours in a mask's picture. Colours are compared exactly, so it must not have been resampled. */
export function decodeMasks(file: Uint8Array, colours: ReadonlySet<MaskColour>, path: Path): DecodedMasks {
  const picture = readPicture(file, path);
  const { width, height } = picture;
  const runs = [...bordersOf(picture, colours, path)].map(
    ([colour, places]) => [colour, runsBetween(places, width * height)] as const,
  );
  return { width, height, runs: new Map(runs) };
}

/** Of each colour: the pixels where it begins and where it ends, in turns. */
function bordersOf(
  { width, height, colourAt }: Picture,
  colours: ReadonlySet<MaskColour>,
  path: Path,
): Map<MaskColour, number[]> {
  const borders = new Map<MaskColour, number[]>([...colours].map((colour) => [colour, []]));
  const any = borders.get('any');
  let count = 0;
  let before = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const colour = colourAt(pixel);
    if (colour === before) continue;
    if (++count > mostBorders)
      throw new InvalidLabel(`${path} is no mask: more than ${mostBorders} changes of colour.`);
    if (any && (colour === 0) !== (before === 0)) any.push(pixel);
    borders.get(before)?.push(pixel);
    borders.get(colour)?.push(pixel);
    before = colour;
  }
  return borders;
}
