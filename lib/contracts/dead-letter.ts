import * as z from 'zod/mini';
import { LabelEvent } from './payloads.ts';

/** Why something went to the dead letters; the state machine, start-export and rescue-execution write it. */
export const DeadLetterReason = z.object({
  error: z.string(),
  /** The error's message, or what Lambda makes of it: JSON of errorType, errorMessage, trace. */
  message: z.string(),
  /** The state that failed, by the state machine; a message that names its step itself knows better. */
  step: z.optional(z.string()),
  executionArn: z.optional(z.string()),
  executionStartedAt: z.optional(z.string()),
});
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

/** The body of a message in label-events-dlq that the pipeline sent. SQS itself moves a bare LabelEvent there. */
export const DeadLetterMessage = z.object({
  events: z.array(LabelEvent),
  /** A message that is not an event, as it came. */
  unreadable: z.optional(z.string()),
  reason: DeadLetterReason,
});
export type DeadLetterMessage = z.infer<typeof DeadLetterMessage>;

/** `[FetchLabels] what went wrong`: the task middleware puts the step in front, since a Catch does not know it. */
export const stepped = (step: string, message: string): string => `[${step}] ${message}`;
