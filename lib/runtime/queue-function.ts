import middy from '@middy/core';
import type { Context, SQSBatchItemFailure, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { QueueRecord } from '../steps/start-export.ts';
import { logger, publishMetrics } from './logger.ts';

/**
 * A Lambda behind an SQS event source with `ReportBatchItemFailures`: `run` answers for each record, in order, and only
 * the rejected ones come back from the queue. When `run` itself throws, all of them come back.
 */
export function queueFunction(run: (records: readonly QueueRecord[]) => Promise<PromiseSettledResult<unknown>[]>) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use({
      before: ({ context }) => {
        logger.addContext(context);
      },
      after: publishMetrics,
    })
    .handler(async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
      const results = await run(Records).catch((reason: Error): PromiseSettledResult<unknown>[] =>
        Records.map(() => ({ status: 'rejected', reason })),
      );
      const failed = Records.flatMap(({ messageId }, index): SQSBatchItemFailure[] => {
        const result = results[index];
        if (result?.status === 'fulfilled') return [];
        logger.error('record-rejected', result?.reason as Error);
        return [{ itemIdentifier: messageId }];
      });
      return { batchItemFailures: failed };
    });
}
