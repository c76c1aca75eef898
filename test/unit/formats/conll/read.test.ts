import { describe, expect, it } from 'vitest';
import conll from '../../../../lib/formats/conll/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(conll);

const start = '-DOCSTART- -X- O O\n\n';
const fileOf = (text: string) => ({ path: 'letters/1.conll', bytes: Buffer.from(text) });
const read = (text: string) => reader.read(fileOf(text), { classes: ['place name'], sizeOf: () => undefined }, {});

describe('a file of CoNLL', () => {
  it('is read as names in the text that its tokens make, a line a sentence', () => {
    const text = `${start}Ada -X- _ B-person\nKing -X- _ I-person\nwaves -X- _ O\n\nKiel -X- _ B-place_20name\n\n`;
    expect(read(text)).toEqual([
      { unit: 'letters/1', category: 'person', at: { kind: 'text', ranges: [{ start: 0, end: 8 }], text: 'Ada King' } },
      {
        unit: 'letters/1',
        category: 'place name',
        at: { kind: 'text', ranges: [{ start: 15, end: 19 }], text: 'Kiel' },
      },
    ]);
    expect([...reader.readUnits(fileOf(text), {})]).toEqual([['letters/1', { text: 'Ada King waves\nKiel' }]]);
  });

  it('has two names where B follows I, and no name that goes on in the next sentence', () => {
    const names = read(`${start}Ada -X- _ B-a\nKing -X- _ B-a\n\nEve -X- _ B-a\n\n`);
    expect(names?.map(({ at }) => at?.kind === 'text' && at.text)).toEqual(['Ada', 'King', 'Eve']);
  });

  it('of a data set has a unit for each document', () => {
    const one = `${start}Ada -X- _ B-a\n\n`;
    expect(read(one + one)).toMatchObject([{ unit: 'letters/1:1' }, { unit: 'letters/1:2' }]);
  });

  it.each([
    ['Ada -X- _ O\n\n', 'must begin with -DOCSTART-'],
    [`${start}Ada O\n\n`, 'must have four columns, but "Ada O" has others.'],
    [`${start}Ada -X- _ I-a\n\n`, 'must begin a name with B- and go on with I- of its class, but has I-a.'],
    [`${start}Ada -X- _ B-a\nKing -X- _ I-b\n\n`, 'but has I-b.'],
  ])('that holds %j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
