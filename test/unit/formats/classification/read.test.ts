import { expect, it } from 'vitest';
import classification from '../../../../lib/formats/classification/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(classification);

const fileOf = (...lines: object[]) => ({
  path: 'street/1.jsonl',
  bytes: Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')),
});
const read = (...lines: object[]) => reader.read(fileOf(...lines), { classes: [], sizeOf: () => undefined }, {});

it('a line has an answer in each column, and the text beside them', () => {
  const line = { file_name: 'street/1.txt', text: 'Rain.', Weather: 'rain', Seen: ['car', 'bus'], Count: 3 };
  expect(read(line)).toEqual([
    { unit: 'street/1', category: 'Weather', categoryKind: 'classification', answers: { Weather: 'rain' } },
    { unit: 'street/1', category: 'Seen', categoryKind: 'classification', answers: { Seen: ['car', 'bus'] } },
    { unit: 'street/1', category: 'Count', categoryKind: 'classification', answers: { Count: 3 } },
  ]);
  expect([...reader.readUnits(fileOf(line), {})]).toEqual([['street/1', { text: 'Rain.' }]]);
});

it('the lines of a data set are those of several units', () => {
  const objects = read({ file_name: 'street/1.jpg', Weather: 'rain' }, { file_name: 'street/2.jpg', Weather: 'sun' });
  expect(objects?.map(({ unit }) => unit)).toEqual(['street/1', 'street/2']);
});

it('a line that is none is refused', () => {
  expect(() => read({ file_name: 'street/1.jpg', Weather: { name: 'rain' } })).toThrow(
    'Line 1 of street/1.jsonl must be a file name with answers, but is not.',
  );
});
