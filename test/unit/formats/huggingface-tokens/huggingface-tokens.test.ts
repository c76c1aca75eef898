import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { written } from '../pitfalls/written.ts';

type Line = { file_name: string; tokens: string[]; ner_tags: (string | number)[]; offsets: [number, number][] };

const linesIn = (text: string): Line[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));

type Named = readonly [start: number, end: number, category: string];

function aText(text: string, named: readonly Named[], name = 'letter.txt') {
  const annotations = named.map(
    ([start, end, category], index): Annotation => ({
      id: `a${index}`,
      category,
      categoryKind: 'object',
      unit: 'unit-1',
      at: { kind: 'text', ranges: [{ start, end }] },
      attributes: [],
    }),
  );
  const categories = ['person', 'place', 'half\ud800'].map((each) => ({ name: each, kind: 'object' as const }));
  return aLabel({ categories, units: [{ id: 'unit-1', name, media: 'text', text }], annotations });
}

const linesOf = (text: string, named: readonly Named[], options: object = {}) => {
  const { text: file, omitted } = written('huggingface-tokens', aText(text, named), options);
  return { lines: linesIn(file), omitted: omitted.map(({ code }) => code) };
};

describe('lines of tokens for Hugging Face', () => {
  it('are one a sentence, with tags that have the name of their class', () => {
    const { lines } = linesOf('Ada King waves\nto Kiel', [[0, 8, 'person'], [18, 22, 'place']]); // biome-ignore format: one thing
    expect(lines.map(({ tokens, ner_tags }) => [tokens, ner_tags])).toEqual([
      [
        ['Ada', 'King', 'waves'],
        ['B-person', 'I-person', 'O'],
      ],
      [
        ['to', 'Kiel'],
        ['O', 'B-place'],
      ],
    ]);
  });

  it('say where tokens are in the whole text, in code points', () => {
    expect(linesOf('🚦 a\n🚦b', []).lines.map(({ offsets }) => offsets)).toEqual([
      [[0, 1], [2, 3]],
      [[4, 5], [5, 6]],
    ]); // biome-ignore format: one thing
  });

  it('have two numbers a class, after that of no name, as id2label.json lists them', () => {
    const { lines } = linesOf('Ada King in New York', [[0, 8, 'person'], [12, 20, 'place']], { tags: 'numbers' }); // biome-ignore format: one thing
    expect(lines[0]?.ner_tags).toEqual([1, 2, 0, 3, 4]);
    const format = formats['huggingface-tokens'];
    const [list] = format.collect(['person', 'place'], format.Options.parse({ tags: 'numbers' }));
    const names = JSON.parse(Buffer.from(list?.bytes ?? []).toString('utf8')) as Record<string, string>;
    expect(lines[0]?.ner_tags.map((number) => names[number])).toEqual([
      'B-person',
      'I-person',
      'O',
      'B-place',
      'I-place',
    ]);
  });

  it('are none for a text without a visible character: its file is empty', () => {
    expect(linesOf(' \n', [])).toEqual({ lines: [], omitted: [] });
    expect(written('huggingface-tokens', aText(' \n', [])).paths).toEqual(['letter.json']);
  });

  it('name a class without halves of characters, which Arrow does not read', () => {
    const { lines, omitted } = linesOf('Ada', [[0, 3, 'half\ud800']]);
    expect(lines[0]?.ner_tags).toEqual(['B-half_d800']);
    expect(omitted).toEqual(['name-changed']);
  });

  it('are in one file of each split, by a name that run_ner.py takes', () => {
    const dataSet = { splitOf: () => 'train' };
    const { files, pieces } = written('huggingface-tokens', aText('Ada', [[0, 3, 'person']]), {}, { dataSet });
    expect(files).toEqual([]);
    expect(pieces.map(({ file }) => file)).toEqual(['train.json']);
  });
});
