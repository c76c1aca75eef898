import { createHash } from 'node:crypto';

const saturation = 0.75;
/** Dark enough for white letters, and to be seen on white paper. */
const lightness = [0.27, 0.36, 0.45];

/** `#rrggbb`, of the name of the class alone: the same in every label, file, format and run. */
export function colourOf(category: string): string {
  const digest = createHash('sha256').update(category).digest();
  const hue = digest.readUInt16BE(0) % 360;
  const light = lightness[digest.readUInt8(2) % lightness.length] ?? 0.4;
  return `#${[0, 8, 4].map((part) => hexadecimal(channel(hue, light, part))).join('')}`;
}

/** HSL to red, green or blue, from 0 to 1: https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function channel(hue: number, light: number, part: number): number {
  const k = (part + hue / 30) % 12;
  return light - saturation * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
}

const hexadecimal = (value: number): string =>
  Math.round(value * 255)
    .toString(16)
    .padStart(2, '0');
