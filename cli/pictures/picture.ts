import { imageSize } from 'image-size';

/**
 * A picture for a drawing. Its address is the picture itself: what is written needs no other file, goes on showing it
 * wherever it is sent, and names no place that a browser would ask.
 */
export type Picture = {
  /** Absent where a page cannot hold it. */
  readonly address?: string;
  /** As it is shown. */
  readonly width: number;
  readonly height: number;
};

export type KnownPicture = Picture & { readonly address: string };

/** Why a picture cannot be shown. */
export class PictureNotShown extends Error {}

const kinds: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  bmp: 'image/bmp',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/** Of one picture: with a third more, as base64 has it, a browser still shows a page of it without waiting. */
export const mostBytes = 32 * 1024 * 1024;

/** `name` is what an error calls it. Throws PictureNotShown. */
export function pictureOf(bytes: Uint8Array, name: string): KnownPicture {
  const { type = 'another', width, height, orientation = 1 } = sizeOf(bytes, name);
  const kind = kinds[type];
  if (kind === undefined) {
    throw new PictureNotShown(
      `${name} must be PNG, JPEG, GIF, WebP, AVIF or BMP, which browsers show, but is ${type}.`,
    );
  }
  if (bytes.length > mostBytes) {
    throw new PictureNotShown(
      `${name} must be at most ${mostBytes} bytes long to be put into a page, but is ${bytes.length}.`,
    );
  }
  // Browsers show a picture the way its EXIF says, in which five to eight lie on their side.
  const [across, down] = orientation >= 5 ? [height, width] : [width, height];
  const address = `data:${kind};base64,${Buffer.from(bytes).toString('base64')}`;
  return { address, width: across, height: down };
}

function sizeOf(bytes: Uint8Array, name: string): ReturnType<typeof imageSize> {
  try {
    return imageSize(bytes);
  } catch (cause) {
    throw new PictureNotShown(`${name} must be a picture, but is none that can be read.`, { cause });
  }
}
