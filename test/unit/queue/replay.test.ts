import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import { lookThrough } from '../../../lib/queue/look-through.ts';
import { Pace } from '../../../lib/queue/pace.ts';
import { type Replayed, type ReplayOptions, replay } from '../../../lib/queue/replay.ts';
import { anEvent } from '../../support/events.ts';
import { inVirtualTime, VirtualQueues } from '../../support/virtual-queues.ts';

const now = Date.UTC(2026, 4, 4, 12);
beforeEach(() => void vi.useFakeTimers({ now }));
afterEach(() => void vi.useRealTimers());

const reason = { error: 'InvalidLabel', message: '[FetchLabels] Odd.', executionArn: 'arn:aws:states:x' };
const letterOf = (...events: Partial<LabelEvent>[]) => JSON.stringify({ events: events.map(anEvent), reason });

const replayAll = (queues: VirtualQueues, options: Omit<ReplayOptions, 'holds'> = {}): Promise<Replayed[]> => {
  const outcomes: Replayed[] = [];
  const look = lookThrough(queues.queues, {
    async window(letters, holds) {
      for await (const outcome of replay(queues.queues, letters, { ...options, holds })) outcomes.push(outcome);
    },
  });
  return inVirtualTime(look.then(() => outcomes));
};
const sentEvents = ({ sent }: VirtualQueues) => sent.map(({ body }) => JSON.parse(body) as LabelEvent);
const replayed = { letter: expect.anything(), outcome: 'replayed' };

describe('a replay', () => {
  it('sends each event of a letter as its next attempt, in a message of its own, then deletes the letter', async () => {
    const queues = new VirtualQueues(
      letterOf({ id: 'a', waits: 6 }, { id: 'b', attempt: 3, replays: 2, firstFailedAt: '2026-05-01T00:00:00.000Z' }),
    );
    expect(await replayAll(queues)).toEqual([replayed]);
    const replayedAt = expect.any(String) as unknown as string;
    expect(sentEvents(queues)).toEqual([
      { ...anEvent({ id: 'a', attempt: 2, replays: 1, firstFailedAt: new Date(now).toISOString() }), replayedAt },
      { ...anEvent({ id: 'b', attempt: 4, replays: 3, firstFailedAt: '2026-05-01T00:00:00.000Z' }), replayedAt },
    ]);
    expect(queues.letters.size).toBe(0);
  });

  it('sends a listing as it was: the platform is asked again', async () => {
    const queues = new VirtualQueues(letterOf({ label: undefined, listing: 'stage:one' }));
    expect(await replayAll(queues)).toEqual([replayed]);
    expect(sentEvents(queues)).toMatchObject([{ listing: 'stage:one', attempt: 2, replays: 1 }]);
  });

  it('that dies between send and delete leaves duplicates and loses nothing', async () => {
    const queues = new VirtualQueues(letterOf({ id: 'a' }), letterOf({ id: 'b' }));
    queues.refuseDelete = () => {
      throw new Error('The process died.');
    };
    await expect(replayAll(queues)).rejects.toThrow('The process died.');
    expect([queues.sent.length, queues.letters.size, queues.visible]).toEqual([2, 2, 2]);

    queues.refuseDelete = () => undefined;
    await replayAll(queues);
    const [a, b, sameA, sameB] = sentEvents(queues).map(({ id, attempt }) => ({ id, attempt }));
    expect([sameA, sameB]).toEqual([a, b]); // the same name of an execution: Step Functions refuses the second
    expect(queues.letters.size).toBe(0);
  });

  it('keeps a letter that SQS does not delete, and says so', async () => {
    const queues = new VirtualQueues(letterOf({ id: 'a' }), letterOf({ id: 'b' }));
    queues.refuseDelete = (body) => (body.includes('"a"') ? 'ReceiptHandleIsInvalid' : undefined);
    expect(await replayAll(queues)).toEqual([
      { letter: expect.anything(), outcome: 'kept', reason: expect.stringContaining('SQS did not delete it') },
      replayed,
    ]);
    expect([queues.sent.length, queues.letters.size, queues.visible]).toEqual([2, 1, 1]);
  });

  it('keeps a letter of which SQS refuses an event, to be seen at once, and goes on with the next', async () => {
    const queues = new VirtualQueues(letterOf({ id: 'a' }, { id: 'stubborn' }), letterOf({ id: 'c' }));
    queues.refuse = (body) => (body.includes('stubborn') ? 'InternalError' : undefined);
    expect(await replayAll(queues)).toEqual([
      {
        letter: expect.anything(),
        outcome: 'kept',
        reason: expect.stringMatching(/refused 1 of its messages \(InternalError\)/),
      },
      replayed,
    ]);
    expect([...queues.letters.keys(), queues.visible]).toEqual(['letter-0', 1]);
  });

  it('keeps a letter without an event that can be read', async () => {
    const queues = new VirtualQueues('not JSON', JSON.stringify({ events: [{ schema: 2 }], reason }));
    const kept = { letter: expect.anything(), outcome: 'kept', reason: 'it has no event that can be read' };
    expect(await replayAll(queues)).toEqual([kept, kept]);
    expect([queues.sent, queues.letters.size, queues.visible]).toEqual([[], 2, 2]);
  });

  it('sends the events of a letter that can be read, and keeps each other one as a letter of its own', async () => {
    const newer = (id: string) => ({ ...anEvent({ id }), schema: 2 });
    const events = [anEvent({ id: 'a' }), newer('b'), anEvent({ id: 'c' }), newer('d')];
    const queues = new VirtualQueues(JSON.stringify({ events, reason }));
    expect(await replayAll(queues)).toEqual([
      { letter: expect.anything(), outcome: 'partly', reason: '2 of its 4 events cannot be read and stay' },
      // The look goes on to the two new letters, since it was not asked to leave newcomers.
      ...Array.from({ length: 2 }, () => expect.objectContaining({ outcome: 'kept' })),
    ]);
    expect(sentEvents(queues).map(({ id }) => id)).toEqual(['a', 'c']);
    const rest = { ...reason, message: 'Odd.', step: 'FetchLabels' };
    expect([...queues.letters.values()].map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { events: [newer('b')], reason: rest },
      { events: [newer('d')], reason: rest },
    ]);
  });

  it('deletes no letter whose rest SQS refuses', async () => {
    const newer = { ...anEvent({ id: 'newer' }), schema: 2 };
    const queues = new VirtualQueues(JSON.stringify({ events: [anEvent({ id: 'a' }), newer], reason }));
    queues.refuse = (body) => (body.includes('newer') ? 'InternalError' : undefined);
    expect(await replayAll(queues)).toMatchObject([{ outcome: 'kept' }]);
    expect([...queues.letters.keys()]).toEqual(['letter-0']);
  });

  it('sends nothing more once it is interrupted', async () => {
    const queues = new VirtualQueues(...Array.from({ length: 500 }, (_, index) => letterOf({ id: `event-${index}` })));
    queues.latencyMilliseconds = 60;
    const controller = new AbortController();
    queues.refuse = () => {
      controller.abort();
      return undefined;
    };
    const outcomes = await replayAll(queues, { signal: controller.signal });
    expect(outcomes.length).toBeLessThanOrEqual(16 * 10);
    expect(queues.letters.size + outcomes.length).toBe(500);
    expect(queues.visible).toBe(queues.letters.size);
  });
});

describe('a replay with a rate', () => {
  it('spreads the events by delays of at most 900 seconds, and waits where that is not enough', async () => {
    const queues = new VirtualQueues(
      ...Array.from({ length: 150 }, (_, letter) =>
        letterOf(...Array.from({ length: 20 }, (_event, index) => ({ id: `${letter}-${index}` }))),
      ),
    );
    queues.latencyMilliseconds = 60;
    await replayAll(queues, { pace: new Pace(2) });
    expect([queues.sent.length, queues.letters.size, queues.deletedTooLate]).toEqual([3_000, 0, 0]);
    expect(Math.max(...queues.sent.map(({ delaySeconds = 0 }) => delaySeconds))).toBeLessThanOrEqual(900);
    const seen = queues.sent.map(({ at, delaySeconds = 0 }) => at + delaySeconds * 1000).toSorted((a, b) => a - b);
    const perMinute = Map.groupBy(seen, (at) => Math.floor((at - now) / 60_000)).values();
    for (const { length } of perMinute) expect(length).toBeLessThanOrEqual(2 * 60 + 4); // delays are whole seconds
    expect((seen.at(-1) ?? 0) - now).toBeGreaterThan(1_490_000);
  });
});
