import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Annotation } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { anyLabelOfTexts } from '../../../support/labels-of-texts.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { written } from '../pitfalls/written.ts';

type Line = {
  readonly text: string;
  readonly entities: [start: number, end: number, category: string][];
  readonly spans: Record<string, [start: number, end: number, category: string][]>;
};

type Marked = { readonly ranges: [start: number, end: number][]; readonly text?: string };

function lineOf(text: string, marks: readonly Marked[], options: object = {}) {
  const annotations = marks.map(
    ({ ranges, ...marked }, index): Annotation => ({
      id: `a${index}`,
      category: 'person',
      categoryKind: 'object',
      unit: 'unit-1',
      at: { kind: 'text', ranges: ranges.map(([start, end]) => ({ start, end })), ...marked },
      attributes: [],
    }),
  );
  const units = [{ id: 'unit-1', name: 'letter.txt', media: 'text' as const, text }];
  const label = aLabel({ categories: [{ name: 'person', kind: 'object' }], units, annotations });
  const { text: lines, omitted } = written('spacy', label, options);
  return {
    line: lines === '' ? undefined : (JSON.parse(lines) as Line),
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

describe('a line of spaCy', () => {
  it('counts code points, as Python does: an emoji is one', () => {
    expect(lineOf('🚦 Ada', [{ ranges: [[3, 6]] }]).line).toEqual({ text: '🚦 Ada', entities: [[2, 5, 'person']] });
  });

  it('has no white space at the ends of a name, which spaCy refuses', () => {
    const { line, omitted } = lineOf(' Ada \u001c', [{ ranges: [[0, 6]] }]);
    expect(line?.entities).toEqual([[1, 4, 'person']]);
    expect(omitted).toEqual(['text-changed: white space at its ends']);
  });

  it('has the longest of entities that overlap, and says which others there were', () => {
    const { line, omitted } = lineOf('Ada King Lovelace', [
      { ranges: [[0, 8]] },
      { ranges: [[0, 17]] },
      { ranges: [[9, 17]] },
    ]);
    expect(line?.entities).toEqual([[0, 17, 'person']]);
    expect(omitted).toEqual(['overlap: with a longer span', 'overlap: with a longer span']);
  });

  it('has all of them in a group of spans', () => {
    const marks: Marked[] = [{ ranges: [[0, 8]] }, { ranges: [[0, 17]] }];
    const { line, omitted } = lineOf('Ada King Lovelace', marks, { spans: 'spans', key: 'people' });
    expect(line?.spans).toEqual({ people: [[0, 8, 'person'], [0, 17, 'person']] }); // biome-ignore format: one thing
    expect(omitted).toEqual([]);
  });

  it('has each stretch of a name in several, which then are no longer one', () => {
    const { line, omitted } = lineOf('Ada, born King', [{ ranges: [[0, 3], [10, 14]] }]); // biome-ignore format: one thing
    expect(line?.entities.map(([start]) => start)).toEqual([0, 10]);
    expect(omitted).toEqual(['ranges-not-held']);
  });

  it.each<[string, string, Marked, string]>([
    ['cuts a character', '🚦', { ranges: [[0, 1]] }, 'text-differs: half a character'],
    [
      'is another text at its place',
      'Ada',
      { ranges: [[0, 3]], text: 'Eve' },
      'text-differs: from the text at its place',
    ],
    ['has no length', 'Ada', { ranges: [[2, 2]] }, 'no-length'],
  ])('has no span that %s', (_what, text, mark, code) => {
    expect(lineOf(text, [mark])).toEqual({ line: undefined, omitted: [code, 'unit-left-out: all objects omitted'] });
  });

  it('takes a line break for one, however the editor wrote it', () => {
    expect(lineOf('Ada\nKing', [{ ranges: [[0, 8]], text: 'Ada\\nKing' }]).omitted).toEqual([]);
  });
});

it('a text that is not in the label has no line: offsets without their text train nothing', () => {
  const label = aLabel({ units: [{ id: 'unit-1', name: 'letter.txt', media: 'text' }] });
  expect(written('spacy', label)).toMatchObject({ files: [], omitted: [{ code: 'text-unknown', unit: 'unit-1' }] });
});

it('entities of any label are stretches of its text, never overlap, and are in the label', () => {
  fc.assert(
    fc.property(anyLabelOfTexts(), (label) => {
      for (const text of Object.values(written('spacy', label).texts)) {
        const line = JSON.parse(text) as Line;
        const characters = [...line.text];
        const marked = label.annotations.flatMap(({ at, category, unit }) => {
          const whole = label.units.find(({ id }) => id === unit)?.text ?? '';
          return at.kind === 'text' ? at.ranges.map(({ start, end }) => [whole.slice(start, end), category]) : [];
        });
        let last = 0;
        for (const [start, end, category] of line.entities) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
          const found = characters.slice(start, end).join('');
          expect(marked.some(([text = '', name]) => name === category && text.includes(found))).toBe(true);
        }
      }
    }),
    { numRuns: propertyRuns(100) },
  );
});
