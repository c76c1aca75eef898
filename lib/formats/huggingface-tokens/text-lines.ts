import type { Unit } from '../../label/label.ts';
import { textOffsets } from '../../label/text-offsets.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { wholeCharacters } from '../row-files.ts';
import { changedNames, type Tag, type TaggedToken, taggedText } from '../tagged-sentences.ts';
import { hasText, type WithText } from '../text-spans.ts';

/** One line a sentence: its tokens, their BIO tags, and where they are in the text, in code points, half-open. */
type TextLine = {
  readonly file_name: string;
  readonly tokens: readonly string[];
  readonly ner_tags: readonly (string | number)[];
  readonly offsets: readonly (readonly [start: number, end: number])[];
};

export type How = { readonly fileName: string; readonly writtenTag: (tag: Tag) => string | number };

/** No lines for a unit that cannot be written. */
export type Lines<Line> = {
  readonly lines?: readonly Line[];
  /** Whether they say that nothing is marked. */
  readonly isEmpty: boolean;
  readonly omitted: readonly Omission[];
};

export function textLines(unit: Unit, annotations: readonly AnnotationOf<never>[], how: How): Lines<TextLine> {
  if (!hasText(unit)) return { isEmpty: true, omitted: [{ code: 'text-unknown', unit: unit.id }] };
  const { sentences, spans, omitted } = taggedText(unit, annotations);
  return {
    lines: sentences.map(lineWith(unit, how)),
    isEmpty: spans.length === 0,
    omitted: [...omitted, ...changedNames(unit.id, spans, wholeCharacters)],
  };
}

function lineWith(unit: WithText, { fileName, writtenTag }: How) {
  const { toCodePoints } = textOffsets(unit.text);
  return (sentence: readonly TaggedToken[]): TextLine => ({
    file_name: fileName,
    tokens: sentence.map(({ word }) => word),
    ner_tags: sentence.map(({ tag }) => writtenTag(tag)),
    offsets: sentence.map(({ start, end }) => [toCodePoints(start) ?? 0, toCodePoints(end) ?? 0]),
  });
}
