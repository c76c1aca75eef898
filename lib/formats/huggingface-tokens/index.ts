import * as z from 'zod/mini';
import { id2label } from '../data-set-files.ts';
import {
  type AnnotationOf,
  defineFormat,
  type FormatContext,
  type Holdings,
  type Omission,
  shapedObjects,
} from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { wholeCharacters } from '../row-files.ts';
import { type Tag, tagName } from '../tagged-sentences.ts';
import { markedText } from '../text-spans.ts';
import { type BoxedKind, boxedKinds } from '../upright-box.ts';
import { questionsOption, questionsWord } from '../written-boxes.ts';
import { documentLines } from './document-lines.ts';
import { pageLines } from './page-lines.ts';
import { textLines } from './text-lines.ts';

/** Words of a picture are what people wrote down for it; those of a document, which has them itself, what they marked. */
const pages: readonly Holdings<BoxedKind>[] = [
  { ...shapedObjects, shapes: boxedKinds, attributes: true },
  {
    ...shapedObjects,
    media: ['document'],
    coordinates: ['points'],
    places: ['page', 'tokens'],
    shapes: boxedKinds,
    shapelessObjects: true,
  },
];

/** Tagged tokens, as `run_ner.py` of Hugging Face's transformers and `datasets` take them: one line a sentence of a text, or one a page. */
export default defineFormat({
  id: 'huggingface-tokens',
  title: 'Hugging Face tokens (BIO tags, JSON Lines)',
  specification: 'https://huggingface.co/docs/transformers/tasks/token_classification',
  readers: ['datasets'],
  readsDocument: false,
  needs: ({ boxes }) => (boxes ? ['drawn-size', 'layout'] : ['text']),
  Options: z.strictObject({
    /** `names`: `B-person`; `numbers`: those of `id2label.json`, which are the same for all labels of the project, for ever. */
    tags: z._default(z.enum(['names', 'numbers']), 'names'),
    /** Not of texts, but of pages, with boxes, as LayoutLM takes them: of pictures what people wrote down for what they drew, of documents their words. */
    boxes: z._default(z.boolean(), false),
    /** With `boxes`, of pictures: names of the question whose answer is the text in a box: the first that an object answers counts. */
    questions: questionsOption,
  }),
  cases: [{ tags: 'numbers' }, { boxes: true }, { boxes: true, tags: 'numbers', questions: ['Rank'] }],
  variant: ({ tags, boxes, questions }) =>
    [boxes ? 'boxes' : [], tags === 'names' ? [] : tags, (boxes && questionsWord(questions)) || []].flat().join('-') ||
    undefined,
  holds: ({ boxes }) => (boxes ? pages : [{ ...markedText, shapes: [] }]),
  write({ units, annotations }, { tags, boxes, questions }, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const writtenTag = (tag: Tag) => (tags === 'names' ? nameOf(tag) : numberOf(tag, context.classOf));
    for (const unit of units) {
      const own = annotationsOf.get(unit.id) ?? [];
      const how = { fileName: context.dataSet?.pictureOf(unit.id) ?? unit.name, writtenTag };
      const found = boxes
        ? unit.media === 'document'
          ? documentLines(unit, own, how)
          : pageLines(unit, own, { ...how, questions })
        : textLines(unit, own as readonly AnnotationOf<never>[], how);
      omitted.push(...found.omitted);
      if (found.lines) lines.add(unit.id, found.lines, found.isEmpty);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ classes, splits }) => [id2label(tagNames(classes)), ...wholeLines(names, splits)],
  ownReader: () => import('./read.ts'),
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
