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
  readonly #ranges = new Map<string, readonly Range[]>();

  constructor(segments: Fields, path: FieldPath, toRange: ToRange) {
    this.#segments = segments;
    this.#path = path;
    this.#toRange = toRange;
  }

  has(feature: string): boolean {
    return !isEmpty(ownField(this.#segments, feature));
  }

  /** Empty where the label gives no segments for the feature. */
  of(feature: string): readonly Range[] {
    const known = this.#ranges.get(feature);
    if (known) return known;
    const path = this.#path.under(feature);
    const ranges = this.has(feature)
      ? asList(ownField(this.#segments, feature), path).map((pair, index) => this.#range(pair, path.at(index)))
      : [];
    this.#ranges.set(feature, ranges);
    return ranges;
  }

  /** Whether the feature is there at the time. */
  holds(feature: string, time: number): boolean {
    return this.of(feature).some(({ start, end }) => start <= time && time < end);
  }

  /** Features whose segments nobody asked for, each with its place. */
  *unread(): Generator<[feature: string, path: FieldPath]> {
    for (const feature of Object.keys(this.#segments)) {
      if (!this.#ranges.has(feature) && this.has(feature)) yield [feature, this.#path.under(feature)];
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

/** In their order, those that touch as one. */
export const touching = (ranges: readonly Range[]): Range[] => joined(ranges, (end, start) => end >= start);

/** In their order, those that share a frame as one. Each of two that only touch has key frames of its own. */
export const overlapping = (ranges: readonly Range[]): Range[] => joined(ranges, (end, start) => end > start);

function joined(ranges: readonly Range[], belongs: (end: number, start: number) => boolean): Range[] {
  const found: Range[] = [];
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && belongs(last.end, start)) found[found.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else found.push({ start, end });
  }
  return found;
}
