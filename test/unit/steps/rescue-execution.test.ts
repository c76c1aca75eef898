import { describe, expect, it } from 'vitest';
import type { DeadLetterMessage } from '../../../lib/contracts/dead-letter.ts';
import { ExecutionEnded } from '../../../lib/contracts/execution-ended.ts';
import { readDeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import { ReturnedEvents } from '../../../lib/contracts/returned-events.ts';
import { rescueExecution } from '../../../lib/steps/rescue-execution.ts';
import { anEvent, recordingLog } from '../../support/events.ts';

const groupOf = (...ids: string[]) => ({
  platform: 'encord',
  project: 'project-1',
  events: ids.map((id) => anEvent({ id })),
});
const group = groupOf('a');
const ended = (detail: Partial<ExecutionEnded['detail']> = {}) =>
  ExecutionEnded.parse({
    detail: {
      executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:export-labels:encord-1',
      status: 'TIMED_OUT',
      startDate: Date.parse('2026-05-04T12:00:00.000Z'),
      input: JSON.stringify(group),
      error: null,
      cause: null,
      ...detail,
    },
  });

function aRescuer() {
  const letters: DeadLetterMessage[] = [];
  const returned: ReturnedEvents[] = [];
  const { log, events } = recordingLog();
  const rescue = (event: ExecutionEnded) =>
    rescueExecution(event, {
      inputOf: async () => JSON.stringify(group),
      deadLetter: async (message) => void letters.push(message),
      putBack: async (message) => void returned.push(ReturnedEvents.parse(message)),
      log,
    });
  return { letters, returned, events, rescue };
}

describe('an execution whose end no Catch saw', () => {
  it.each(['TIMED_OUT', 'ABORTED'] as const)(
    'has its events in the dead letters when it ended as %s',
    async (status) => {
      const { letters, rescue, events } = aRescuer();
      await rescue(ended({ status }));
      expect(letters).toEqual([
        {
          events: group.events,
          reason: {
            error: `Execution.${status}`,
            message: `[Execution] The execution ended as ${status}, where no Catch could see it.`,
            executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:export-labels:encord-1',
            executionStartedAt: '2026-05-04T12:00:00.000Z',
          },
        },
      ]);
      expect(events()).toEqual(['execution-rescued']);
    },
  );

  it("keeps Step Functions' own error and cause", async () => {
    const { letters, rescue } = aRescuer();
    await rescue(ended({ status: 'FAILED', error: 'States.DataLimitExceeded', cause: 'Too large.' }));
    const body = JSON.stringify(letters[0]);
    expect(readDeadLetter({ id: '1', body, sentAt: new Date(0), receiveCount: 1 })).toMatchObject({
      error: 'States.DataLimitExceeded',
      message: 'Too large.',
      step: 'Execution',
    });
  });

  it.each([null, undefined])('is asked for its input when that was too long for the event (%s)', async (input) => {
    const { letters, rescue } = aRescuer();
    await rescue(ended({ input }));
    expect(letters[0]?.events).toEqual(group.events);
  });

  it.each([
    [undefined, 1],
    [25, 25],
  ])('goes back to label-events to be split when it had several events (%s)', async (split, size) => {
    const { letters, returned, rescue, events } = aRescuer();
    const input = JSON.stringify({ ...groupOf('a', 'b'), split });
    await rescue(ended({ status: 'FAILED', error: 'States.DataLimitExceeded', cause: 'Too large.', input }));
    expect(letters).toEqual([]);
    expect(returned).toMatchObject([
      { events: groupOf('a', 'b').events, again: { split: size, reason: { error: 'States.DataLimitExceeded' } } },
    ]);
    expect(events()).toEqual(['execution-rescued']);
  });

  it('is left alone when its labels are in the dead letters already', async () => {
    const { letters, rescue, events } = aRescuer();
    await rescue(ended({ status: 'FAILED', error: 'LabelsDeadLettered' }));
    expect([letters, events()]).toEqual([[], []]);
  });

  it('is an InvalidRequest when its input is not a group of events', async () => {
    await expect(aRescuer().rescue(ended({ input: '{"events": []}' }))).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining('The input of the execution breaks its contract'),
    });
  });
});
