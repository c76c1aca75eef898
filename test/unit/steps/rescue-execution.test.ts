import { describe, expect, it } from 'vitest';
import type { DeadLetterMessage } from '../../../lib/contracts/dead-letter.ts';
import { StorageUnavailable } from '../../../lib/contracts/errors.ts';
import { ExecutionEnded } from '../../../lib/contracts/execution-ended.ts';
import { readDeadLetter } from '../../../lib/contracts/read-dead-letter.ts';
import { ReturnedEvents } from '../../../lib/contracts/returned-events.ts';
import { isMarked, rescueExecution } from '../../../lib/steps/rescue-execution.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

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

function aRescuer(store: ObjectStore = new MemoryStore()) {
  const letters: DeadLetterMessage[] = [];
  const returned: ReturnedEvents[] = [];
  const { log, events } = recordingLog();
  const rescue = (event: ExecutionEnded) =>
    rescueExecution(event, {
      store,
      version: '1.2.3',
      newId: () => 'commit-1',
      now: () => new Date('2026-05-04T13:00:00.000Z'),
      inputOf: async () => JSON.stringify(group),
      deadLetter: async (message) => void letters.push(message),
      putBack: async (message) => void returned.push(ReturnedEvents.parse(message)),
      log,
    });
  return { store, letters, returned, events, rescue };
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
      expect(events()).toEqual(['label-given-up', 'execution-rescued']);
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

  it('is left alone when its labels are in the dead letters already, and marked, so that no sweep asks how it ended', async () => {
    const { store, letters, returned, rescue, events } = aRescuer();
    expect(await rescue(ended({ status: 'FAILED', error: 'LabelsDeadLettered' }))).toBe('nothing to rescue');
    expect([letters, returned, events()]).toEqual([[], [], []]);
    expect(await isMarked(store, ended().detail.executionArn)).toBe(true);
  });

  it.each(['{"events": []}', 'not JSON'])(
    'has its input in a letter when that is not a group of events: %s',
    async (input) => {
      const { letters, rescue } = aRescuer();
      await rescue(ended({ input }));
      expect(letters).toMatchObject([{ events: [], unreadable: input, reason: { error: 'Execution.TIMED_OUT' } }]);
    },
  );

  it('has only the beginning of an input in a letter that would be too long for one', async () => {
    const { letters, rescue } = aRescuer();
    await rescue(ended({ input: `"${'x'.repeat(250_000)}"` }));
    expect(letters[0]?.unreadable).toHaveLength(100_000);
  });

  it('loses no event beside one that a newer version wrote', async () => {
    const { letters, rescue } = aRescuer();
    const newer = { ...anEvent({ id: 'b' }), schema: 2 };
    await rescue(ended({ input: JSON.stringify({ ...group, events: [...group.events, newer] }) }));
    const body = JSON.stringify(letters[0]);
    expect(readDeadLetter({ id: '1', body, sentAt: new Date(0), receiveCount: 1 })).toMatchObject({
      events: group.events,
      unreadableEvents: [newer],
    });
  });
});

describe('the mark of an execution', () => {
  const name = 'rescued/encord-1';

  it.each([
    ['a', ['a']],
    ['a group', ['a', 'b']],
  ])('keeps it from being rescued twice: %s', async (_what, ids) => {
    const { store, letters, returned, rescue } = aRescuer();
    const event = ended({ input: JSON.stringify(groupOf(...ids)) });
    expect([await rescue(event), await rescue(event)]).toEqual(['rescued', 'nothing to rescue']);
    expect(letters.length + returned.length).toBe(1);
    expect(await store.head(name)).toBeDefined();
  });

  it('is written after the letter: without it, the next look repeats the rescue and loses nothing', async () => {
    let failures = 1;
    const store = around(new MemoryStore(), async (operation, run) => {
      if (operation === 'put' && failures-- > 0) throw new Error('S3 is away.');
      return run();
    });
    const { letters, rescue, events } = aRescuer(store);
    expect(await rescue(ended())).toBe('rescued'); // it is done, and trying again at once would send a second letter
    expect(events()).toContain('execution-not-marked');
    expect([letters.length, await store.head(name)]).toEqual([1, undefined]);
    expect(await rescue(ended())).toBe('rescued');
    expect(letters[1]).toEqual(letters[0]);
  });

  it('is not written when the letter was not sent', async () => {
    const { store, rescue } = aRescuer();
    const refused = { ...ended(), detail: { ...ended().detail, input: undefined } };
    const failing = rescueExecution(refused, {
      store,
      version: '1.2.3',
      newId: () => 'commit-1',
      now: () => new Date(0),
      inputOf: async () => JSON.stringify(group),
      deadLetter: async () => Promise.reject(new Error('SQS did not take a dead letter: InternalError.')),
      putBack: async () => {},
      log: () => {},
    });
    await expect(failing).rejects.toThrow('SQS did not take');
    expect(await store.head(name)).toBeUndefined();
    expect(await rescue(ended())).toBe('rescued');
  });
});

describe('a label that is given up with its execution', () => {
  const label = { connection: 'encord', project: 'project-1', label: 'label-1' };

  it('has a record that says why', async () => {
    const { store, rescue } = aRescuer();
    await rescue(ended({ status: 'FAILED', error: 'States.DataLimitExceeded', cause: 'Too large.' }));
    expect((await readRecord(store, label))?.record).toMatchObject({
      status: 'failed',
      failure: { error: 'States.DataLimitExceeded', message: 'Too large.', build: 'labelwire 1.2.3' },
    });
  });

  it('has its letter and the mark also where the record cannot be written', async () => {
    const store = around(new MemoryStore(), async (operation, run) => {
      if (operation === 'putIf') throw new StorageUnavailable('S3 did not serve bucket b: SlowDown (503).');
      return run();
    });
    const { letters, rescue, events } = aRescuer(store);
    expect(await rescue(ended())).toBe('rescued');
    expect(letters).toHaveLength(1);
    expect(events()).toEqual(['failure-not-recorded', 'execution-rescued']);
    expect(await store.head('rescued/encord-1')).toBeDefined();
  });

  it('has no such note when it was in a group, which is tried again', async () => {
    const { store, rescue } = aRescuer();
    await rescue(ended({ input: JSON.stringify(groupOf('a', 'b')) }));
    expect(await readRecord(store, label)).toBeUndefined();
  });
});
