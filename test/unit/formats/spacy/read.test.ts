import { describe, expect, it } from 'vitest';
import spacy from '../../../../lib/formats/spacy/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(spacy);

const options = spacy.Options.parse({});
const fileOf = (...lines: object[]) => ({
  path: 'letters/1.jsonl',
  bytes: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
});
const read = (...lines: object[]) => reader.read(fileOf(...lines), { classes: [], sizeOf: () => undefined }, options);

describe('a file of spaCy', () => {
  it('is read in UTF-16 units: an emoji before a name is one code point and two units', () => {
    const at = { kind: 'text', ranges: [{ start: 3, end: 6 }], text: 'Ada' };
    expect(read({ text: '🚦 Ada', entities: [[2, 5, 'person']] })).toEqual([
      { unit: 'letters/1', category: 'person', at },
    ]);
  });

  it('says the text of its unit, also where nothing is marked in it', () => {
    expect([...reader.readUnits(fileOf({ text: 'Ada', entities: [] }), options)]).toEqual([
      ['letters/1', { text: 'Ada' }],
    ]);
  });

  it('of a data set has a unit for each line', () => {
    const line = { text: 'Ada', spans: { sc: [[0, 3, 'person']] } };
    expect(read(line, line)).toMatchObject([{ unit: 'letters/1:1' }, { unit: 'letters/1:2' }]);
  });

  it.each([
    [{ text: 'Ada', entities: [[0, 4, 'person']] }, 'a span must lie in its text, but is from 0 to 4.'],
    [{ text: 'Ada', entities: [[2, 2, 'person']] }, 'a span must lie in its text, but is from 2 to 2.'],
    [{ text: 'Ada' }, 'Line 1 of letters/1.jsonl must be a text with its entities or spans'],
  ])('that holds %j is refused', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
