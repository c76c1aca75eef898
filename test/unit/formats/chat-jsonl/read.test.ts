import { describe, expect, it } from 'vitest';
import chat from '../../../../lib/formats/chat-jsonl/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(chat);

const options = chat.Options.parse({});
const fileOf = (...lines: object[]) => ({
  path: 'chats/1.jsonl',
  bytes: Buffer.from(lines.map((line) => `${JSON.stringify({ file_name: 'chats/1', ...line })}\n`).join('')),
});
const read = (...lines: object[]) => reader.read(fileOf(...lines), { classes: [], sizeOf: () => undefined }, options);
const [question, answer] = [{ role: 'user', content: '🚦 Where is Ada?' }, { role: 'assistant', content: 'Here.' }]; // biome-ignore format: two messages
const said = (...labels: object[]) => ({ messages: [question, answer], labels: JSON.stringify(labels) });

describe('a line of messages', () => {
  it('has what is said of characters, of a message and of all of it, in UTF-16 units', () => {
    expect(
      read(
        said(
          { name: 'person', message: 0, start: 11, end: 14 },
          { name: 'tone', message: 1, value: 'short' },
          { name: 'topics', value: ['people'] },
        ),
      ),
    ).toEqual([
      {
        unit: 'chats/1',
        category: 'person',
        at: { kind: 'message', parts: [{ message: '0-0', start: 12, end: 15 }], text: 'Ada' },
      },
      {
        unit: 'chats/1',
        category: 'tone',
        categoryKind: 'classification',
        answers: { tone: 'short' },
        at: { kind: 'message', parts: [{ message: '0-1' }] },
      },
      { unit: 'chats/1', category: 'topics', categoryKind: 'classification', answers: { topics: ['people'] } },
    ]);
    expect([...reader.readUnits(fileOf(said()), options)]).toEqual([
      [
        'chats/1',
        {
          messages: [
            { id: '0-0', author: 'user', text: question.content },
            { id: '0-1', author: 'assistant', text: 'Here.' },
          ],
        },
      ],
    ]);
  });

  it.each([
    [said({ name: 'person', message: 2 }), 'Line 1 of chats/1.jsonl must have a message 2, but has 2.'],
    [said({ name: 'person', message: 1, start: 1, end: 9 }), 'characters 1 to 9 must lie in message 1'],
    [{ ...said(), labels: '[{}]' }, 'labels of Line 1 of chats/1.jsonl must be JSON'],
    [{ messages: 'none' }, 'Line 1 of chats/1.jsonl must be messages with labels'],
  ])('is refused where it is %j', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });
});

it('of a pair of answers, one is chosen and one rejected, line for line', () => {
  const pair = { prompt: [question], chosen: [answer], rejected: [{ role: 'assistant', content: 'No idea.' }] };
  const objects = read(pair, pair) ?? [];
  expect(objects.map(({ category, at }) => [category, at])).toEqual(
    ['0', '1'].flatMap((line) =>
      ['chosen', 'rejected'].map((verdict) => [
        verdict,
        { kind: 'message', parts: [{ message: `${line}-${verdict}-0` }] },
      ]),
    ),
  );
  const messages = reader.readUnits(fileOf(pair, pair), options).get('chats/1')?.messages ?? [];
  expect(messages.map(({ text }) => text)).toEqual([question.content, 'Here.', 'No idea.', question.content, 'Here.', 'No idea.']); // biome-ignore format: a line each
});
