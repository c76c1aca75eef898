import { describe, expect, it } from 'vitest';
import rttm from '../../../../lib/formats/rttm/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(rttm);

const options = rttm.Options.parse({});
const facts = { classes: ['air pilot'], sizeOf: () => undefined };
const read = (text: string, path = 'call 7.rttm') => reader.read({ path, bytes: Buffer.from(text) }, facts, options);

const row = (file: string, speaker: string) => `SPEAKER ${file} 2 1.5 0.25 <NA> <NA> ${speaker} <NA> <NA>\n`;

describe('a file of RTTM', () => {
  it('is read as turns in milliseconds and channels from 0, with the names of units and classes as they were', () => {
    const at = { kind: 'time', ranges: [{ start: 1_500, end: 1_750 }], channel: 1 };
    expect(read(row('call_207', 'air_20pilot'))).toEqual([{ unit: 'call 7', category: 'air pilot', at }]);
  });

  it('has as its class a speaker that is none of the project', () => {
    expect(read(row('call_207', 'speaker-3'))).toMatchObject([{ category: 'speaker-3' }]);
  });

  it('of a data set has the turns of each of its units', () => {
    expect(read(row('one', 'a') + row('two', 'b'), 'train.rttm')).toMatchObject([{ unit: 'one' }, { unit: 'two' }]);
  });

  it.each([
    ['SPEAKER call_207 1 0 1 <NA> <NA> a <NA>\n', 'Row 1 of call 7.rttm must be SPEAKER with 9 fields, but is not.'],
    ['SPKR-INFO call_207 1 <NA> <NA> <NA> unknown a <NA> <NA>\n', 'must be SPEAKER with 9 fields'],
    ['SPEAKER call_207 1 -1 1 <NA> <NA> a <NA> <NA>\n', 'must have a channel, an onset and a duration in numbers'],
    ['SPEAKER call_207 1 0 1 <NA> <NA> a <NA> <NA>', 'must end in a line break'],
  ])('that holds %j is refused by its row', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
