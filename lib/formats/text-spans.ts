import type { Unit } from '../label/label.ts';
import { textOffsets } from '../label/text-offsets.ts';
import type { AnnotationOf, Holdings, Omission } from './holdings.ts';

/** Named stretches of a text, for formats of named entities. */

export type Span = {
  /** UTF-16 units of the text; half-open. */
  readonly start: number;
  readonly end: number;
  readonly category: string;
  readonly annotation: string;
};

export type Spans = { readonly spans: readonly Span[]; readonly omitted: readonly Omission[] };

/** What formats of names in texts hold: objects that are stretches of a text, and neither answers nor relations. */
export const markedText = {
  media: ['text'],
  coordinates: ['pixels'],
  places: ['text'],
  shapelessObjects: true,
  classifications: false,
  attributes: false,
  relations: false,
  tracks: 'none',
} as const satisfies Omit<Holdings, 'shapes'>;

export type WithText = Unit & { readonly text: string };
export const hasText = (unit: Unit): unit is WithText => unit.text !== undefined;

/** Each range of each annotation, in the order of the label, without white space at its ends. */
export function spansOf(unit: WithText, annotations: readonly AnnotationOf<never>[]): Spans {
  const { text } = unit;
  const { toCodePoints } = textOffsets(text);
  const spans: Span[] = [];
  const omitted: Omission[] = [];
  for (const { id, at, category } of annotations) {
    if (at.kind !== 'text') continue;
    const omit = (code: Omission['code'], detail?: string) =>
      omitted.push({ code, unit: unit.id, annotation: id, ...(detail === undefined ? {} : { detail }) });
    const { ranges, text: marked } = at;
    const [only] = ranges;
    if (
      ranges.length === 1 &&
      only &&
      marked !== undefined &&
      bare(marked) !== bare(text.slice(only.start, only.end))
    ) {
      omit('text-differs', 'from the text at its place');
      continue;
    }
    const part = ranges.length === 1 ? undefined : 'one of its ranges';
    let [count, isTrimmed] = [0, false];
    for (const { start, end } of ranges) {
      const [from, to] = trimmed(text, start, end);
      if (from >= to) omit('no-length', part);
      else if (toCodePoints(from) === undefined || toCodePoints(to) === undefined)
        omit('text-differs', 'half a character');
      else {
        spans.push({ start: from, end: to, category, annotation: id });
        count += 1;
        isTrimmed ||= to - from < end - start;
      }
    }
    if (isTrimmed) omit('text-changed', 'white space at its ends');
    if (count > 1) omit('ranges-not-held');
  }
  return { spans, omitted };
}

/** Control characters too, some of which Python takes for white space: readers refuse a name that begins or ends with it. */
const blank = /[\s\p{Cc}]/u;

function trimmed(text: string, start: number, end: number): readonly [start: number, end: number] {
  let [from, to] = [start, end];
  while (from < to && blank.test(text.charAt(from))) from += 1;
  while (to > from && blank.test(text.charAt(to - 1))) to -= 1;
  return [from, to];
}

/** Without white space, which editors write in ways of their own, a line break as `\\n` among them. */
const bare = (text: string): string => text.replaceAll(/\\[nr]|\s/g, '');

/** Of spans that overlap the longest, then the first, in the order of the text; the others are reported. */
export function withoutOverlaps({ id, text }: WithText, spans: readonly Span[]): Spans {
  const omitted: Omission[] = [];
  const taken = new Uint8Array(text.length);
  const kept: Span[] = [];
  const byLength = [...spans].sort(
    (one, other) => other.end - other.start - (one.end - one.start) || one.start - other.start,
  );
  for (const span of byLength) {
    // A kept span is at least as long: if it overlaps this one, it covers this one's first or last character.
    if (taken[span.start] || taken[span.end - 1]) {
      omitted.push({ code: 'overlap', unit: id, annotation: span.annotation, detail: 'with a longer span' });
    } else {
      taken.fill(1, span.start, span.end);
      kept.push(span);
    }
  }
  return { spans: kept.sort((one, other) => one.start - other.start), omitted };
}

/** The unit of a document of a file: the file's own; of several, which do not say theirs, their numbers from 1. */
export const unitOfDocument = (own: string, index: number, count: number): string =>
  count === 1 ? own : `${own}:${index + 1}`;
