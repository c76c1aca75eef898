import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { bodiesOf, type SqsRequests } from './sqs-requests.ts';

const kibibyte = 1024;

/** Each message is taken or refused by itself, and by its name. */
export function describeSending({
  newQueue,
  send,
  sendBodies,
  receive,
  receiveAll,
  receiveOne,
  urlOf,
}: SqsRequests): void {
  it('takes ten messages at once and says so of each', async () => {
    const queue = await newQueue();
    const bodies = Array.from({ length: 10 }, (_, number) => `message ${number}`);
    const { Successful = [], Failed = [] } = await sendBodies(queue, ...bodies);
    expect(Failed).toEqual([]);
    expect(Successful.map(({ Id }) => Number(Id)).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(bodiesOf(await receiveAll(queue))).toEqual(bodies);
  });

  it('keeps every character that XML allows', async () => {
    const queue = await newQueue();
    const body = 'tab\t, line\n, return\r, "quotes", <b>&amp;</b>, \\u0041, \u007f, ü, \ud7ff, \ue000, \ufffd, 😀';
    const { Failed = [] } = await sendBodies(queue, body);
    expect(Failed).toEqual([]);
    expect((await receiveOne(queue)).Body).toBe(body);
  });

  it('takes the others of a batch when it refuses one for a character', async () => {
    const queue = await newQueue();
    const { Successful = [], Failed = [] } = await sendBodies(queue, 'a', 'no character: \ufffe', 'b');
    expect(Failed).toMatchObject([{ Id: '1', Code: 'InvalidMessageContents', SenderFault: true }]);
    expect(Successful.map(({ Id }) => Id)).toEqual(['0', '2']);
    expect(bodiesOf(await receiveAll(queue))).toEqual(['a', 'b']);
  });

  it('takes the others of a batch when it refuses one for its length', async () => {
    const queue = await newQueue({ MaximumMessageSize: String(kibibyte) });
    const { Successful = [], Failed = [] } = await sendBodies(queue, 'a', 'x'.repeat(kibibyte + 1), 'b');
    expect(Failed).toMatchObject([{ Id: '1', SenderFault: true }]);
    expect(Successful.map(({ Id }) => Id)).toEqual(['0', '2']);
    expect(bodiesOf(await receiveAll(queue))).toEqual(['a', 'b']);
  });

  it('takes 256 KiB of messages at once', async () => {
    const queue = await newQueue();
    const bodies = Array.from({ length: 8 }, (_, number) => String(number).repeat(32 * kibibyte));
    expect((await sendBodies(queue, ...bodies)).Failed ?? []).toEqual([]);
    expect(bodiesOf(await receiveAll(queue))).toEqual(bodies);
  });

  it('refuses more than 1 MiB at once as a whole, and takes none of it', async () => {
    const queue = await newQueue();
    await expect(sendBodies(queue, 'x', 'y'.repeat(kibibyte ** 2))).rejects.toMatchObject({
      name: expect.stringMatching(/BatchRequestTooLong/),
    });
    expect(await receive(queue)).toEqual([]);
  });

  it('gives messages without a queue nowhere to go, and says so', async () => {
    const queue = await newQueue();
    const missing = { name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/) };
    const elsewhere = queue.replace(/[^/]*$/, `semantics-${randomUUID()}`);
    await expect(sendBodies(elsewhere, 'a')).rejects.toMatchObject(missing);
    await expect(receive(elsewhere)).rejects.toMatchObject(missing);
    const QueueName = `semantics-${randomUUID()}`;
    await expect(urlOf(QueueName)).rejects.toMatchObject(missing);
  });

  it('holds a delayed message back for as long as it says', async () => {
    const queue = await newQueue();
    const sent = performance.now();
    await send(queue, { MessageBody: 'later', DelaySeconds: 2 });
    expect(await receive(queue, { waitSeconds: 0 })).toEqual([]);
    expect((await receiveOne(queue, { waitSeconds: 10 })).Body).toBe('later');
    expect(performance.now() - sent).toBeGreaterThan(1_900);
  });
}
