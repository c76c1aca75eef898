import * as z from 'zod/mini';
import type { ShapeKind, Track } from '../label/label.ts';
import type { Need } from '../label/need.ts';
import type { VideoObject } from './video-objects.ts';

/**
 * Which frames of a video are pictures of a data set. `none`: videos are left out. `keys`: those in which somebody drew
 * something. `every`: all of them. A number: each so many frames, from frame 0.
 */
const step = z.int().check(z.positive(), z.lte(1_000_000));
export const framesOption = z._default(z.union([z.enum(['none', 'keys', 'every']), step]), 'none');
/** Of a format of videos, of which some frames are always chosen. */
export const chosenFrames = z.union([z.enum(['keys', 'every']), step]);
export type ChosenFrames = z.output<typeof framesOption>;

/** What cannot be left open of a video: to draw those frames of it in which something was drawn, it need not be known how many it has. */
export const videoNeeds = (frames: ChosenFrames): readonly Need[] => {
  if (frames === 'none') return [];
  return frames === 'keys' ? ['video-size'] : ['video-size', 'frames'];
};

/** The word of the tree: undefined where videos are left out. */
export const framesWord = (frames: ChosenFrames): string | undefined =>
  frames === 'none' ? undefined : `frames-${frames}`;

type Choice = {
  readonly count: number;
  /** Ascending. */
  all(): readonly number[];
  /** How many of them are in these ranges, which do not overlap. */
  within(ranges: Track['frames']): number;
};

/** `count`: of the frames of the video, for what is not chosen by what is drawn. */
export function choiceOf<Kind extends ShapeKind>(
  frames: ChosenFrames,
  count: number,
  objects: readonly VideoObject<Kind>[],
): Choice {
  if (typeof frames === 'string' && frames !== 'every') {
    const drawn = objects.flatMap((object) => object.drawn);
    const keys = new Set(drawn.filter(({ annotation }) => annotation.keyFrame !== false).map(({ frame }) => frame));
    const all = [...keys].sort((one, other) => one - other);
    return {
      count: all.length,
      all: () => all,
      within: (ranges) => all.filter((frame) => ranges.some(({ start, end }) => start <= frame && frame < end)).length,
    };
  }
  const step = frames === 'every' ? 1 : frames;
  const before = (frame: number) => Math.ceil(Math.min(frame, count) / step);
  return {
    count: before(count),
    all: () => Array.from({ length: before(count) }, (_, index) => index * step),
    within: (ranges) => ranges.reduce((sum, { start, end }) => sum + Math.max(before(end) - before(start), 0), 0),
  };
}
