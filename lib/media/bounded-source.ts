import { MediaProblem, type MediaSource } from './media-source.ts';

/** What one reading of a file may cost at most. Each read is a request where the file is elsewhere. */
export type MediaBounds = { readonly bytes: number; readonly reads: number };

export type BoundedSource = MediaSource & {
  /** How many bytes were read so far. */
  readonly bytesRead: number;
};

/** The source, which refuses what is beyond the bounds before it asks for it, and an answer that is longer than was asked for. */
export function boundedSource(source: MediaSource, bounds: MediaBounds): BoundedSource {
  const { name, bytes } = source;
  let [bytesRead, reads] = [0, 0];
  const refuse = (what: string) => new MediaProblem('media-too-large', `${name} must ${what}, but is longer.`);
  return {
    name,
    bytes,
    get bytesRead() {
      return bytesRead;
    },
    async read(start, end) {
      const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
      if (!isRange) throw new MediaProblem('media-unreadable', `${name} points to a place that no file has.`);
      const last = Math.min(end, bytes ?? end);
      if (last <= start) return new Uint8Array();
      if (bytesRead + last - start > bounds.bytes) throw refuse(`say it within ${bounds.bytes} bytes`);
      reads += 1;
      if (reads > bounds.reads) throw refuse(`say it within ${bounds.reads} reads`);
      bytesRead += last - start; // before the answer is there: reads may run at once
      const answer = await source.read(start, last);
      return answer.length > last - start ? answer.subarray(0, last - start) : answer;
    },
  };
}
