import { runsBetween } from './rle.ts';

/** A decoded picture: its values row by row, `channels` a pixel: grey, grey and alpha, RGB, or RGBA. */
export type Pixels = {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
};

/** Red, green, blue, from 0 to 255. */
export type Colour = readonly [number, number, number];

/**
 * The pixels of exactly this colour → row-major runs. A grey picture has the colours of equal parts; alpha is not looked
 * at. Throws RangeError unless the picture holds the values of all its pixels.
 */
export function maskOfColour(pixels: Pixels, [red, green, blue]: Colour): number[] {
  const { channels, data } = pixels;
  const scale = data instanceof Uint16Array ? 257 : 1; // 255 × 257 is the brightest of 16 bits
  const [wantedRed, wantedGreen, wantedBlue] = [red * scale, green * scale, blue * scale];
  const [toGreen, toBlue] = channels < 3 ? [0, 0] : [1, 2];
  return runsWhere(
    pixels,
    (place) =>
      data[place] === wantedRed && data[place + toGreen] === wantedGreen && data[place + toBlue] === wantedBlue,
  );
}

/** The pixels that are not black → row-major runs; alpha is not looked at. Throws RangeError as `maskOfColour` does. */
export function maskOfNonBlack(pixels: Pixels): number[] {
  const black = maskOfColour(pixels, [0, 0, 0]);
  return black[0] === 0 ? black.slice(1) : [0, ...black];
}

function runsWhere({ width, height, channels, data }: Pixels, isForeground: (place: number) => boolean): number[] {
  const count = width * height;
  if (![1, 2, 3, 4].includes(channels) || data.length !== count * channels) {
    throw new RangeError(
      `A picture of ${width} × ${height} with ${channels} channels does not have ${data.length} values.`,
    );
  }
  const changes: number[] = [];
  let inside = false;
  for (let pixel = 0; pixel < count; pixel += 1) {
    if (isForeground(pixel * channels) === inside) continue;
    inside = !inside;
    changes.push(pixel);
  }
  return runsBetween(changes, count);
}
