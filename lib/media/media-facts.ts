import type { Unit } from '../label/label.ts';
import type { Need } from '../label/need.ts';
import { boundedSource, type MediaBounds } from './bounded-source.ts';
import { MediaProblem, type MediaSource, type MediaSources } from './media-source.ts';

const mebibyte = 1024 * 1024;

/**
 * The facts of a unit that its files say. Throws `MediaProblem` where they do not say them. Each file is read within
 * `bounds`; its reader is loaded only where it is needed.
 */
type MediaReader = {
  readonly bounds: MediaBounds;
  read(sources: MediaSources, unit: Unit): Promise<Partial<Unit>>;
};

const size: MediaReader = {
  bounds: { bytes: 32 * mebibyte, reads: 64 },
  read: async ([source]) => (await import('./picture-size.ts')).pictureSize(source),
};

const frames: MediaReader = {
  bounds: { bytes: 192 * mebibyte, reads: 4096 },
  read: async ([source]) => (await import('./video.ts')).videoFacts(source, 'frames'),
};

const readers: { readonly [N in Need]: MediaReader } = {
  size,
  'drawn-size': size,
  text: {
    bounds: { bytes: 13 * mebibyte, reads: 1 },
    read: async ([source]) => (await import('./whole-text.ts')).wholeText(source),
  },
  rate: frames,
  frames,
  'video-size': {
    bounds: { bytes: 80 * mebibyte, reads: 256 },
    read: async ([source]) => (await import('./video.ts')).videoFacts(source, 'size'),
  },
  duration: {
    bounds: { bytes: 192 * mebibyte, reads: 4096 },
    read: async ([source]) => (await import('./duration.ts')).durationFacts(source),
  },
  /** Of each file of a series. */
  geometry: {
    bounds: { bytes: 18 * mebibyte, reads: 8 },
    read: async (sources, unit) => (await import('./volume.ts')).volumeFacts(sources, unit),
  },
  layout: {
    bounds: { bytes: 17 * mebibyte, reads: 1 },
    read: async ([source], unit) => (await import('./text-layer.ts')).textLayer(source, unit),
  },
};

/** What its files say of a unit. `MediaProblem` where they do not, and what a source throws. */
export async function mediaFacts(need: Need, sources: MediaSources, unit: Unit): Promise<Partial<Unit>> {
  const { bounds, read } = readers[need];
  const bounded = (source: MediaSource) => boundedSource(source, bounds);
  const [first, ...others] = sources;
  try {
    return await read([bounded(first), ...others.map(bounded)], unit);
  } catch (error) {
    // What reads a part of a file does not know its name; a volume is called by its own.
    const isNamed = ({ message }: MediaProblem) => need === 'geometry' || message.startsWith(first.name);
    if (!(error instanceof MediaProblem) || isNamed(error)) throw error;
    throw new MediaProblem(error.reason, `${first.name}: ${error.message}`, { cause: error });
  }
}
