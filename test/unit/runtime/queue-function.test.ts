import type { Context, SQSEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { queueFunction } from '../../../lib/runtime/queue-function.ts';

const event = {
  Records: ['a', 'b', 'c'].map((id) => ({ messageId: `message-${id}`, body: id })),
} as unknown as SQSEvent;
const call = (run: Parameters<typeof queueFunction>[0]) =>
  queueFunction(run)(event, { functionName: 'startExport' } as Context, undefined as never);

it('gives back to the queue the records that were rejected, and no other', async () => {
  const answer = await call((records) =>
    Promise.allSettled(
      records.map(async ({ body }) => {
        if (body === 'b') throw new Error('Not now.');
      }),
    ),
  );
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-b' }] });
});

it('gives nothing back when all went well', async () => {
  expect(await call((records) => Promise.allSettled(records.map(async () => {})))).toEqual({ batchItemFailures: [] });
});

it('gives every record back when the whole batch failed', async () => {
  const answer = await call(async () => {
    throw new Error('A mistake of ours.');
  });
  expect(answer?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
    'message-a',
    'message-b',
    'message-c',
  ]);
});
