import type { VideoFacts, WantedFacts } from './frame-times.ts';
import { matroskaVideo } from './matroska-video.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import { mediaWindow } from './media-window.ts';
import { mp4Video } from './mp4-video.ts';

const bytesAtOnce = 256 * 1024;

/**
 * Of an MP4, MOV, Matroska or WebM file, of which only headers are read, and those of frames only where they are wanted.
 * `MediaProblem` where it is none of them.
 */
export async function videoFacts(source: MediaSource, wanted: WantedFacts): Promise<VideoFacts> {
  const window = mediaWindow(source, bytesAtOnce);
  const start = await window.upTo(0, 12);
  const kind = kinds.find(({ isOf }) => isOf(start));
  if (!kind) {
    throw new MediaProblem(
      'media-unreadable',
      `${source.name} must be an MP4, MOV, Matroska or WebM file, but is not. Its size and its frames are not known.`,
    );
  }
  try {
    return await kind.read(source, window, wanted);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // what Buffer throws of bytes that are not there
    throw new MediaProblem('media-unreadable', `${source.name} must have a whole header, but parts are missing.`, {
      cause,
    });
  }
}

const mp4Types: ReadonlySet<string> = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp']);
const kinds = [
  { isOf: (start: Buffer) => mp4Types.has(start.toString('latin1', 4, 8)), read: mp4Video },
  { isOf: (start: Buffer) => start.length >= 4 && start.readUInt32BE(0) === 0x1a45dfa3, read: matroskaVideo },
];
