import type { Place } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isFields,
  numberIn,
  textIn,
  wrongKind,
} from '../../kit/fields.ts';
import type { Range } from './lists.ts';

/** What the positions of a unit are: what its labels are keyed by, and what the ranges of its answers count. */
export type Timeline = 'whole' | 'frames' | 'pages' | 'nanoseconds' | 'milliseconds' | 'characters' | 'series';

/** One place that an answer holds for. `part` distinguishes it from the answer's other places in the same unit. */
export type Stretch = { readonly at: Place; readonly part?: number };

type Rules = {
  /** Whether labels are keyed by its positions. */
  readonly keyed: boolean;
  /** The place of an object at one position, unless that is the whole unit. */
  readonly at?: (position: number) => Place;
  /** The places that an answer's ranges mean. `pages` is how many there are, where that is known. */
  readonly ranges: (ranges: readonly Range[], path: FieldPath, pages: number | undefined) => readonly Stretch[];
};

export const whole: Place = { kind: 'whole' };

/** No document has as many pages; without a bound, one range could exhaust the memory. */
const mostPages = 100_000;

export const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6;

const halfOpen = (ranges: readonly Range[]) => ranges.map(([start, last]) => ({ start, end: last + 1 }));

/** Frames, pages and characters are counted; only time has fractions. */
function counted(ranges: readonly Range[], path: FieldPath): readonly Range[] {
  const broken = ranges.findIndex((range) => !range.every(Number.isSafeInteger));
  if (broken >= 0) throw invalidAt(path.at(broken), 'must be two whole numbers, but is not');
  return ranges;
}

export const timelines: Readonly<Record<Timeline, Rules>> = {
  /** Images and point clouds. Which images of a group a range means is decided before. */
  whole: { keyed: false, ranges: () => [{ at: whole }] },

  frames: {
    keyed: true,
    at: (frame) => ({ kind: 'frame', frame }),
    ranges: (ranges, path) => [{ at: { kind: 'frames', ranges: halfOpen(counted(ranges, path)) } }],
  },

  /** A label has a place for one page, but none for a range of pages. */
  pages: {
    keyed: true,
    at: (page) => ({ kind: 'page', page }),
    ranges(ranges, path, pages = mostPages) {
      const numbers = new Set<number>();
      for (const [first, last] of counted(ranges, path)) {
        // One page too many is Encord's miscount.
        if (last > pages)
          throw invalidAt(path, `must be within the ${pages} pages of the document, but reaches further`);
        for (let page = first; page <= last; page += 1) numbers.add(page);
      }
      return [...numbers].map((page) => ({ at: { kind: 'page', page }, part: page }));
    },
  },

  /** From the beginning of a continuous scene. */
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
   * From the beginning of an audio. A frame has a length, but a millisecond is an instant here: the SDK lets a range end at
   * the length of the audio itself (`AudioSpace._are_ranges_valid`), so the end stays as it is.
   */
  milliseconds: {
    keyed: false,
    ranges: (ranges) => [{ at: { kind: 'time', ranges: ranges.map(([start, end]) => ({ start, end })) } }],
  },

  /** In UTF-16 units, as the editor counts them, which runs in a browser. */
  characters: {
    keyed: false,
    ranges: (ranges, path) => [{ at: { kind: 'text', ranges: halfOpen(counted(ranges, path)) } }],
  },

  /** In a label, both ends belong to a stretch of a time series, as in Encord. */
  series: {
    keyed: false,
    ranges: (ranges) =>
      ranges.map(([start, end]) => ({
        at: { kind: 'series', start, end },
        ...(ranges.length > 1 ? { part: start } : {}),
      })),
  },
};

type Markup = Extract<Place, { kind: 'markup' }>;
type MarkupRange = Markup['ranges'][number];

/** Ranges in a web page join two of its nodes; all other ranges join two numbers. */
export const isMarkup = (range: unknown): boolean => isFields(range) || (Array.isArray(range) && isFields(range[0]));

/**
 * Each range is `{ start, end }`, or a list of the two. Both ends are boundaries between characters, as in the DOM
 * (https://dom.spec.whatwg.org/#concept-range-bp): the end is not one further than Encord says.
 */
export const markupOf = (ranges: readonly unknown[], path: FieldPath): Markup => ({
  kind: 'markup',
  ranges: ranges.map((range, index): MarkupRange => {
    const at = path.at(index);
    if (!Array.isArray(range)) {
      const fields = asFields(range, at);
      return {
        start: boundaryOf(fieldsIn(fields, 'start', at), at.at('start')),
        end: boundaryOf(fieldsIn(fields, 'end', at), at.at('end')),
      };
    }
    if (range.length !== 2) throw wrongKind(at, 'a start and an end', range);
    const [start, end] = [at.at(0), at.at(1)];
    return { start: boundaryOf(asFields(range[0], start), start), end: boundaryOf(asFields(range[1], end), end) };
  }),
});

const boundaryOf = (node: Fields, path: FieldPath): MarkupRange['start'] => ({
  xpath: textIn(node, 'xpath', path),
  offset: numberIn(node, 'offset', path),
});
