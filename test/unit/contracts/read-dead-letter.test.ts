import { describe, expect, it } from 'vitest';
import { stepped } from '../../../lib/contracts/dead-letter.ts';
import { readDeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import { anEvent } from '../../support/events.ts';

const sentAt = new Date('2026-05-04T13:00:00.000Z');
const read = (body: unknown, receiveCount = 1) =>
  readDeadLetter({
    id: 'letter-1',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    sentAt,
    receiveCount,
  });
const reason = { error: 'InvalidLabel', message: '[FetchLabels] The label is odd.', executionArn: 'arn:aws:states:x' };

describe('a dead letter', () => {
  it('tells error, message, step, execution and times', () => {
    expect(read({ events: [anEvent()], reason })).toEqual({
      id: 'letter-1',
      events: [anEvent()],
      unreadable: undefined,
      error: 'InvalidLabel',
      message: 'The label is odd.',
      step: 'FetchLabels',
      executionArn: 'arn:aws:states:x',
      firstFailedAt: sentAt.toISOString(),
      lastFailedAt: sentAt.toISOString(),
      attempts: 1,
      replays: 0,
    });
  });

  it("reads an error's message out of what Lambda makes of it, without the trace", () => {
    const message = JSON.stringify({
      errorType: 'X',
      errorMessage: stepped('WriteExport', 'Two\nlines.'),
      trace: ['at'],
    });
    expect(read({ events: [anEvent()], reason: { ...reason, message } })).toMatchObject({
      message: 'Two\nlines.',
      step: 'WriteExport',
    });
  });

  it('takes the step from the state machine where an error of AWS does not say it', () => {
    const timeout = { error: 'States.Timeout', message: '', step: 'WriteExport' };
    expect(read({ events: [anEvent()], reason: timeout })).toMatchObject({ step: 'WriteExport', message: '' });
    expect(read({ events: [anEvent()], reason: { ...reason, step: 'WriteExport' } }).step).toBe('FetchLabels');
  });

  it('leaves a message without a step as it is', () => {
    expect(read({ events: [], reason: { error: 'States.Runtime', message: 'No step [here].' } })).toMatchObject({
      message: 'No step [here].',
      step: undefined,
    });
  });

  it('has failed first when its oldest event did, and counts the most attempts and replays', () => {
    const events = [
      anEvent({ attempt: 2, replays: 1, firstFailedAt: '2026-05-02T00:00:00.000Z' }),
      anEvent({ attempt: 4, replays: 0 }),
      anEvent({ firstFailedAt: '2026-05-03T00:00:00.000Z' }),
    ];
    expect(read({ events, reason }, 9)).toMatchObject({
      firstFailedAt: '2026-05-02T00:00:00.000Z',
      lastFailedAt: sentAt.toISOString(),
      attempts: 4,
      replays: 1,
    });
  });

  it('that SQS moved is a bare event which nobody took up', () => {
    expect(read(anEvent({ replays: 1 }), 5)).toMatchObject({
      events: [anEvent({ replays: 1 })],
      unreadable: undefined,
      error: 'NotTakenUp',
      message: expect.stringContaining('gave it out 5 times'),
      step: 'StartExport',
      attempts: 5,
      replays: 1,
    });
  });

  const ended = (input: unknown) => ({
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: 'arn:aws:states:x', status: 'TIMED_OUT', startDate: 0, input },
  });
  const group = JSON.stringify({ platform: 'encord', project: 'project-1', events: [anEvent()] });

  it.each([
    ['the event of EventBridge', ended(group)],
    ["Lambda's record of a failed invocation", { version: '1.0', requestPayload: ended(group) }],
  ])('that rescue-execution could not take is read out of %s', (_what, body) => {
    expect(read(body)).toMatchObject({
      events: [anEvent()],
      error: 'Execution.TIMED_OUT',
      step: 'Execution',
      executionArn: 'arn:aws:states:x',
      unreadable: undefined,
    });
  });

  it('that came without the input of its execution says where to find it', () => {
    expect(read(ended(null))).toMatchObject({
      events: [],
      error: 'Execution.TIMED_OUT',
      message: expect.stringMatching(/aws stepfunctions describe-execution --execution-arn arn:aws:states:x$/),
    });
  });

  it('with one event that cannot be read keeps the others readable, and that one as it is', () => {
    const newer = { ...anEvent({ id: 'newer' }), schema: 2 };
    expect(read({ events: [anEvent({ id: 'a' }), newer, anEvent({ id: 'b' })], reason })).toMatchObject({
      events: [{ id: 'a' }, { id: 'b' }],
      unreadableEvents: [newer],
      error: 'InvalidLabel',
      message: 'The label is odd.',
    });
    const group = { connection: 'encord', project: 'project-1', events: [newer, anEvent()] };
    expect(read(ended(JSON.stringify(group)))).toMatchObject({ events: [anEvent()], unreadableEvents: [newer] });
  });

  it('of which no event can be read still has its own reason', () => {
    expect(read({ events: [{ schema: 2 }], reason })).toMatchObject({
      events: [],
      unreadableEvents: [{ schema: 2 }],
      error: 'InvalidLabel',
    });
  });

  it('that SQS moved may hold several events in one message', () => {
    const events = [anEvent({ id: 'a' }), anEvent({ id: 'b' })];
    expect(read({ events, again: { split: 1, reason: 'x' } }, 5)).toMatchObject({ events, error: 'NotTakenUp' });
  });

  it.each([
    ['a letter', { events: [anEvent()], reason }],
    ['an event of EventBridge', ended(group)],
  ])('that was moved back into label-events and returned as unreadable is read as %s within it', (_what, inner) => {
    const moved = {
      events: [],
      unreadable: JSON.stringify(inner),
      reason: { error: 'InvalidRequest', message: 'Odd.' },
    };
    expect(read(moved)).toEqual(read(inner));
    const cut = { ...moved, unreadable: JSON.stringify(inner).slice(0, 100) };
    expect(read(cut)).toMatchObject({ events: [], unreadable: cut.unreadable, error: 'InvalidRequest' });
  });

  it.each(['not JSON', '{"events": [{}], "reason": {}}', '[]', '', 'null'])(
    'keeps what nobody can read as it came: %j',
    (body) => {
      expect(read(body)).toMatchObject({ events: [], unreadable: body, error: 'Unreadable' });
    },
  );
});
