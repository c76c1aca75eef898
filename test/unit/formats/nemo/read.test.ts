import { expect, it } from 'vitest';
import nemo from '../../../../lib/formats/nemo/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(nemo);

const options = nemo.Options.parse({});
const facts = { classes: [], sizeOf: () => undefined };
const read = (text: string) => reader.read({ path: 'call 7.json', bytes: Buffer.from(text) }, facts, options);
const line = (parts: object) =>
  `${JSON.stringify({ audio_filepath: 'call 7.wav', duration: 1.5, text: 'Hello', ...parts })}\n`;

it('a manifest of an audio has what is said in each stretch, by whom where it says it', () => {
  expect(read(line({ offset: 0.25, category: 'pilot', channel: 1 }) + line({ lang: 'en' }))).toEqual([
    {
      unit: 'call 7',
      category: 'pilot',
      at: { kind: 'time', ranges: [{ start: 250, end: 1_750 }], channel: 1 },
      answers: { transcription: 'Hello' },
    },
    {
      unit: 'call 7',
      category: 'transcription',
      categoryKind: 'classification',
      at: { kind: 'time', ranges: [{ start: 0, end: 1_500 }] },
      answers: { transcription: 'Hello' },
    },
  ]);
});

it('a manifest of several audios has each under its name, and one without a line has nothing', () => {
  const objects = read(line({}) + line({ audio_filepath: 'radio/8.wav' })) ?? [];
  expect(objects.map(({ unit }) => unit)).toEqual(['call 7', 'radio/8']);
  expect(read('')).toEqual([]);
});

it.each([
  ['{}\n', 'Line 1 of call 7.json must be an utterance with its times'],
  ['no JSON\n', 'Line 1 of call 7.json must be an utterance with its times'],
  [line({ duration: -1 }), 'Line 1 of call 7.json must be an utterance with its times'],
  [line({}).trimEnd(), 'call 7.json must end in a line break'],
])('a manifest that is %s is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});
