import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { anyLabelOfTexts } from '../../../support/labels-of-texts.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { written } from '../pitfalls/written.ts';

function rowsOf(text: string, ranges: readonly [start: number, end: number][], category = 'person') {
  const annotations = ranges.map(
    ([start, end], index): Annotation => ({
      id: `a${index}`,
      category,
      categoryKind: 'object',
      unit: 'unit-1',
      at: { kind: 'text', ranges: [{ start, end }] },
      attributes: [],
    }),
  );
  const units = [{ id: 'unit-1', name: 'letter.txt', media: 'text' as const, text }];
  const label = aLabel({ categories: [{ name: category, kind: 'object' }], units, annotations });
  const { text: file, omitted } = written('conll', label);
  return {
    file,
    rows: file.split('\n').slice(2, -2).map((row) => row.replace(' -X- _ ', ' ')), // biome-ignore format: one thing
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

describe('rows of CoNLL', () => {
  it('have four columns, a document begins with as many, and a sentence ends with an empty row', () => {
    expect(rowsOf('Ada waves', [[0, 3]]).file).toBe('-DOCSTART- -X- O O\n\nAda -X- _ B-person\nwaves -X- _ O\n\n');
  });

  it('tag the first token of a name with B, the others with I, and a second name beside it with B again', () => {
    const { rows } = rowsOf('Ada King Eve', [[0, 8], [9, 12]]); // biome-ignore format: one thing
    expect(rows).toEqual(['Ada B-person', 'King I-person', 'Eve B-person']);
  });

  it.each([
    ['words, and every other character', "Ada's 5km_run, ok", ['Ada', "'", 's', '5km_run', ',', 'ok']],
    ['an emoji of several code points', '👩‍🔬🏴󠁧󠁢󠁷󠁬󠁳󠁿!', ['👩‍🔬', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '!']],
    ['letters with their marks', 'नमस्ते می‌خواهم', ['नमस्ते', 'می‌خواهم']],
    [
      'letters with their marks, of scripts that have no space between words',
      '北京2024 ラーメン 한국어 ที่กรุง',
      ['北', '京', '2024', 'ラ', 'ー', 'メ', 'ン', '한국어', 'ที่', 'ก', 'รุ', 'ง'],
    ],
    ['nothing of what has no width, or ends a row', 'a\u0007b\u00adc\u0085d', ['a', 'b', 'c', 'd']],
  ])('have as tokens %s', (_what, text, tokens) => {
    expect(rowsOf(text, []).rows.map((row) => row.split(' ')[0])).toEqual(tokens);
  });

  it('begin a sentence with each line of the text, unless a name goes on in it', () => {
    const { rows } = rowsOf('Ada\nwaves\nto Eve\nKing', [[13, 21]]);
    expect(rows).toEqual(['Ada O', '', 'waves O', '', 'to O', 'Eve B-person', 'King I-person']);
  });

  it('leave out a name that cuts a token, and only then ask which is the longest', () => {
    const { rows, omitted } = rowsOf('Ada King', [[0, 7], [0, 3]]); // biome-ignore format: one thing
    expect(rows).toEqual(['Ada B-person', 'King O']);
    expect(omitted).toEqual(['span-not-on-tokens']);
  });

  it('tag a name amid a sentence that has no spaces', () => {
    const { rows, omitted } = rowsOf('我住在北京市。', [[3, 6]]); // biome-ignore format: one thing
    expect(rows.filter((row) => !row.endsWith(' O'))).toEqual(['北 B-person', '京 I-person', '市 I-person']);
    expect(omitted).toEqual([]);
  });

  it('name a class in one word: white space would be a further column', () => {
    const { rows, omitted } = rowsOf('Kiel', [[0, 4]], 'place name');
    expect(rows).toEqual(['Kiel B-place_20name']);
    expect(omitted).toEqual(['name-changed: category']);
  });
});

it('rows of any label have four columns, and a tag I goes on where one of its class began', () => {
  fc.assert(
    fc.property(anyLabelOfTexts(), (label) => {
      for (const text of Object.values(written('conll', label).texts)) {
        let before = 'O';
        for (const row of text.split('\n').slice(2)) {
          if (row === '') before = 'O';
          else {
            const columns = row.split(/\s/);
            expect(columns).toHaveLength(4);
            const tag = columns[3] ?? '';
            if (tag.startsWith('I-')) expect(before.slice(2)).toBe(tag.slice(2));
            before = tag;
          }
        }
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});
