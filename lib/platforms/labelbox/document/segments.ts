import { InvalidLabel } from '../../../contracts/errors.ts';
import { type Fields, isEmpty, listOf, own, type Path } from './parts.ts';

/** Half-open. */
export type Range = { readonly start: number; readonly end: number };
export type ToRange = (start: number, end: number) => Range;

/** Labelbox counts frames from 1, and a segment's last frame is in it. */
export const framesRange: ToRange = (start, end) => ({ start: start - 1, end });
/** Milliseconds are instants on a line: a segment ends where its end is, whether that instant is thought to be in it or not. */
export const timeRange: ToRange = (start, end) => ({ start, end });

/** `segments {feature id: [[start, end], …]}`: when a thing is there, or an answer holds. Between two segments it is not. */
export class Segments {
  readonly #segments: Fields;
  readonly #path: Path;
  readonly #toRange: ToRange;
  readonly #read = new Set<string>();

  constructor(segments: Fields, path: Path, toRange: ToRange) {
    this.#segments = segments;
    this.#path = path;
    this.#toRange = toRange;
  }

  has(feature: string): boolean {
    return !isEmpty(own(this.#segments, feature));
  }

  /** None where nothing is said of the feature. */
  of(feature: string): Range[] {
    this.#read.add(feature);
    if (!this.has(feature)) return [];
    const path = this.#path.at(feature);
    return listOf(own(this.#segments, feature), path).map((pair, index) => this.#range(pair, path.at(index)));
  }

  /** Throws for a segment that nobody asked for: it belongs to something that does not stand in the label. */
  requireAllRead(): void {
    for (const feature of Object.keys(this.#segments)) {
      if (this.#read.has(feature) || !this.has(feature)) continue;
      throw new InvalidLabel(`${this.#path.at(feature)} is of a feature that stands nowhere in the label.`);
    }
  }

  #range(pair: unknown, path: Path): Range {
    const [start, end, ...more] = listOf(pair, path);
    if (!isPlace(start) || !isPlace(end) || more.length > 0) {
      throw new InvalidLabel(`${path} must be two numbers, start and end.`);
    }
    const range = this.#toRange(start, end);
    if (range.start < 0 || end < start) {
      throw new InvalidLabel(
        `${path} must not ${end < start ? 'end before it starts' : 'start before the first frame, 1'}.`,
      );
    }
    return range;
  }
}

const isPlace = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** An answer, and from where on it was given. */
export type Given<Answer> = { readonly from: number; readonly answer: Answer };
export type Held<Answer> = { readonly answer: Answer; readonly from: number; readonly ranges: Range[] };

/**
 * Where each answer to one question holds: from where it was given until the next one is, no farther than its segment.
 * One answer that never changes holds in all segments. An answer outside of them holds for `alone` from where it is.
 */
export function held<Answer>(
  given: readonly Given<Answer>[],
  segments: readonly Range[],
  alone: number,
): Held<Answer>[] {
  const [first] = given;
  if (!first) return [];
  if (segments.length > 0 && given.every(({ answer }) => isSame(answer, first.answer))) {
    return [{ ...first, ranges: [...segments] }];
  }
  const ordered = given.toSorted((one, other) => one.from - other.from);
  return ordered.map(({ from, answer }, index) => {
    const segment = segments.find(({ start, end }) => start <= from && from < end);
    const next = ordered[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const end = segment ? Math.min(segment.end, next) : from + alone;
    return { answer, from, ranges: [{ start: from, end }] };
  });
}

const isSame = (one: unknown, other: unknown): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);
