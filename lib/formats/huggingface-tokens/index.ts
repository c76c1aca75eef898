import * as z from 'zod/mini';
import { textOffsets } from '../../label/text-offsets.ts';
import { defineFormat, type FormatContext, type Omission } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { wholeCharacters } from '../row-files.ts';
import { changedNames, type Tag, type TaggedToken, taggedText, tagName } from '../tagged-sentences.ts';
import { hasText, markedText, type WithText } from '../text-spans.ts';
import { read, readUnits } from './read.ts';

/** One line a sentence: its tokens, their BIO tags, and where they are in the text, in code points, half-open. */
type Line = {
  readonly file_name: string;
  readonly tokens: readonly string[];
  readonly ner_tags: readonly (string | number)[];
  readonly offsets: readonly (readonly [start: number, end: number])[];
};

/** One line a sentence, as `run_ner.py` of Hugging Face's transformers and `datasets` take it for token classification. */
export default defineFormat({
  id: 'huggingface-tokens',
  title: 'Hugging Face tokens (BIO tags, JSON Lines)',
  specification: 'https://huggingface.co/docs/transformers/tasks/token_classification',
  readers: ['datasets'],
  readsDocument: false,
  needs: ['text'],
  Options: z.strictObject({
    /** `names`: `B-person`; `numbers`: those of `id2label.json`, which are the same for all labels of the project, for ever. */
    tags: z._default(z.enum(['names', 'numbers']), 'names'),
  }),
  cases: [{ tags: 'numbers' }],
  variant: ({ tags }) => (tags === 'names' ? undefined : tags),
  holds: { ...markedText, shapes: [] },
  write({ units, annotations }, { tags }, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const writtenTag = (tag: Tag) => (tags === 'names' ? nameOf(tag) : numberOf(tag, context.classOf));
    for (const unit of units) {
      if (!hasText(unit)) {
        omitted.push({ code: 'text-unknown', unit: unit.id });
        continue;
      }
      const { sentences, spans, omitted: why } = taggedText(unit, annotationsOf.get(unit.id) ?? []);
      omitted.push(...why, ...changedNames(unit.id, spans, wholeCharacters));
      const lineOf = lineWith(unit, context.dataSet?.pictureOf(unit.id) ?? unit.name, writtenTag);
      lines.add(unit.id, sentences.map(lineOf), spans.length === 0);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ classes, splits }) => [
    {
      path: 'id2label.json',
      contentType: 'application/json',
      parts: [{ text: `${JSON.stringify({ ...tagNames(classes) }, null, 2)}\n` }],
    },
    ...wholeLines(names, splits),
  ],
  read,
  readUnits,
});

const names = {
  /** `run_ner.py` refuses a file of JSON Lines by any other ending. */
  ending: '.json',
  pathOf: (split = 'all') => `${split}.json`,
};

const nameOf = (tag: Tag): string => tagName(tag, wholeCharacters);

/** The name of each number. */
const tagNames = (classes: readonly { readonly name: string }[]): readonly string[] => [
  nameOf({ prefix: 'O' }),
  ...classes.flatMap(({ name: category }) => (['B', 'I'] as const).map((prefix) => nameOf({ prefix, category }))),
];

/** Classes are only added to a project, so that a number keeps its meaning. */
const numberOf = (tag: Tag, classOf: FormatContext['classOf']): number =>
  tag.prefix === 'O' ? 0 : 2 * classOf(tag.category).number + (tag.prefix === 'B' ? 1 : 2);

function lineWith(unit: WithText, name: string, writtenTag: (tag: Tag) => string | number) {
  const { toCodePoints } = textOffsets(unit.text);
  return (sentence: readonly TaggedToken[]): Line => ({
    file_name: name,
    tokens: sentence.map(({ word }) => word),
    ner_tags: sentence.map(({ tag }) => writtenTag(tag)),
    offsets: sentence.map(({ start, end }) => [toCodePoints(start) ?? 0, toCodePoints(end) ?? 0]),
  });
}
