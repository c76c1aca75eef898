import * as z from 'zod/mini';
import { eachSplit } from '../data-set-files.ts';
import { defineFormat, type FormatFile, type Omission, type Piece } from '../format.ts';
import { oneWord } from '../row-files.ts';
import { changedNames, type TaggedToken, taggedText, tagName } from '../tagged-sentences.ts';
import { hasText, markedText, type WithText } from '../text-spans.ts';

/** One text file a unit, one row a token: the token, `-X-`, `_` and its BIO tag, as CoNLL-2003 has them. */
export default defineFormat({
  id: 'conll',
  title: 'CoNLL-2003 (BIO tags)',
  specification: 'https://www.clips.uantwerpen.be/conll2003/ner/',
  readers: ['spacy'],
  readsDocument: false,
  needs: ['text'],
  Options: z.strictObject({}),
  holds: { ...markedText, shapes: [] },
  write({ units, annotations }, _options, { paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const text = hasText(unit) ? documentOf(unit, annotationsOf.get(unit.id) ?? []) : undefined;
      if (!text) {
        omitted.push({ code: 'text-unknown', unit: unit.id });
        continue;
      }
      omitted.push(...text.omitted);
      const emptyUnit = text.isEmpty ? unit.id : undefined;
      if (dataSet) {
        pieces.push({ file: pathOf(dataSet.splitOf(unit.id)), stream, text: text.document, emptyUnit });
      } else {
        const path = `${paths.get(unit.id)}.conll`;
        files.push({ path, contentType, bytes: Buffer.from(text.document), namedAfter: 'unit', emptyUnit });
      }
    }
    return { files, pieces, omitted };
  },
  whole: ({ splits }) =>
    eachSplit(splits).map((split) => ({
      path: pathOf(split),
      contentType,
      parts: [{ stream }],
    })),
  ownReader: () => import('./read.ts'),
});

const contentType = 'text/plain; charset=utf-8';
const stream = 'documents';
const pathOf = (split = 'all') => `${split}.conll`;

/** As many columns as a token has: readers refuse another number. */
const start = '-DOCSTART- -X- O O\n\n';

function documentOf(unit: WithText, annotations: Parameters<typeof taggedText>[1]) {
  const { sentences, spans, omitted } = taggedText(unit, annotations);
  const rows = sentences.map((sentence) => `${sentence.map(rowOf).join('\n')}\n\n`);
  return {
    document: `${start}${rows.join('')}`,
    isEmpty: spans.length === 0,
    omitted: [...omitted, ...changedNames(unit.id, spans, oneWord)],
  };
}

const rowOf = ({ word, tag }: TaggedToken): string => `${word} -X- _ ${tagName(tag, oneWord)}`;
