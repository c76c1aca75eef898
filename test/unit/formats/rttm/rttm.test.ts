import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Attribute, Label } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { anyLabelOfAudio } from '../../../support/labels-of-audio.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { written } from '../pitfalls/written.ts';

const call: Label['units'][number] = { id: 'unit-1', name: 'call 1.wav', media: 'audio', durationMs: 12_500 };

const turn = (start: number, end: number, parts: Partial<Annotation> = {}): Annotation => ({
  id: 'a0',
  category: 'pilot',
  categoryKind: 'object',
  unit: 'unit-1',
  at: { kind: 'time', ranges: [{ start, end }] },
  attributes: [],
  ...parts,
});

function rowsOf(annotations: Annotation[], options: object = {}, more: object = {}) {
  const categories: Label['categories'] = [
    { name: 'pilot', kind: 'object' },
    { name: 'Speech', kind: 'classification' },
  ];
  const { text, pieces, omitted } = written('rttm', aLabel({ categories, units: [call], annotations }), options, more);
  const rows = text.split('\n').slice(0, -1);
  return { rows, pieces, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

describe('a row of RTTM', () => {
  it('has ten fields: seconds, and channels from 1', () => {
    const at: Annotation['at'] = { kind: 'time', ranges: [{ start: 500, end: 1250.5 }], channel: 1 };
    expect(rowsOf([turn(0, 1, { at })]).rows).toEqual(['SPEAKER call_201 2 0.5 0.7505 <NA> <NA> pilot <NA> <NA>']);
  });

  it('is there for each range of a label, the first onset first', () => {
    const at: Annotation['at'] = { kind: 'time', ranges: [{ start: 3000, end: 4000 }, { start: 0, end: 500 }] }; // biome-ignore format: one thing
    expect(rowsOf([turn(0, 1, { at }), turn(1000, 2000, { id: 'a1' })]).rows.map((row) => row.split(' ')[3])).toEqual([
      '0',
      '1',
      '3',
    ]);
  });

  it('is not there for an instant, which is reported', () => {
    expect(rowsOf([turn(700, 700)])).toMatchObject({
      rows: [],
      omitted: ['no-length', 'unit-left-out: all objects omitted'],
    });
  });

  const answer = (value: Attribute['value']): Attribute[] => [{ name: 'Who', value }];
  it.each<[string, object, Partial<Annotation>, string]>([
    ['its class', {}, {}, 'pilot'],
    ['its track', { speaker: 'object' }, { track: 'anna' }, 'anna'],
    ['itself, where it is of no track', { speaker: 'object' }, {}, 'a0'],
    [
      'the answer to a question',
      { speaker: 'question', question: 'Who' },
      { attributes: answer({ kind: 'radio', choice: { name: 'Anna K.', attributes: [] } }) },
      'Anna_20K.',
    ],
    [
      'the answer of a classification',
      { speaker: 'question', question: 'Who' },
      { category: 'Speech', categoryKind: 'classification', attributes: answer({ kind: 'number', number: 3 }) },
      '3',
    ],
  ])('has as its speaker %s', (_what, options, parts, speaker) => {
    expect(rowsOf([turn(0, 1000, parts)], options).rows.map((row) => row.split(' ')[7])).toEqual([speaker]);
  });

  it.each([
    ['None', '_4eone'],
    ['NA', '_4eA'],
    ['-nan', '_2dnan'],
    ['n/a', '_6e/a'],
    ['Nan', 'Nan'],
    ['None of them', 'None_20of_20them'],
  ])('has the speaker %s as %s: pandas takes some words for no name', (speaker, written) => {
    const { rows, omitted } = rowsOf([turn(0, 1000, { track: speaker })], { speaker: 'object' });
    expect(rows.map((row) => row.split(' ')[7])).toEqual([written]);
    expect(omitted).toEqual(written === speaker ? [] : ['name-changed: object']);
  });

  it('has no speaker that nobody says: without an answer there is no row', () => {
    const options = { speaker: 'question', question: 'Who' };
    expect(rowsOf([turn(0, 1000)], options)).toMatchObject({
      rows: [],
      omitted: ['answer-not-held: Who', 'unit-left-out: all objects omitted'],
    });
  });
});

it('a data set has its rows, its files and how much of each is evaluated, by split', () => {
  const { pieces } = rowsOf([turn(0, 1000)], {}, { dataSet: { splitOf: () => 'train' } });
  expect(pieces.map((piece) => [piece.file, 'text' in piece && piece.text])).toEqual([
    ['train.rttm', 'SPEAKER call_201 1 0 1 <NA> <NA> pilot <NA> <NA>\n'],
    ['train.lst', 'call_201\n'],
    ['train.uem', 'call_201 1 0 12.5\n'],
  ]);
});

it('an audio in which questions alone say who speaks is no audio in which nobody does', () => {
  const attributes: Attribute[] = [{ name: 'Who', value: { kind: 'text', text: 'Ada' } }];
  const answer: Partial<Annotation> = { category: 'Speech', categoryKind: 'classification', attributes };
  const dataSet = { dataSet: { splitOf: () => 'train' } };
  const { pieces, omitted } = rowsOf([turn(0, 1000, answer)], {}, dataSet);
  expect(pieces).toEqual([]);
  expect(omitted).toEqual(['classification-not-held: Speech', 'unit-left-out: all answers omitted']);
  expect(rowsOf([turn(0, 1000, { ...answer, at: { kind: 'whole' } })], {}, dataSet).pieces).toHaveLength(3);
});

it('a question is asked for by its name, and only where it says the speaker', () => {
  const { Options } = formats.rttm;
  expect(Options.safeParse({ speaker: 'question' }).success).toBe(false);
  expect(Options.safeParse({ question: 'Who' }).success).toBe(false);
});

it('the seconds of every speaker are those of the label, and no field is lost to white space in a name', () => {
  fc.assert(
    fc.property(anyLabelOfAudio(), (label) => {
      const { text } = written('rttm', label);
      const rows = text.split('\n').slice(0, -1).map((row) => row.split(/\s/)); // biome-ignore format: one thing
      expect(rows.every(({ length }) => length === 10)).toBe(true);
      const seconds = rows.reduce((sum, row) => sum + Number(row[4]), 0);
      const expected = label.annotations
        .flatMap(({ at }) => (at.kind === 'time' ? at.ranges : []))
        .reduce((sum, { start, end }) => sum + (end - start) / 1000, 0);
      expect(Math.abs(seconds - expected)).toBeLessThan(1e-4);
    }),
    { numRuns: propertyRuns(50) },
  );
});
