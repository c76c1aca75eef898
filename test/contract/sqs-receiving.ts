import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { bodiesOf, type SqsRequests } from './sqs-requests.ts';

/** A message is with one receiver at a time, until its visibility time-out ends. */
export function describeReceiving({
  newQueue,
  send,
  sendBodies,
  receive,
  receiveAll,
  receiveOne,
  release,
}: SqsRequests): void {
  it('gives a message to one receiver at a time, ten messages at most', async () => {
    const queue = await newQueue();
    const bodies = Array.from({ length: 20 }, (_, number) => `message ${String(number).padStart(2, '0')}`);
    for (const half of [bodies.slice(0, 10), bodies.slice(10)]) await sendBodies(queue, ...half);
    const receivers = await Promise.all([receiveAll(queue), receiveAll(queue), receiveAll(queue)]);
    expect(bodiesOf(receivers.flat())).toEqual(bodies);
    expect(await receive(queue)).toEqual([]);
  });

  it('shows a message again when the time-out of its receive ends, with another receipt and a higher count', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a');
    const first = await receiveOne(queue, { visibilitySeconds: 3 });
    expect(await receive(queue)).toEqual([]);
    const second = await receiveOne(queue);
    expect(second.MessageId).toBe(first.MessageId);
    expect(second.ReceiptHandle).not.toBe(first.ReceiptHandle);
    expect([first, second].map(({ Attributes }) => Attributes?.ApproximateReceiveCount)).toEqual(['1', '2']);
  });

  it('shows messages again at once whose time-out is set to 0', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a', 'b');
    const held = await receiveAll(queue);
    expect((await release(queue, ...held)).Failed ?? []).toEqual([]);
    expect(bodiesOf(await receiveAll(queue))).toEqual(['a', 'b']);
  });

  it('ends a long poll as soon as a message comes', async () => {
    const queue = await newQueue();
    const start = performance.now();
    const polled = receiveOne(queue, { waitSeconds: 10 });
    await sleep(500);
    await sendBodies(queue, 'a');
    expect((await polled).Body).toBe('a');
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('ends a long poll of an empty queue when its time is over', async () => {
    const queue = await newQueue();
    const start = performance.now();
    expect(await receive(queue, { waitSeconds: 2 })).toEqual([]);
    expect(performance.now() - start).toBeGreaterThan(1_900);
  });

  it('tells when a message was sent', async () => {
    const queue = await newQueue();
    const before = Date.now();
    await sendBodies(queue, 'a');
    const { Attributes } = await receiveOne(queue);
    expect(Number(Attributes?.SentTimestamp)).toBeGreaterThan(before - 2_000);
    expect(Number(Attributes?.SentTimestamp)).toBeLessThan(Date.now() + 2_000);
  });

  it('gives back the attributes of a message', async () => {
    const queue = await newQueue();
    const attributes = {
      RULE_ARN: { DataType: 'String', StringValue: 'arn:aws:events:…:rule/r' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 10]) },
    };
    await send(queue, { MessageBody: 'a', MessageAttributes: attributes });
    const { MessageAttributes = {} } = await receiveOne(queue);
    expect(MessageAttributes.RULE_ARN).toMatchObject(attributes.RULE_ARN);
    expect([...(MessageAttributes.bytes?.BinaryValue ?? [])]).toEqual([0, 255, 10]);
  });
}
