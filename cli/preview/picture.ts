import { readFileSync, statSync } from 'node:fs';
import { imageSize } from 'image-size';
import { unitFilesIn } from '../unit-files.ts';

/** A picture that every browser shows, in the drawing itself: it needs no other file, and names none. */
export type Picture = { readonly address: string; readonly width: number; readonly height: number };

/** The pictures that `--image` names: one, or those of a folder under the names of their units. */
export type Pictures = { of(unit: { readonly name: string }): Picture | undefined };

const kinds: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

const mostBytes = 32 * 1024 * 1024;

export function picturesIn(path: string | undefined): Pictures {
  if (path === undefined) return { of: () => undefined };
  if (!statSync(path).isDirectory()) {
    const picture = pictureAt(path);
    return { of: () => picture };
  }
  const files = unitFilesIn(path);
  return {
    of(unit) {
      const file = files.of(unit);
      return file === undefined ? undefined : pictureAt(file);
    },
  };
}

function pictureAt(file: string): Picture {
  const bytes = readFileSync(file);
  const { type = 'another', width, height, orientation = 1 } = sizeOf(file, bytes);
  const kind = kinds[type];
  if (kind === undefined) {
    throw new Error(`${file} must be PNG, JPEG, GIF, WebP, AVIF or BMP, which browsers show, but is ${type}.`);
  }
  if (bytes.length > mostBytes) {
    throw new Error(`${file} must be at most ${mostBytes} bytes long to be put into a page, but is ${bytes.length}.`);
  }
  // Browsers show a picture the way its EXIF says, in which five to eight lie on their side.
  const [across, down] = orientation >= 5 ? [height, width] : [width, height];
  return { address: `data:${kind};base64,${bytes.toString('base64')}`, width: across, height: down };
}

function sizeOf(file: string, bytes: Uint8Array): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch (cause) {
    throw new Error(`${file} must be a picture, but is none that can be read.`, { cause });
  }
}
