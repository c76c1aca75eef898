import { asList, type FieldPath, type Fields, invalidAt, ownField } from '../../kit/fields.ts';
import { isEmpty } from './parts.ts';

/** Half-open. */
export type Range = { readonly start: number; readonly end: number };
export type ToRange = (start: number, end: number) => Range;

/** Labelbox counts frames from 1, and the last frame of a segment belongs to it. */
export const framesRange: ToRange = (start, end) => ({ start: start - 1, end });
/** Milliseconds are instants on a line: a segment ends at its end, whether or not that instant counts as part of it. */
export const timeRange: ToRange = (start, end) => ({ start, end });

/** `segments {feature id: [[start, end], …]}`: when an object is visible, or an answer holds. Between two segments it is not. */
export class Segments {
  readonly #segments: Fields;
  readonly #path: FieldPath;
  readonly #toRange: ToRange;
  readonly #read = new Set<string>();

  constructor(segments: Fields, path: FieldPath, toRange: ToRange) {
    this.#segments = segments;
    this.#path = path;
    this.#toRange = toRange;
  }

  has(feature: string): boolean {
    return !isEmpty(ownField(this.#segments, feature));
  }

  /** Empty where the label gives no segments for the feature. */
  of(feature: string): Range[] {
    this.#read.add(feature);
    if (!this.has(feature)) return [];
    const path = this.#path.under(feature);
    return asList(ownField(this.#segments, feature), path).map((pair, index) => this.#range(pair, path.at(index)));
  }

  /** Refuses a segment that nobody asked for: its feature is not in the label. */
  requireAllRead(): void {
    for (const feature of Object.keys(this.#segments)) {
      if (this.#read.has(feature) || !this.has(feature)) continue;
      throw invalidAt(this.#path.under(feature), 'belongs to a feature that is nowhere in the label');
    }
  }

  #range(pair: unknown, path: FieldPath): Range {
    const [start, end, ...more] = asList(pair, path);
    if (!isPlace(start) || !isPlace(end) || more.length > 0)
      throw invalidAt(path, 'must be two numbers, start and end');
    const range = this.#toRange(start, end);
    if (end < start) throw invalidAt(path, 'ends before it starts');
    if (range.start < 0) throw invalidAt(path, 'starts before the first frame, 1');
    return range;
  }
}

const isPlace = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** An answer, and from where on it was given. */
export type Given<Answer> = { readonly from: number; readonly answer: Answer; readonly path: FieldPath };
export type Held<Answer> = Given<Answer> & { readonly ranges: Range[] };

/**
 * Where each answer to one question holds: from where it was given until the next one is, but only within its segment.
 * An answer that never changes holds in all segments. An answer outside every segment holds for a length of `alone`.
 */
export function held<Answer>(
  answers: readonly Given<Answer>[],
  segments: readonly Range[],
  alone: number,
): Held<Answer>[] {
  const [first] = answers;
  if (!first) return [];
  if (segments.length > 0 && answers.every(({ answer }) => isSame(answer, first.answer))) {
    return [{ ...first, ranges: [...segments] }];
  }
  const ordered = answers.toSorted((former, latter) => former.from - latter.from);
  return ordered.map(({ from, answer, path }, index) => {
    const segment = segments.find(({ start, end }) => start <= from && from < end);
    const next = ordered[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const end = segment ? Math.min(segment.end, next) : from + alone;
    return { answer, from, path, ranges: [{ start: from, end }] };
  });
}

const isSame = (former: unknown, latter: unknown): boolean =>
  former === latter || JSON.stringify(former) === JSON.stringify(latter);
