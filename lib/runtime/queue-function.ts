import middy from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueueRecord } from '../steps/start-export.ts';
import { logger, publishMetrics } from './logger.ts';

/**
 * A Lambda behind an SQS event source with `ReportBatchItemFailures`: `run` answers for each record, in order, and only
 * the rejected ones come back from the queue.
 */
export function queueFunction(run: (records: readonly QueueRecord[]) => Promise<PromiseSettledResult<unknown>[]>) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use({
      before: ({ context }) => {
        logger.addContext(context);
      },
      after: publishMetrics,
    })
    .use(sqsPartialBatchFailure({ logger: (reason: unknown) => logger.error('record-rejected', reason as Error) }))
    .handler(async (event) => (await run(event.Records)) as unknown as SQSBatchResponse); // the middleware makes it one
}
