import { describe, expect, it } from 'vitest';
import { describeLetter, jsonLine, LetterCounts, LetterTable } from '../../../cli/dead-letter-text.ts';
import { outcomeJson, outcomeLine, problemOf, purgedLine } from '../../../cli/dlq/report.ts';
import type { HeldLetter } from '../../../lib/queue/dead-letters.ts';
import { anEvent } from '../../support/events.ts';

const aLetter = (parts: Partial<HeldLetter> = {}): HeldLetter => ({
  id: '0f9d5c1e-1111-4222-8333-444455556666',
  events: [anEvent()],
  error: 'InvalidLabel',
  message: 'It is odd.',
  step: 'FetchLabels',
  executionArn: 'arn:aws:states:x',
  firstFailedAt: '2026-05-04T12:00:00.000Z',
  lastFailedAt: '2026-05-04T13:00:00.000Z',
  attempts: 2,
  replays: 1,
  receiptHandle: 'only this process can use it',
  ...parts,
});

describe('a table of dead letters', () => {
  it('has a line a letter, its columns one below the other', () => {
    const letters = [
      aLetter(),
      aLetter({ id: 'abcdefgh-2', error: 'PlatformThrottled', events: [anEvent(), anEvent()] }),
    ];
    expect(new LetterTable().text(letters).split('\n')).toEqual([
      'id        failed               tries  error              label                      reason',
      '0f9d5c1e  2026-05-04 13:00:00  2      InvalidLabel       encord label-1             It is odd.',
      'abcdefgh  2026-05-04 13:00:00  2      PlatformThrottled  encord label-1 and 1 more  It is odd.',
    ]);
  });

  it('goes on in the same columns, without a second head', () => {
    const table = new LetterTable();
    const [, first = ''] = table.text([aLetter()]).split('\n');
    expect(table.text([aLetter(), aLetter()])).toBe([first, first].join('\n'));
  });

  it('keeps a reason of many lines on one, and short', () => {
    const [, line = ''] = new LetterTable().text([aLetter({ message: `one\n\ttwo ${'x'.repeat(200)}` })]).split('\n');
    expect(line).toContain('one two xxx');
    expect(line).toMatch(/x…$/);
    expect(line.slice(line.indexOf('one two'))).toHaveLength(100);
  });

  it.each([
    [{ events: [] }, '(unreadable message)'],
    [{ events: [anEvent({ label: undefined, dataUnit: 'unit-1' })] }, 'encord data unit unit-1'],
    [{ events: [anEvent({ label: undefined, listing: 'stage:one' })] }, 'encord listing stage:one'],
  ])('names what there is of a label', (parts, cell) => {
    expect(new LetterTable().text([aLetter(parts)])).toContain(cell);
  });
});

it('counts letters by error', () => {
  const counts = new LetterCounts();
  counts.add([aLetter()]);
  expect(`${counts}`).toBe('1 dead letter: 1 InvalidLabel');
  counts.add([aLetter({ error: 'X' }), aLetter()]);
  expect(`${counts}`).toBe('3 dead letters: 2 InvalidLabel, 1 X');
});

it('shows every fact of a letter, and leaves out those it lacks', () => {
  expect(describeLetter(aLetter())).toBe(
    [
      'id            0f9d5c1e-1111-4222-8333-444455556666',
      'error         InvalidLabel',
      'reason        It is odd.',
      'step          FetchLabels',
      'execution     arn:aws:states:x',
      'first failed  2026-05-04T12:00:00.000Z',
      'last failed   2026-05-04T13:00:00.000Z',
      'attempts      2',
      'replays       1',
      'events',
      `  ${JSON.stringify(anEvent())}`,
    ].join('\n'),
  );
  const unreadable = describeLetter(
    aLetter({ events: [], unreadable: 'not JSON', step: undefined, executionArn: undefined }),
  );
  expect(unreadable).toMatch(/\nmessage {7}not JSON$/);
  expect(unreadable).not.toMatch(/^(step|execution|events)/m);
});

it('shows the events that cannot be read', () => {
  expect(describeLetter(aLetter({ unreadableEvents: [{ schema: 2 }] }))).toMatch(/\nunreadable\n {2}{"schema":2}$/);
});

describe('what somebody put into an id or a message', () => {
  const hostile = '\u001b[2J\u009b31m\u0007\u202etxt.exe\u2028\u007f';
  const letter = aLetter({
    error: hostile,
    message: `${hostile}\nerror         Nothing`,
    unreadable: hostile,
    events: [anEvent({ label: hostile })],
    unreadableEvents: [{ id: hostile }],
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

  it('reaches the terminal with its control characters escaped, in every form of a letter', () => {
    const counts = new LetterCounts();
    counts.add([letter]);
    const outcome = { letter, outcome: 'kept', reason: hostile } as const;
    for (const text of [
      new LetterTable().text([letter]),
      describeLetter(letter),
      jsonLine(letter),
      `${counts}`,
      outcomeLine(outcome),
      outcomeJson(outcome),
      purgedLine(letter, false),
    ]) {
      expect(text).not.toMatch(control);
      expect(text).toContain('\\u001b[2J');
    }
  });

  it('cannot look like a fact of the letter', () => {
    expect(
      describeLetter(letter)
        .split('\n')
        .filter((line) => line.startsWith('error')),
    ).toHaveLength(1);
  });

  it('is the same in JSON', () => {
    expect(JSON.parse(jsonLine(letter))).toMatchObject({ error: hostile, unreadableEvents: [{ id: hostile }] });
  });
});

describe('a look that was not whole', () => {
  const whole = { looked: 3, arrived: 0, heldElsewhere: 0, waiting: 0, interrupted: false };

  it('is not called the end of the dead letters', () => {
    expect(problemOf(whole)).toBeUndefined();
    expect(problemOf({ ...whole, heldElsewhere: 2, waiting: 1 })).toBe(
      'Not every dead letter could be looked at: SQS counts about 2 held elsewhere (by another command, by the SQS console) and 1 that arrived meanwhile. Run it again in some minutes.',
    );
    expect(problemOf({ ...whole, interrupted: true })).toBe(
      'Interrupted: the letters that were held are given back. Run it again for the others.',
    );
  });
});

it('makes JSON of a letter without the handle', () => {
  expect(JSON.parse(jsonLine(aLetter()))).not.toHaveProperty('receiptHandle');
  expect(JSON.parse(jsonLine(aLetter()))).toMatchObject({ id: aLetter().id, attempts: 2 });
});
