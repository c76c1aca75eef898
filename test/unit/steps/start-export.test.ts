import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeadLetterMessage } from '../../../lib/contracts/dead-letter.ts';
import { executionName } from '../../../lib/contracts/keys.ts';
import { type LabelEvent, LabelGroup } from '../../../lib/contracts/payloads.ts';
import { type QueueRecord, startExports } from '../../../lib/steps/start-export.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const recordsOf = (...bodies: string[]): QueueRecord[] =>
  bodies.map((body, index) => ({ messageId: `message-${index}`, body }));
const eventRecords = (...events: Partial<LabelEvent>[]) =>
  recordsOf(...events.map((parts) => JSON.stringify(anEvent(parts))));

const now = new Date('2026-05-06T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

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
  const recorded: unknown[] = [];
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
      recordFailure: async (event, reason) => void recorded.push({ event, reason }),
      patienceMilliseconds: 24 * 3_600_000,
      now: () => now,
      log,
    });
    return outcomes.map(({ status }) => status);
  };
  return { started, letters, recorded, events, run };
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

  it('says of a label’s event that it announces others, too, unless they are earlier edits or the same', async () => {
    const { run, started } = aStarter();
    const [early, late] = ['2026-05-04T10:00:00.000Z', '2026-05-04T11:00:00.000Z'];
    await run(
      eventRecords(
        { id: 'late', label: 'tie', changedAt: 7, occurredAt: late },
        { id: 'early', label: 'tie', changedAt: 7, occurredAt: early },
        { id: 'late', label: 'edited', changedAt: 8, occurredAt: late },
        { id: 'early', label: 'edited', changedAt: 7, occurredAt: early },
        { id: 'late', label: 'timeless', occurredAt: late },
        { id: 'early', label: 'timeless', occurredAt: early },
        { id: 'late', label: 'twice', occurredAt: late },
        { id: 'late', label: 'twice', occurredAt: late },
      ),
    );
    const joined = started.flatMap(({ group }) => group.events.filter((event) => event.joined));
    expect(joined.map(({ label }) => label)).toEqual(['tie', 'timeless']);
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

describe('a group that an execution left behind', () => {
  const reason = { error: 'Runtime.ExitError', message: 'It crashed.' };
  const labels = (count: number) => Array.from({ length: count }, (_, index) => anEvent({ label: `label-${index}` }));
  const returned = (split: number, events: readonly LabelEvent[]) =>
    recordsOf(JSON.stringify({ events, again: { split, reason } }));
  const sizes = (groups: readonly { group: LabelGroup }[]) => groups.map(({ group }) => group.events.length);

  it('is started again in smaller groups, each under another name and with the next size', async () => {
    const { run, started, events } = aStarter();
    const all = labels(60);
    await run(recordsOf(...all.map((event) => JSON.stringify(event))));
    expect(started.map(({ group }) => [group.events.length, group.split])).toEqual([[60, 25]]);
    expect(await run(returned(25, all))).toEqual(['fulfilled']);
    expect(started.slice(1).map(({ group }) => [group.events.length, group.split])).toEqual([
      [25, 1],
      [25, 1],
      [10, 1],
    ]);
    expect(new Set(started.map(({ name }) => name)).size).toBe(4);
    expect(started.slice(1).flatMap(({ group }) => group.events.map(({ attempt }) => attempt))).toEqual(
      Array.from({ length: 60 }, () => 2),
    );
    expect(events()).toContain('group-split');
  });

  it('ends in executions of one event each, however it fails', async () => {
    const { run, started } = aStarter();
    let messages = returned(25, labels(200));
    for (let round = 0; round < 2; round += 1) {
      const before = started.length;
      await run(messages);
      messages = started
        .slice(before)
        .flatMap(({ group }) => returned(group.split ?? 0, group.events))
        .map((record, index) => ({ ...record, messageId: `round-${round}-${index}` }));
    }
    expect(sizes(started)).toEqual([...Array.from({ length: 8 }, () => 25), ...Array.from({ length: 200 }, () => 1)]);
  });

  it('comes back from the queue as a whole when one of its groups does not start', async () => {
    const { run, started } = aStarter({ startFails: ({ events }) => events[0]?.label === 'label-1' });
    const messages = returned(1, labels(3));
    expect([await run(messages), await run(messages)]).toEqual([['rejected'], ['rejected']]);
    expect(sizes(started)).toEqual([1, 1]);
  });

  it('of one label shares a group with others that wait', async () => {
    const { run, started } = aStarter();
    const [a, b, c] = labels(3);
    const records = [
      ...returned(200, [a as LabelEvent]),
      ...returned(200, [b as LabelEvent]),
      ...eventRecords(c as LabelEvent),
    ].map((record, index) => ({ ...record, messageId: String(index) }));
    await run(records);
    expect(started.map(({ group }) => group.events.map(({ returnedAt }) => returnedAt))).toEqual([
      [now.toISOString(), now.toISOString(), undefined],
    ]);
  });

  it('of one label goes to the dead letters with the reason when it has waited for a day, and not before', async () => {
    const { run, started, letters, recorded } = aStarter();
    const event = anEvent({ returnedAt: hoursAgo(23) });
    await run(returned(200, [event]));
    expect([started.length, letters]).toEqual([1, []]);
    await run(returned(200, [{ ...event, returnedAt: hoursAgo(25) }]));
    expect(started).toHaveLength(1);
    expect(letters).toEqual([{ events: [anEvent({ attempt: 2 })], reason }]);
    expect(recorded).toEqual([{ event: anEvent({ attempt: 2 }), reason }]);
  });
});

describe('an execution that could not be rescued', () => {
  const detail = {
    executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:export-labels:encord-1',
    status: 'TIMED_OUT',
    startDate: now.getTime(),
  };
  const recordOf = (...events: LabelEvent[]) =>
    recordsOf(JSON.stringify({ requestPayload: { detail: { ...detail, input: JSON.stringify({ events }) } } }));

  it('is split when it had a group: its labels are tried again, none in the dead letters', async () => {
    const { run, started, letters, events } = aStarter();
    await run(recordOf(...Array.from({ length: 25 }, (_, index) => anEvent({ label: `label-${index}` }))));
    expect(started.map(({ group }) => group.events.length)).toEqual(Array(25).fill(1));
    expect(started[0]?.group.events).toMatchObject([{ attempt: 2, replays: 0 }]);
    expect(letters).toEqual([]);
    expect(events()[0]).toBe('group-split');
  });

  it('is a dead letter, and has its failure recorded, when it had one event', async () => {
    const { run, started, letters, recorded } = aStarter();
    await run(recordOf(anEvent()));
    expect(started).toEqual([]);
    expect(letters).toMatchObject([
      { events: [{ label: 'label-1' }], reason: { error: 'Execution.TIMED_OUT', executionArn: detail.executionArn } },
    ]);
    expect(recorded).toHaveLength(1);
  });

  it('is a letter that says how to get its input where that did not come along', async () => {
    const { run, letters } = aStarter();
    await run(recordsOf(JSON.stringify({ requestPayload: { detail: { ...detail, input: null } } })));
    expect(letters).toMatchObject([
      { events: [], reason: { message: expect.stringContaining('describe-execution --execution-arn arn:aws:states') } },
    ]);
  });
});

describe('a dead letter that SQS moved back as it is', () => {
  const letter = { events: [anEvent({ waits: 3 })], reason: { error: 'StorageUnavailable', message: 'Down.' } };
  const replayed = { ...anEvent(), attempt: 2, replays: 1 };

  it('is replayed', async () => {
    const { run, started, letters, events } = aStarter();
    expect(await run(recordsOf(JSON.stringify(letter)))).toEqual(['fulfilled']);
    const at = now.toISOString();
    expect(started.map(({ group }) => group.events)).toEqual([[{ ...replayed, replayedAt: at, firstFailedAt: at }]]);
    expect(letters).toEqual([]);
    expect(events()).toEqual(['letter-redriven', 'execution-started']);
  });

  it('is split when it holds a group', async () => {
    const { run, started } = aStarter();
    const events = Array.from({ length: 30 }, (_, index) => anEvent({ label: `label-${index}` }));
    await run(recordsOf(JSON.stringify({ ...letter, events })));
    expect(started.map(({ group }) => group.events.length)).toEqual([25, 5]);
  });

  it('waits as too new when a newer version wrote it, and names the way out', async () => {
    const { run, letters } = aStarter();
    const newer = { ...anEvent(), schema: 2, shard: 'a' };
    await run(recordsOf(JSON.stringify(newer), JSON.stringify({ events: [newer], again: { split: 1 } })));
    expect(letters.map(({ reason }) => reason)).toEqual(
      [1, 2].map(() => ({ error: 'TooNew', message: expect.stringMatching(/has schema 2.*replay this letter/) })),
    );
    expect(letters.map(({ unreadable }) => JSON.parse(unreadable ?? '') as unknown)).toEqual([
      newer,
      { events: [newer], again: { split: 1 } },
    ]);
  });

  it('is replayed though it was unreadable once, and stays the letter it was when it still is', async () => {
    const { run, started, letters } = aStarter();
    const unreadable = (text: string) => JSON.stringify({ events: [], unreadable: text, reason: letter.reason });
    await run(recordsOf(unreadable(JSON.stringify(letter)), unreadable('not JSON')));
    expect(started).toHaveLength(1);
    expect(letters.map((kept) => kept.unreadable)).toEqual(['not JSON']);
  });
});

describe('a record that is no event', () => {
  it.each([
    ['not JSON', '{"schema"', 'The message is not JSON.'],
    [
      'of another schema',
      JSON.stringify({ ...anEvent(), schema: 0 }),
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
        expect(group.split).toBe(group.events.length > 25 ? 25 : 1);
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
    { numRuns: propertyRuns(10) },
  );
});

it('leaves of groups with poison at random places only the poison in the dead letters, and loses nothing', async () => {
  const eventCount = fc.integer({ min: 1, max: 450 });
  const chance = fc.double({ min: 0, max: 0.1, noNaN: true });
  const seed = fc.integer({ min: 1, max: 2 ** 31 - 1 });
  await fc.assert(
    fc.asyncProperty(eventCount, chance, seed, async (count, poisonous, start) => {
      let state = start;
      const random = () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
      };
      const labels = Array.from({ length: count }, (_, index) => `label-${index}`);
      const poison = new Set(labels.filter(() => random() < poisonous));
      const exported = new Set<string>();
      const buried = new Set<string>();
      let queue = labels.map((label) => JSON.stringify(anEvent({ id: label, label })));
      const asked = new Set<string>();
      const failsAtFirst = (group: LabelGroup) => {
        const name = executionName(group);
        const isFirst = !asked.has(name);
        asked.add(name);
        return isFirst && random() < 0.1;
      };
      const { run, started } = aStarter({ startFails: failsAtFirst });
      for (let round = 0; queue.length > 0; round += 1) {
        expect(round).toBeLessThan(60);
        const before = started.length;
        const outcomes = await run(recordsOf(...queue.slice(0, 200)));
        queue = [...queue.slice(0, 200).filter((_, index) => outcomes[index] === 'rejected'), ...queue.slice(200)];
        for (const { group } of started.slice(before)) {
          const inGroup = group.events.map(({ label = '' }) => label);
          if (!inGroup.some((label) => poison.has(label))) for (const label of inGroup) exported.add(label);
          else if (inGroup.length === 1) buried.add(inGroup[0] ?? '');
          else {
            const again = { split: group.split, reason: { error: 'Runtime.ExitError', message: '' } };
            queue.push(JSON.stringify({ events: group.events, again }));
          }
        }
      }
      expect(buried).toEqual(poison);
      expect(exported).toEqual(new Set(labels.filter((label) => !poison.has(label))));
    }),
    { numRuns: propertyRuns(40) },
  );
});
