import type { Place } from '../../../label/label.ts';
import { type FieldPath, invalidAt } from '../../kit/fields.ts';
import type { Range } from './lists.ts';

export type Timeline = 'whole' | 'frames' | 'pages' | 'nanoseconds' | 'milliseconds' | 'characters' | 'series';

/** One place that an answer holds for; `part` tells it from the answer's other places in the same unit. */
export type Stretch = { readonly at: Place; readonly part?: number };

type Rules = {
  /** Whether labels are keyed by its positions. */
  readonly keyed: boolean;
  /** The place of an object that stands at one position, where that is not the whole. */
  readonly at?: (position: number) => Place;
  /** The places that an answer's ranges mean. `pages` is how many there are, where it is known. */
  readonly ranges: (ranges: readonly Range[], path: FieldPath, pages: number | undefined) => readonly Stretch[];
};

export const whole: Place = { kind: 'whole' };

/** An answer about more pages than any document has would only serve to exhaust the memory. */
const mostPages = 100_000;

export const milliseconds = (nanoseconds: number) => nanoseconds / 1e6;

const halfOpen = (ranges: readonly Range[]) => ranges.map(([start, last]) => ({ start, end: last + 1 }));

/** What the ranges of a unit count, and which places of the label they are. */
export const timelines: Readonly<Record<Timeline, Rules>> = {
  /** Images and point clouds. Which of the images of a group a range means is decided before. */
  whole: { keyed: false, ranges: () => [{ at: whole }] },

  frames: {
    keyed: true,
    at: (frame) => ({ kind: 'frame', frame }),
    ranges: (ranges) => [{ at: { kind: 'frames', ranges: halfOpen(ranges) } }],
  },

  /** The label has a place for one page, none for a range of them. */
  pages: {
    keyed: true,
    at: (page) => ({ kind: 'page', page }),
    ranges(ranges, path, pages = mostPages) {
      const held = new Set<number>();
      for (const [first, last] of ranges) {
        if (last >= pages) throw invalidAt(path, `reaches past the last of ${pages} pages`);
        for (let page = first; page <= last; page += 1) held.add(page);
      }
      return [...held].map((page) => ({ at: { kind: 'page', page }, part: page }));
    },
  },

  /** Of a continuous scene, from its beginning. */
  nanoseconds: {
    keyed: true,
    ranges: (ranges) => [
      {
        at: {
          kind: 'time',
          ranges: halfOpen(ranges).map(({ start, end }) => ({ start: milliseconds(start), end: milliseconds(end) })),
        },
      },
    ],
  },

  /**
   * Of an audio. Unlike a frame, a millisecond is an instant here, not something that has a length of its own: the SDK
   * lets a range end at the length of the audio itself (`AudioSpace._are_ranges_valid`), so the end stays as it is.
   */
  milliseconds: {
    keyed: false,
    ranges: (ranges) => [{ at: { kind: 'time', ranges: ranges.map(([start, end]) => ({ start, end })) } }],
  },

  /** Of a text, as the editor counts them, which runs in a browser: UTF-16 units. */
  characters: {
    keyed: false,
    ranges: (ranges) => [{ at: { kind: 'text', ranges: halfOpen(ranges) } }],
  },

  /** The label's stretch of a time series has both ends in it, as Encord's ranges do. */
  series: {
    keyed: false,
    ranges: (ranges) =>
      ranges.map(([start, end]) => ({
        at: { kind: 'series', start, end },
        ...(ranges.length > 1 ? { part: start } : {}),
      })),
  },
};
