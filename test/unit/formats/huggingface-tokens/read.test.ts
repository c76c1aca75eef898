import { describe, expect, it } from 'vitest';
import tokens from '../../../../lib/formats/huggingface-tokens/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(tokens);

const options = tokens.Options.parse({});
const facts = { classes: ['person'], sizeOf: () => undefined };
const fileOf = (...lines: object[]) => ({
  path: 'letters/1.json',
  bytes: Buffer.from(lines.map((line) => `${JSON.stringify({ file_name: '1.txt', ...line })}\n`).join('')),
});
const read = (...lines: object[]) => reader.read(fileOf(...lines), facts, options);

const named = { tokens: ['🚦', 'Ada', 'King'], ner_tags: ['O', 'B-person', 'I-person'], offsets: [[0, 1], [2, 5], [6, 10]] }; // biome-ignore format: one sentence

describe('a file of Hugging Face tokens', () => {
  it('is read in UTF-16 units of the text that its tokens make at their offsets', () => {
    const at = { kind: 'text', ranges: [{ start: 3, end: 11 }], text: 'Ada King' };
    expect(read(named)).toEqual([{ unit: 'letters/1', category: 'person', at }]);
    const next = { tokens: ['Eve'], ner_tags: ['O'], offsets: [[11, 14]] };
    expect([...reader.readUnits(fileOf(named, next), options)]).toEqual([['letters/1', { text: '🚦 Ada King\nEve' }]]);
  });

  it('has the classes of its numbers', () => {
    expect(read({ ...named, ner_tags: [0, 1, 2] })).toEqual(read(named));
    expect(() => read({ ...named, ner_tags: [0, 3, 4] })).toThrow('must have tags from 0 to 2, but has 3.');
  });

  it('of a data set has the names of each of its units', () => {
    expect(read(named, { ...named, file_name: '2.txt' })).toMatchObject([{ unit: '1' }, { unit: '2' }]);
  });

  it('of a text without tokens is empty', () => {
    expect(read()).toEqual([]);
  });

  it.each([
    [{ ...named, ner_tags: ['O'] }, 'Line 1 of letters/1.json must be tokens with their tags and offsets'],
    [{ ...named, ner_tags: ['O', 'I-person', 'O'] }, 'must begin a name with B-'],
    [{ ...named, offsets: [[0, 2], [2, 5], [6, 10]] }, 'must have tokens one behind the other'], // biome-ignore format: one thing
    [{ ...named, offsets: [[0, 1], [0, 3], [6, 10]] }, 'must have tokens one behind the other'], // biome-ignore format: one thing
  ])('that holds %j is refused', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});
