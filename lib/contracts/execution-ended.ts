import * as z from 'zod/mini';
import { type DeadLetterMessage, stepped } from './dead-letter.ts';
import type { LabelEvent } from './payloads.ts';

/** An event of EventBridge: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
export const ExecutionEnded = z.object({
  detail: z.object({
    executionArn: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** Epoch milliseconds. */
    startDate: z.number(),
    /** JSON text; absent when it is too long for an event. */
    input: z.nullish(z.string()),
    error: z.nullish(z.string()),
    cause: z.nullish(z.string()),
  }),
});
export type ExecutionEnded = z.infer<typeof ExecutionEnded>;

/** The dead letter of an execution that ended where no Catch could see it. */
export function letterOf({ detail }: ExecutionEnded, events: readonly LabelEvent[]): DeadLetterMessage {
  const { executionArn, status, error, cause, startDate } = detail;
  return {
    events: [...events],
    reason: {
      error: error ?? `Execution.${status}`,
      message: stepped('Execution', cause ?? `The execution ended as ${status}, where no Catch could see it.`),
      executionArn,
      executionStartedAt: new Date(startDate).toISOString(),
    },
  };
}
