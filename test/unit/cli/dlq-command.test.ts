import { describe, expect, it } from 'vitest';
import { asJson, describeLetter, summary, table } from '../../../cli/dead-letter-text.ts';
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
    expect(table(letters).split('\n')).toEqual([
      'id        failed               tries  error              label                      reason',
      '0f9d5c1e  2026-05-04 13:00:00  2      InvalidLabel       encord label-1             It is odd.',
      'abcdefgh  2026-05-04 13:00:00  2      PlatformThrottled  encord label-1 and 1 more  It is odd.',
    ]);
  });

  it('keeps a reason of many lines on one, and short', () => {
    const [, line = ''] = table([aLetter({ message: `one\n\ttwo ${'x'.repeat(200)}` })]).split('\n');
    expect(line).toContain('one two xxx');
    expect(line).toMatch(/x…$/);
    expect(line.slice(line.indexOf('one two'))).toHaveLength(100);
  });

  it.each([
    [{ events: [] }, '(unreadable message)'],
    [{ events: [anEvent({ label: undefined, dataUnit: 'unit-1' })] }, 'encord data unit unit-1'],
    [{ events: [anEvent({ label: undefined, listing: 'stage:one' })] }, 'encord listing stage:one'],
  ])('names what there is of a label', (parts, cell) => {
    expect(table([aLetter(parts)])).toContain(cell);
  });
});

it('counts letters by error', () => {
  expect(summary([aLetter()])).toBe('1 dead letter: 1 InvalidLabel');
  expect(summary([aLetter(), aLetter({ error: 'X' }), aLetter()])).toBe('3 dead letters: 2 InvalidLabel, 1 X');
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

it('makes JSON of a letter without the handle', () => {
  expect(asJson(aLetter())).not.toHaveProperty('receiptHandle');
  expect(asJson(aLetter())).toMatchObject({ id: aLetter().id, attempts: 2 });
});
