import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import { holdLetters, type Replayed, release, replay } from '../../../lib/queue/dead-letters.ts';
import { sendAll } from '../../../lib/queue/send.ts';
import { anEvent } from '../../support/events.ts';

const deadLetterQueueUrl = 'https://sqs/dlq';
const labelEventsQueueUrl = 'https://sqs/events';

type Entry = {
  Id: string;
  MessageBody?: string;
  DelaySeconds?: number;
  ReceiptHandle?: string;
  VisibilityTimeout?: number;
};
type Command = {
  input: { QueueUrl: string; Entries?: Entry[]; MaxNumberOfMessages?: number; VisibilityTimeout?: number };
};
type Held = { body: string; hidden: boolean; receives: number };

/** SQS as the dead letters see it: what was sent to label-events, and what lies in the dead letters. */
class FakeSqs {
  readonly sent: string[] = [];
  readonly delays: (number | undefined)[] = [];
  readonly letters = new Map<string, Held>();
  /** Sizes of the batches sent. */
  readonly batches: number[] = [];
  /** Why SQS refuses a message; a thrown error refuses the whole request. */
  refuse: (body: string) => string | undefined = () => undefined;
  failDelete: (() => { Code: string }) | undefined;

  constructor(...bodies: string[]) {
    for (const [index, body] of bodies.entries())
      this.letters.set(`letter-${index}`, { body, hidden: false, receives: 0 });
  }

  get queues() {
    return { sqs: this as unknown as SQSClient, deadLetterQueueUrl, labelEventsQueueUrl };
  }

  async send(command: Command): Promise<unknown> {
    const { input } = command;
    switch (command.constructor.name) {
      case 'ReceiveMessageCommand':
        return this.#receive(input.MaxNumberOfMessages ?? 1);
      case 'SendMessageBatchCommand':
        return this.#sendBatch(input.Entries ?? []);
      case 'ChangeMessageVisibilityBatchCommand':
        for (const { ReceiptHandle = '' } of input.Entries ?? []) {
          const held = this.letters.get(ReceiptHandle);
          if (held) held.hidden = false;
        }
        return {};
      case 'DeleteMessageBatchCommand': {
        const failure = this.failDelete?.();
        if (failure) return { Failed: [{ Id: '0', ...failure }] };
        for (const { ReceiptHandle = '' } of input.Entries ?? []) this.letters.delete(ReceiptHandle);
        return {};
      }
      default:
        throw new Error(`${command.constructor.name} is not expected here.`);
    }
  }

  #receive(most: number) {
    const seen = [...this.letters].filter(([, { hidden }]) => !hidden).slice(0, most);
    for (const [, held] of seen) Object.assign(held, { hidden: true, receives: held.receives + 1 });
    const Messages = seen.map(([id, { body, receives }], index) => ({
      MessageId: id,
      ReceiptHandle: id,
      Body: body,
      Attributes: { SentTimestamp: String(1_000 + index), ApproximateReceiveCount: String(receives) },
    }));
    return Messages.length > 0 ? { Messages } : {};
  }

  #sendBatch(entries: Entry[]) {
    this.batches.push(entries.length);
    this.delays.push(...entries.map(({ DelaySeconds }) => DelaySeconds));
    const refused = entries.flatMap(({ Id, MessageBody = '' }) => {
      const Code = this.refuse(MessageBody);
      if (Code === undefined) this.sent.push(MessageBody);
      return Code === undefined ? [] : [{ Id, Code }];
    });
    return refused.length > 0 ? { Failed: refused } : {};
  }
}

const letterOf = (...events: Partial<LabelEvent>[]) =>
  JSON.stringify({ events: events.map(anEvent), reason: { error: 'InvalidLabel', message: '[FetchLabels] Odd.' } });
const visible = (sqs: FakeSqs) => [...sqs.letters.values()].filter(({ hidden }) => !hidden).length;

async function replayAll(sqs: FakeSqs): Promise<Replayed[]> {
  const outcomes: Replayed[] = [];
  for await (const outcome of replay(sqs.queues, await holdLetters(sqs.queues))) outcomes.push(outcome);
  return outcomes;
}

describe('holding dead letters', () => {
  it('takes all there are, ten at a time, and gives them back to be seen at once', async () => {
    const sqs = new FakeSqs(...Array.from({ length: 23 }, (_, index) => letterOf({ id: `event-${index}` })));
    const held = await holdLetters(sqs.queues);
    expect([held.length, visible(sqs)]).toEqual([23, 0]);
    await release(sqs.queues, held);
    expect(visible(sqs)).toBe(23);
  });
});

describe('a replay', () => {
  it('sends each event of a letter as its next attempt, then deletes the letter', async () => {
    const sqs = new FakeSqs(
      letterOf({ id: 'a', waits: 6 }, { id: 'b', attempt: 3, replays: 2, firstFailedAt: '2026-05-01T00:00:00.000Z' }),
    );
    expect(await replayAll(sqs)).toEqual([{ letter: expect.anything(), outcome: 'replayed' }]);
    expect(sqs.sent.map((body) => JSON.parse(body) as unknown)).toEqual([
      anEvent({ id: 'a', attempt: 2, replays: 1, firstFailedAt: '1970-01-01T00:00:01.000Z' }),
      anEvent({ id: 'b', attempt: 4, replays: 3, firstFailedAt: '2026-05-01T00:00:00.000Z' }),
    ]);
    expect(sqs.letters.size).toBe(0);
  });

  it('sends a listing as it was: the platform is asked again', async () => {
    const sqs = new FakeSqs(letterOf({ label: undefined, listing: 'stage:one' }));
    expect(await replayAll(sqs)).toMatchObject([{ outcome: 'replayed' }]);
    expect(sqs.sent.map((body) => JSON.parse(body) as unknown)).toEqual([
      expect.objectContaining({ listing: 'stage:one', attempt: 2, replays: 1 }),
    ]);
  });

  it('that dies between send and delete leaves a duplicate and loses nothing', async () => {
    const sqs = new FakeSqs(letterOf({ id: 'a' }), letterOf({ id: 'b' }));
    sqs.failDelete = () => {
      throw new Error('The process died.');
    };
    await expect(replayAll(sqs)).rejects.toThrow('The process died.');
    expect(sqs.sent).toHaveLength(1);
    expect(sqs.letters.size).toBe(2);

    sqs.failDelete = undefined; // the letters are seen again when their time is up
    for (const held of sqs.letters.values()) held.hidden = false;
    await replayAll(sqs);
    expect(sqs.sent.map((body) => (JSON.parse(body) as LabelEvent).id)).toEqual(['a', 'a', 'b']);
    expect(sqs.sent[1]).toBe(sqs.sent[0]); // the same name of an execution: Step Functions refuses the second
    expect(sqs.letters.size).toBe(0);
  });

  it('keeps a letter that SQS does not delete, and says so', async () => {
    const sqs = new FakeSqs(letterOf({ id: 'a' }));
    sqs.failDelete = () => ({ Code: 'ReceiptHandleIsInvalid' });
    expect(await replayAll(sqs)).toEqual([
      {
        letter: expect.anything(),
        outcome: 'kept',
        reason: expect.stringMatching(/did not delete it \(ReceiptHandleIsInvalid\)/),
      },
    ]);
    expect([sqs.sent.length, sqs.letters.size]).toEqual([1, 1]);
  });

  it('keeps a letter of which SQS refuses an event, to be seen at once, and goes on with the next', async () => {
    const sqs = new FakeSqs(letterOf({ id: 'a' }, { id: 'stubborn' }), letterOf({ id: 'c' }));
    sqs.refuse = (body) => (body.includes('stubborn') ? 'InternalError' : undefined);
    expect(await replayAll(sqs)).toEqual([
      {
        letter: expect.anything(),
        outcome: 'kept',
        reason: expect.stringMatching(/refused 1 of 2 events \(InternalError\)/),
      },
      { letter: expect.anything(), outcome: 'replayed' },
    ]);
    expect([...sqs.letters.keys()]).toEqual(['letter-0']);
    expect(visible(sqs)).toBe(1);
  });

  it('keeps a letter that holds no event', async () => {
    const sqs = new FakeSqs('not JSON');
    expect(await replayAll(sqs)).toMatchObject([{ outcome: 'kept', reason: 'it holds no event that can be read' }]);
    expect([sqs.sent, visible(sqs)]).toEqual([[], 1]);
  });
});

describe('sending', () => {
  const send = (sqs: FakeSqs, bodies: readonly string[], delaySeconds?: number) =>
    sendAll(
      sqs.queues.sqs,
      labelEventsQueueUrl,
      bodies.map((body) => ({ body, ...(delaySeconds === undefined ? {} : { delaySeconds }) })),
    );

  it('sends ten messages a batch at most, and 256 KiB', async () => {
    const sqs = new FakeSqs();
    const bodies = [...Array.from({ length: 23 }, (_, index) => `${index}`), 'x'.repeat(200_000), 'y'.repeat(200_000)];
    expect(await send(sqs, bodies)).toEqual({ failed: [] });
    expect(sqs.sent).toEqual(bodies);
    expect(sqs.batches).toEqual([10, 10, 4, 1]);
  });

  it('sends again only what SQS refused', async () => {
    const sqs = new FakeSqs();
    let refusals = 2;
    sqs.refuse = (body) => (body === 'b' && refusals-- > 0 ? 'InternalError' : undefined);
    expect(await send(sqs, ['a', 'b', 'c'])).toEqual({ failed: [] });
    expect(sqs.sent).toEqual(['a', 'c', 'b']);
  });

  it('hides a message for as long as is asked, and for no time at all unless', async () => {
    const sqs = new FakeSqs();
    await send(sqs, ['a', 'b'], 60);
    await send(sqs, ['c']);
    expect(sqs.delays).toEqual([60, 60, undefined]);
  });

  it.each([
    [{ name: 'InternalError', $metadata: { httpStatusCode: 500 } }, 'StorageUnavailable', /InternalError \(500\)/],
    [{ name: 'TimeoutError' }, 'StorageUnavailable', /TimeoutError/],
    [{ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }, 'StorageUnavailable', /Throttling/],
    [
      { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } },
      'InvalidConfiguration',
      /AccessDenied \(403\).*role/,
    ],
  ])('tells an SQS that does not answer now (%j) from one that refuses', async (failure, name, message) => {
    const sqs = new FakeSqs();
    sqs.refuse = () => {
      throw Object.assign(new Error('Words of AWS.'), failure);
    };
    await expect(send(sqs, ['a'])).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('tells what SQS goes on refusing, by its place', async () => {
    const sqs = new FakeSqs();
    sqs.refuse = (body) => (body === 'b' ? 'InternalError' : undefined);
    expect(await send(sqs, ['a', 'b', 'c'])).toEqual({ failed: [{ index: 1, reason: 'InternalError' }] });
    expect(sqs.batches).toEqual([3, 1, 1]);
  });
});
