import { describe, expect, it } from 'vitest';
import { sendAll } from '../../../lib/queue/send.ts';
import { VirtualQueues } from '../../support/virtual-queues.ts';

describe('sending', () => {
  const send = (sqs: VirtualQueues, bodies: readonly string[], delaySeconds?: number) =>
    sendAll(
      sqs.queues.sqs,
      sqs.urls.labelEventsQueueUrl,
      bodies.map((body) => ({ body, ...(delaySeconds === undefined ? {} : { delaySeconds }) })),
    );

  it('sends ten messages a batch at most, and 256 KiB', async () => {
    const sqs = new VirtualQueues();
    const bodies = [...Array.from({ length: 23 }, (_, index) => `${index}`), 'x'.repeat(200_000), 'y'.repeat(200_000)];
    expect(await send(sqs, bodies)).toEqual({ failed: [] });
    expect(sqs.sent.map(({ body }) => body)).toEqual(bodies);
    expect(sqs.batches).toEqual([10, 10, 4, 1]);
  });

  it('sends several batches at once, and fails only when none is under way any more', async () => {
    const sqs = new VirtualQueues();
    let [underWay, most] = [0, 0];
    const { send: sendOne } = sqs.queues.sqs;
    const slow = {
      async send(...args: Parameters<typeof sendOne>) {
        underWay += 1;
        most = Math.max(most, underWay);
        for (let turn = 0; turn < underWay; turn += 1) await Promise.resolve();
        underWay -= 1;
        return sendOne.apply(sqs.queues.sqs, args);
      },
    };
    const bodies = Array.from({ length: 400 }, (_, index) => `${index}`);
    const sendSlowly = () =>
      sendAll(
        slow as unknown as typeof sqs.queues.sqs,
        sqs.urls.labelEventsQueueUrl,
        bodies.map((body) => ({ body })),
      );
    expect(await sendSlowly()).toEqual({ failed: [] });
    expect(most).toBe(8);
    expect(sqs.sent.map(({ body }) => body).toSorted()).toEqual(bodies.toSorted());
    sqs.refuse = (body) => {
      if (body === '3') throw Object.assign(new Error('Words of AWS.'), { name: 'TimeoutError' });
      return undefined;
    };
    await expect(sendSlowly()).rejects.toMatchObject({ name: 'StorageUnavailable' });
    expect(underWay).toBe(0);
  });

  it('sends again only what SQS refused', async () => {
    const sqs = new VirtualQueues();
    let refusals = 2;
    sqs.refuse = (body) => (body === 'b' && refusals-- > 0 ? 'InternalError' : undefined);
    expect(await send(sqs, ['a', 'b', 'c'])).toEqual({ failed: [] });
    expect(sqs.sent.map(({ body }) => body)).toEqual(['a', 'c', 'b']);
  });

  it('hides a message for as long as is asked, and for no time at all unless', async () => {
    const sqs = new VirtualQueues();
    await send(sqs, ['a', 'b'], 60);
    await send(sqs, ['c']);
    expect(sqs.sent.map(({ delaySeconds }) => delaySeconds)).toEqual([60, 60, undefined]);
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
    const sqs = new VirtualQueues();
    sqs.refuse = () => {
      throw Object.assign(new Error('Words of AWS.'), failure);
    };
    await expect(send(sqs, ['a'])).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });

  it('tells what SQS goes on refusing, by its place', async () => {
    const sqs = new VirtualQueues();
    sqs.refuse = (body) => (body === 'b' ? 'InternalError' : undefined);
    expect(await send(sqs, ['a', 'b', 'c'])).toEqual({ failed: [{ index: 1, reason: 'InternalError' }] });
    expect(sqs.batches).toEqual([3, 1, 1]);
  });
});
