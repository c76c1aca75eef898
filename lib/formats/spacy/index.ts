import * as z from 'zod/mini';
import { textOffsets } from '../../label/text-offsets.ts';
import { defineFormat, type Omission } from '../format.ts';
import { UnitLines, wholeLines } from '../json-line.ts';
import { hasText, markedText, type Span, spansOf, type WithText, withoutOverlaps } from '../text-spans.ts';
import { treeWord } from '../tree-word.ts';

/** One line a unit, as spaCy's `Example.from_dict` takes it, in code points. */
export default defineFormat({
  id: 'spacy',
  title: 'spaCy (JSON Lines of spans)',
  specification: 'https://spacy.io/api/data-formats#dict-input',
  readers: ['spacy'],
  readsDocument: false,
  needs: ['text'],
  Options: z.strictObject({
    /** `entities`: those of a named entity recogniser, which do not overlap. `spans`: the group of a span categoriser. */
    spans: z._default(z.enum(['entities', 'spans']), 'entities'),
    /** The group, as `spans_key` names it. */
    key: z._default(z.string().check(z.minLength(1)), 'sc'),
  }),
  cases: [{ spans: 'spans' }, { spans: 'spans', key: 'wounds' }],
  variant: ({ spans, key }) => (spans === 'entities' ? undefined : key === 'sc' ? spans : `${spans}-${treeWord(key)}`),
  holds: { ...markedText, shapes: [] },
  write({ units, annotations }, options, context) {
    const omitted: Omission[] = [];
    const lines = new UnitLines(names, context);
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      if (!hasText(unit)) {
        omitted.push({ code: 'text-unknown', unit: unit.id });
        continue;
      }
      const all = spansOf(unit, annotationsOf.get(unit.id) ?? []);
      const { spans, omitted: overlapping } =
        options.spans === 'entities' ? withoutOverlaps(unit, all.spans) : { spans: all.spans, omitted: [] };
      omitted.push(...all.omitted, ...overlapping);
      const rows = inCodePoints(unit, spans);
      const line = options.spans === 'entities' ? { entities: rows } : { spans: { [options.key]: rows } };
      lines.add(unit.id, { text: unit.text, ...line }, rows.length === 0);
    }
    return { files: lines.files, pieces: lines.pieces, omitted };
  },
  whole: ({ splits }) => wholeLines(names, splits),
  ownReader: () => import('./read.ts'),
});

const names = {
  ending: '.jsonl',
  pathOf: (split = 'all') => `${split}.jsonl`,
};

type Row = readonly [start: number, end: number, category: string];

function inCodePoints({ text }: WithText, spans: readonly Span[]): readonly Row[] {
  const { toCodePoints } = textOffsets(text);
  return spans.map(({ start, end, category }) => [toCodePoints(start) ?? 0, toCodePoints(end) ?? 0, category]);
}
