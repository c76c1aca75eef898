import type { Pixels } from '../../kit/png.ts';

/** 0xRRGGBB of a pixel, counted row by row; 0 where it is black or transparent. */
export type ColourAt = (pixel: number) => number;

/** The colours of a PNG of at most 8 bits a channel, in whichever form it has them. */
export function pixelColours({ width, height, data, channels, depth, palette, transparency }: Pixels): ColourAt {
  const samples = depth < 8 ? unpacked(data, width, height, depth) : data;
  const at = (place: number): number => samples[place] ?? 0;
  if (palette) {
    const colours = palette.map(([red = 0, green = 0, blue = 0, alpha = 255]) =>
      alpha === 0 ? 0 : rgb(red, green, blue),
    );
    return (pixel) => colours[at(pixel)] ?? 0;
  }
  const [first = -1, second = first, third = first] = transparency ?? [];
  if (channels <= 2) {
    const scale = 255 / (2 ** depth - 1);
    return (pixel) => {
      const grey = at(pixel * channels);
      const isVisible = grey !== first && (channels === 1 || at(pixel * 2 + 1) > 0);
      return isVisible ? rgb(grey * scale, grey * scale, grey * scale) : 0;
    };
  }
  const hidden = first < 0 ? -1 : rgb(first, second, third);
  return (pixel) => {
    const start = pixel * channels;
    if (channels === 4 && at(start + 3) === 0) return 0;
    const colour = rgb(at(start), at(start + 1), at(start + 2));
    return colour === hidden ? 0 : colour;
  };
}

const rgb = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;

/** Samples of 1, 2 or 4 bits, whose rows each begin with a new byte → one byte each. */
function unpacked(data: Uint8Array, width: number, height: number, depth: number): Uint8Array {
  const samples = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  for (let pixel = 0; pixel < samples.length; pixel++) {
    const column = pixel % width;
    const byte = data[Math.floor(pixel / width) * rowBytes + Math.floor(column / perByte)] ?? 0;
    samples[pixel] = (byte >> (8 - depth * ((column % perByte) + 1))) & (2 ** depth - 1);
  }
  return samples;
}
