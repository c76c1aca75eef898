import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterEach, expect, it } from 'vitest';
import { awsWith } from '../support/local-aws.ts';

let on: Awaited<ReturnType<typeof awsWith>>;
afterEach(async () => {
  await on.stop();
  expect(on.problems).toEqual([]);
});

const quick = { visibilityTimeoutSeconds: 1, maxReceiveCount: 2, batchingWindowMs: 50 };

/** A consumer that remembers what it was given, by body. */
function consumer(answer: (event: SQSEvent) => SQSBatchResponse | undefined | Promise<SQSBatchResponse>) {
  const events: SQSEvent[] = [];
  const handler = async (event: SQSEvent) => {
    events.push(event);
    return answer(event);
  };
  const times = (body: string) =>
    events.flatMap(({ Records }) => Records).filter((record) => record.body === body).length;
  return { events, handler, times };
}

const names = Array.from({ length: 10 }, (_, index) => `event ${index}`);

it('gives only the poison record again, which ends in the dead letters', async () => {
  const { handler, times, events } = consumer(({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => body === 'event 4').map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  }));
  on = await awsWith({ startExport: handler }, quick);
  await on.send(...names);
  expect(await on.deadLetters(1)).toEqual(['event 4']);
  expect(events[0]?.Records).toHaveLength(10);
  expect(names.map(times)).toEqual([1, 1, 1, 1, 2, 1, 1, 1, 1, 1]);
  await on.aws.idle();
});

it.each<[string, () => Promise<SQSBatchResponse>]>([
  ['a thrown error', () => Promise.reject(new Error('The consumer broke.'))],
  [
    'a failure of a record that is not in the batch',
    async () => ({ batchItemFailures: [{ itemIdentifier: 'another' }] }),
  ],
  ['a failure without a name', async () => ({ batchItemFailures: [{ itemIdentifier: '' }] })],
])('fails the whole batch at %s', async (_, answer) => {
  const { handler, times } = consumer(answer);
  on = await awsWith({ startExport: handler }, quick);
  await on.send('one', 'two');
  expect((await on.deadLetters(2)).sort()).toEqual(['one', 'two']);
  expect([times('one'), times('two')]).toEqual([2, 2]);
});

it('takes no answer for success', async () => {
  const { handler, times } = consumer(() => undefined);
  on = await awsWith({ startExport: handler }, quick);
  await on.send('one');
  await on.aws.idle();
  expect(times('one')).toBe(1);
});

it('makes records as Lambda does', async () => {
  const { handler, events } = consumer(() => ({ batchItemFailures: [] }));
  on = await awsWith({ startExport: handler }, quick);
  await on.sqs.send(
    new SendMessageCommand({
      QueueUrl: on.aws.environment.LABEL_EVENTS_QUEUE_URL,
      MessageBody: 'hello',
      MessageAttributes: { platform: { DataType: 'String', StringValue: 'encord' } },
    }),
  );
  await on.aws.idle();
  expect(events[0]?.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: expect.objectContaining({
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      }),
      messageAttributes: {
        platform: { dataType: 'String', stringValue: 'encord', stringListValues: [], binaryListValues: [] },
      },
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:label-events',
      awsRegion: 'us-east-1',
    },
  ]);
});

it('calls no more consumers at once than allowed, with batches no larger than allowed', async () => {
  let now = 0;
  let most = 0;
  const { handler, events } = consumer(async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, 30));
    now -= 1;
    return { batchItemFailures: [] };
  });
  on = await awsWith({ startExport: handler }, { batchSize: 1, maximumConcurrency: 3, batchingWindowMs: 0 });
  await on.send(...names);
  await on.aws.idle();
  expect(most).toBe(3);
  expect(events.map(({ Records }) => Records.length)).toEqual(names.map(() => 1));
});

it('gathers more than one request of SQS can give', async () => {
  const { handler, events } = consumer(() => ({ batchItemFailures: [] }));
  on = await awsWith({ startExport: handler }, { batchSize: 25, batchingWindowMs: 1_000 });
  await on.send(...names);
  await on.send(...names);
  await on.send(...names.slice(0, 5));
  await on.aws.idle();
  expect(events.map(({ Records }) => Records.length)).toEqual([25]);
});

it('hands a message out as soon as it is sent', async () => {
  const received = Promise.withResolvers<number>();
  on = await awsWith(
    {
      startExport: async () => {
        received.resolve(performance.now());
        return { batchItemFailures: [] };
      },
    },
    { batchingWindowMs: 0 },
  );
  const sent = performance.now();
  await on.send('hello');
  expect((await received.promise) - sent).toBeLessThan(2_000); // a poller that sleeps between looks would need longer
});

it('waits for the consumers at work when it is stopped', async () => {
  const begun = Promise.withResolvers<void>();
  let finished = false;
  on = await awsWith({
    startExport: async () => {
      begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      finished = true;
      return { batchItemFailures: [] };
    },
  });
  await on.send('hello');
  await begun.promise;
  await on.stop();
  expect(finished).toBe(true);
});
