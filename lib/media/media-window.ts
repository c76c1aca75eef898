import { MediaProblem, type MediaSource } from './media-source.ts';

/** Bytes of a medium, from `start` on, as many as asked for. */
export type MediaWindow = {
  /** `MediaProblem` where the medium ends before. */
  at(start: number, length: number): Promise<Buffer>;
  /** Up to `length` bytes: fewer only where the medium ends. */
  upTo(start: number, length: number): Promise<Buffer>;
};

/** Reads at least so many bytes at once and keeps the last ones: the parts of a header lie close together, and each read is a request. */
export function mediaWindow(source: MediaSource, bytesAtOnce: number): MediaWindow {
  let kept: Buffer = Buffer.alloc(0);
  let keptFrom = 0;
  let end = Number.POSITIVE_INFINITY; // once a read has shown it
  const upTo: MediaWindow['upTo'] = async (start, length) => {
    if (start < keptFrom || Math.min(start + length, end) > keptFrom + kept.length) {
      const wanted = Math.max(length, bytesAtOnce);
      const read = await source.read(start, start + wanted);
      if (read.length < wanted) end = Math.min(end, start + read.length);
      kept = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
      keptFrom = start;
    }
    return kept.subarray(start - keptFrom, start - keptFrom + length);
  };
  return {
    upTo,
    async at(start, length) {
      const bytes = await upTo(start, length);
      if (bytes.length === length) return bytes;
      throw new MediaProblem(
        'media-unreadable',
        `${source.name} must have ${length} bytes at byte ${start}, but ends before. The file is cut off, or its header is wrong.`,
      );
    },
  };
}
