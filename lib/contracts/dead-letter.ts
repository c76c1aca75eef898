import * as z from 'zod/mini';
import { FetchedLabel, LabelEvent, LabelToWrite, UnannouncedLabel } from './payloads.ts';

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

/** What failed, in which step: by the reason of a dead letter. */
export function causeOf({ error, message, step: failed }: DeadLetterReason) {
  const fromLambda = jsonOf(message) as { errorMessage?: unknown } | undefined;
  const text = typeof fromLambda?.errorMessage === 'string' ? fromLambda.errorMessage : message;
  const [, step, rest] = /^\[(\w+)\] (.*)$/s.exec(text) ?? [];
  return { error, message: rest ?? text, step: step ?? failed };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is not JSON is shown as it is
  }
}

/** Read by WriteExport, from the states that come before a dead letter: what is known of a label that is given up. */
export const GivenUpLabel = z.object({
  status: z.literal('given-up'),
  item: z.object({
    event: LabelEvent,
    /** Where the label was fetched: an event may name a data unit alone. */
    label: z.optional(z.string()),
    revision: z.optional(z.int()),
    before: FetchedLabel.def.options[1].shape.before,
  }),
  reason: DeadLetterReason,
});
export type GivenUpLabel = z.infer<typeof GivenUpLabel>;

/** The input of WriteExport. */
export const LabelToRecord = z.discriminatedUnion('status', [
  ...LabelToWrite.def.options,
  UnannouncedLabel,
  GivenUpLabel,
]);
export type LabelToRecord = z.infer<typeof LabelToRecord>;
