import * as z from 'zod/mini';
import { DeadLetterReason } from './dead-letter.ts';
import { LabelEvent } from './payloads.ts';

/**
 * A message in label-events that an execution leaves behind: written by the state machine and rescue-execution, read by
 * start-export. The events are a group that failed as a whole, or one label that has to wait.
 */
export const ReturnedEvents = z.object({
  events: z.array(LabelEvent).check(z.minLength(1)),
  again: z.object({
    /** How many of them a group may have from now on. */
    split: z.int().check(z.positive()),
    reason: DeadLetterReason,
  }),
});
export type ReturnedEvents = z.infer<typeof ReturnedEvents>;
