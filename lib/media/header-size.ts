import { imageSize } from 'image-size';
import type { Size } from './size.ts';

export type HeaderSize = Size & {
  /** In image-size's own word. */
  readonly type: string;
};

/** What image-size reads in the first bytes of a picture. Throws TypeError or RangeError for others. */
export function headerSize(bytes: Uint8Array): HeaderSize {
  // A copy, in memory of its own: image-size reads beyond the end of a view, where other files' bytes may be.
  const { type = '', width, height } = imageSize(new Uint8Array(bytes));
  return { type, width, height };
}
