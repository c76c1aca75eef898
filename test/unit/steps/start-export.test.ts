import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeadLetterMessage } from '../../../lib/contracts/dead-letter.ts';
import { executionName } from '../../../lib/contracts/keys.ts';
import { type LabelEvent, LabelGroup } from '../../../lib/contracts/payloads.ts';
import { type QueueRecord, startExports } from '../../../lib/steps/start-export.ts';
import { anEvent, recordingLog } from '../../support/events.ts';

const recordsOf = (...bodies: string[]): QueueRecord[] =>
  bodies.map((body, index) => ({ messageId: `message-${index}`, body }));
const eventRecords = (...events: Partial<LabelEvent>[]) =>
  recordsOf(...events.map((parts) => JSON.stringify(anEvent(parts))));

/** Step Functions and the dead letters, as start-export sees them. */
function aStarter({
  startFails = () => false,
  buryFails = false,
}: {
  startFails?: (group: LabelGroup) => boolean;
  buryFails?: boolean;
} = {}) {
  const started: { name: string; group: LabelGroup }[] = [];
  const letters: DeadLetterMessage[] = [];
  const { log, events } = recordingLog();
  const run = async (records: readonly QueueRecord[]) => {
    const outcomes = await startExports(records, {
      start: async (name, group) => {
        if (startFails(group)) throw new Error('Step Functions is down.');
        const known = started.some((before) => before.name === name);
        if (!known) started.push({ name, group });
        return known ? 'known' : 'started';
      },
      deadLetter: async (message) => {
        if (buryFails) throw new Error('SQS is down.');
        letters.push(DeadLetterMessage.parse(message));
      },
      log,
    });
    return outcomes.map(({ status }) => status);
  };
  return { started, letters, events, run };
}
const idsOf = ({ group }: { group: LabelGroup }) => group.events.map(({ id }) => id);

describe('a batch of events', () => {
  it('becomes one execution for each platform and project', async () => {
    const { run, started } = aStarter();
    const records = eventRecords(
      { id: 'a', label: 'a' },
      { id: 'b', label: 'b', project: 'project-2' },
      { id: 'c', label: 'c' },
      { id: 'd', label: 'd', connection: 'labelbox' },
    );
    expect(await run(records)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'fulfilled']);
    expect(started.map(idsOf)).toEqual([['a', 'c'], ['b'], ['d']]);
    for (const { name, group } of started) expect(name).toBe(executionName(group));
  });

  it('keeps of several events about one label the last: its time decides, then a deletion, then a replay', async () => {
    const { run, started } = aStarter();
    const early = '2026-05-04T10:00:00.000Z';
    const late = '2026-05-04T11:00:00.000Z';
    await run(
      eventRecords(
        { id: 'late', label: 'a', occurredAt: late },
        { id: 'early', label: 'a', occurredAt: early },
        { id: 'edited', label: 'b', occurredAt: late },
        { id: 'deleted', label: 'b', occurredAt: late, kind: 'deleted' },
        { id: 'replayed', label: 'c', occurredAt: late, attempt: 2 },
        { id: 'first', label: 'c', occurredAt: late },
      ),
    );
    expect(started.flatMap(idsOf)).toEqual(['late', 'deleted', 'replayed']);
  });

  it('keeps apart the labels of different data units that have no label id yet', async () => {
    const { run, started } = aStarter();
    const nameless = ['one', 'two'].map((dataUnit) => {
      const { label: _label, ...event } = anEvent({ id: dataUnit, dataUnit });
      return JSON.stringify(event);
    });
    await run(recordsOf(...nameless));
    expect(started.flatMap(idsOf)).toEqual(['one', 'two']);
  });

  it('keeps listings apart from labels and from each other, and merges none: each says what changed since its time', async () => {
    const { run, started } = aStarter();
    const listing = { label: undefined, listing: 'stage:one' };
    await run(
      eventRecords(
        { id: 'label' },
        { id: 'one', ...listing },
        { id: 'two', ...listing },
        { id: 'two', ...listing },
        { id: 'other', ...listing, listing: 'stage:two' },
      ),
    );
    expect(started.map(idsOf)).toEqual([['label'], ['one', 'two'], ['other']]);
    expect(new Set(started.map(({ name }) => name)).size).toBe(3);
  });

  it('is started once when it comes again', async () => {
    const { run, started, events } = aStarter();
    const records = eventRecords({ id: 'a' });
    expect([await run(records), await run(records)]).toEqual([['fulfilled'], ['fulfilled']]);
    expect(started).toHaveLength(1);
    expect(events()).toEqual(['execution-started', 'execution-known']);
  });

  it('gives back to the queue every record of a group that did not start, and no other', async () => {
    const { run, started } = aStarter({ startFails: ({ project }) => project === 'down' });
    const records = eventRecords(
      { label: 'a' },
      { label: 'b', project: 'down' },
      { label: 'b', project: 'down', id: 'again' },
    );
    expect(await run(records)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(started).toHaveLength(1);
  });
});

describe('a record that is not an event', () => {
  it.each([
    ['not JSON', '{"schema"', 'The message is not JSON.'],
    [
      'of another schema',
      JSON.stringify({ ...anEvent(), schema: 2 }),
      'The message is not a label event: schema must be 1, but is another number.',
    ],
    ['empty', '', 'The message is not JSON.'],
  ])('goes to the dead letters with its reason, and its neighbours start (%s)', async (_what, body, reason) => {
    const { run, started, letters, events } = aStarter();
    expect(await run([...eventRecords({ id: 'good' }), ...recordsOf(body)])).toEqual(['fulfilled', 'fulfilled']);
    expect(started.flatMap(idsOf)).toEqual(['good']);
    expect(letters).toEqual([
      { events: [], unreadable: body, reason: { error: 'InvalidRequest', message: `[StartExport] ${reason}` } },
    ]);
    expect(events()).toContain('message-unreadable');
  });

  it('comes back from the queue when the dead letters do not take it', async () => {
    const { run, started } = aStarter({ buryFails: true });
    expect(await run([...recordsOf('not JSON'), ...eventRecords({ id: 'good' })])).toEqual(['rejected', 'fulfilled']);
    expect(started).toHaveLength(1);
  });

  it('is kept to its first 100,000 bytes, so that the letter fits a message', async () => {
    const { run, letters } = aStarter();
    await run(recordsOf('é'.repeat(100_000)));
    expect(Buffer.byteLength(letters[0]?.unreadable ?? '')).toBeLessThanOrEqual(100_003);
  });
});

it('makes groups of 200 labels at most, each small enough for the states of its execution, and loses none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 450 }), fc.integer({ min: 1, max: 3_000 }), async (count, length) => {
      const { run, started } = aStarter();
      const labels = Array.from({ length: count }, (_, index) => `${index}-`.padEnd(length, 'x'));
      await run(eventRecords(...labels.map((label) => ({ id: label.slice(0, 8), label }))));
      expect(started.flatMap(({ group }) => group.events.map(({ label }) => label)).sort()).toEqual([...labels].sort());
      for (const { group } of started) {
        expect(LabelGroup.safeParse(group).success).toBe(true);
        const answer = group.events.map((event) => ({
          status: 'failed',
          event,
          error: 'InvalidConfiguration',
          message: 'x'.repeat(320),
        }));
        // An array for each label: more brackets than there can be.
        const fetched = { batches: answer.map((label) => [label]) };
        expect(Buffer.byteLength(JSON.stringify({ ...group, fetched }))).toBeLessThanOrEqual(262_144);
      }
    }),
    { numRuns: 25 },
  );
});
