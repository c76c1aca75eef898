import type { MediaSource } from '../../lib/media/media-source.ts';

/** A file in memory that counts what is read of it. */
export function sourceOf(
  content: Uint8Array | string,
  name = 'files/1',
): MediaSource & { readonly ranges: [number, number][] } {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const ranges: [number, number][] = [];
  return {
    name,
    ranges,
    async read(start, end) {
      ranges.push([start, end]);
      return bytes.subarray(start, end);
    },
  };
}

/** A file of any length whose bytes are made as they are read. */
export const madeSource = (byteAt: (place: number) => number, name = 'files/1'): MediaSource => ({
  name,
  read: async (start, end) => Uint8Array.from({ length: end - start }, (_, index) => byteAt(start + index)),
});
