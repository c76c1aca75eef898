import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { bodiesOf, type SqsRequests } from './sqs-requests.ts';

/** The newest receipt of a message deletes it, for good. */
export function describeDeleting({ newQueue, sendBodies, receive, receiveAll, receiveOne, remove }: SqsRequests): void {
  it('never shows again what is deleted', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a', 'b', 'c');
    const held = await receiveAll(queue, { visibilitySeconds: 3 });
    const { Successful = [], Failed = [] } = await remove(queue, ...held.filter(({ Body }) => Body !== 'b'));
    expect([Successful.length, Failed.length]).toEqual([2, 0]);
    await sleep(3_000);
    expect(bodiesOf(await receiveAll(queue))).toEqual(['b']);
  });

  it('takes a second delete of the same message without complaint', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a');
    const message = await receiveOne(queue);
    await remove(queue, message);
    expect(await remove(queue, message)).toMatchObject({ Successful: [{ Id: '0' }] });
  });

  it('deletes with its newest receipt what came into sight again', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a');
    const message = await receiveOne(queue, { visibilitySeconds: 1 });
    await sleep(1_500);
    expect((await remove(queue, message)).Failed ?? []).toEqual([]);
    expect(await receive(queue)).toEqual([]);
    expect(await receive(queue, { waitSeconds: 0 })).toEqual([]);
  });

  it('takes a delete with an older receipt without complaint', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a');
    const first = await receiveOne(queue, { visibilitySeconds: 1 });
    const second = await receiveOne(queue);
    expect((await remove(queue, first)).Failed ?? []).toEqual([]);
    expect((await remove(queue, second)).Failed ?? []).toEqual([]);
    expect(await receive(queue)).toEqual([]);
  });

  it('says of what is not a receipt that it deleted nothing, and deletes the others', async () => {
    const queue = await newQueue();
    await sendBodies(queue, 'a');
    const message = await receiveOne(queue, { visibilitySeconds: 2 });
    const answer = await remove(queue, { ReceiptHandle: 'no receipt' }, message);
    expect(answer.Failed).toMatchObject([{ Id: '0', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
    expect(answer.Successful).toMatchObject([{ Id: '1' }]);
    await sleep(2_000);
    expect(await receive(queue)).toEqual([]);
  });
}
