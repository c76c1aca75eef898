import * as z from 'zod/mini';
import { type DeadLetterReason, stepped } from '../contracts/dead-letter.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { given } from '../contracts/given.ts';
import { LabelEvent, maximumGroup, sizeBelow } from '../contracts/payloads.ts';
import { type DeadLetter, isFailedRescue, readDeadLetter } from '../contracts/read-dead-letter.ts';
import { replayedEvent } from '../contracts/replayed-event.ts';
import { ReturnedEvents } from '../contracts/returned-events.ts';

/** What a message of label-events holds. */
export type LabelMessage = {
  readonly events: readonly LabelEvent[];
  /** How many of them a group may have. */
  readonly split: number;
  /** Why an execution left them behind. */
  readonly returned?: DeadLetterReason;
  /** rescue-execution failed for good: what it would have done is to be done here. */
  readonly unrescued?: true;
  /** SQS moved it back from the dead letters. */
  readonly redriven?: true;
};

export type UnreadableMessage = {
  readonly error: 'InvalidRequest' | 'TooNew';
  readonly problem: string;
  readonly unreadable: string;
};

/**
 * Reads an event, the events that an execution left behind, or a dead letter. The attempt of the latter two grows by one:
 * an execution of the same name ran already, so that a start under it would do nothing.
 */
export function readMessage(body: string, now: Date): LabelMessage | UnreadableMessage {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { error: 'InvalidRequest', problem: 'The message is not JSON.', unreadable: body };
  }
  const event = LabelEvent.safeParse(json);
  if (event.success) return { events: [event.data], split: maximumGroup };
  const returned = ReturnedEvents.safeParse(json);
  if (returned.success) return readReturned(returned.data, now);
  const letter = readDeadLetter({ id: '', body, sentAt: now, receiveCount: 1 });
  if (isFailedRescue(json)) return readUnrescued(letter, body, now);
  if (letter.events.length > 0) return readLetter(letter, now);
  // What was unreadable once may be readable by a newer version.
  if (letter.unreadable !== undefined && letter.unreadable !== body) return readMessage(letter.unreadable, now);
  const schema = schemaOf(json);
  if (schema !== undefined && schema > 1) {
    const problem = `The event has schema ${schema}, and this version of Labelwire knows schema 1. Deploy the newer version again, then replay this letter.`;
    return { error: 'TooNew', problem, unreadable: body };
  }
  return {
    error: 'InvalidRequest',
    problem: `The message is not a label event: ${explainIssues(event.error, json)}.`,
    unreadable: body,
  };
}

/** Of an event, or of the first one of several. */
function schemaOf(json: unknown): number | undefined {
  const parsed = z.object({ schema: z.int() }).safeParse(json).data ?? WithEvents.safeParse(json).data?.events[0];
  return parsed?.schema;
}
const WithEvents = z.object({ events: z.array(z.object({ schema: z.int() })) });

const readReturned = ({ events, again }: ReturnedEvents, now: Date): LabelMessage => ({
  events: events.map((event) => ({
    ...event,
    attempt: event.attempt + 1,
    ...(events.length === 1 ? { returnedAt: event.returnedAt ?? now.toISOString() } : {}),
  })),
  split: again.split,
  returned: again.reason,
});

/** Counted as if it had been rescued: the executions that a sweep starts of the same events then have the same names. */
function readUnrescued(letter: DeadLetter, body: string, now: Date): LabelMessage | UnreadableMessage {
  const [first, ...more] = letter.events;
  if (!first) return { error: 'InvalidRequest', problem: letter.message, unreadable: body };
  const { error, message, step, executionArn } = letter;
  const reason = given({ error, message: step === undefined ? message : stepped(step, message), executionArn });
  const again = { split: sizeBelow(letter.events.length), reason };
  return { ...readReturned({ events: [first, ...more], again }, now), unrescued: true };
}

/** The button "Start DLQ redrive" of the SQS console moves letters as they are; each is then replayed. */
const readLetter = (letter: DeadLetter, now: Date): LabelMessage => ({
  events: letter.events.map((event) => replayedEvent(event, letter.lastFailedAt, now)),
  split: sizeBelow(letter.events.length),
  redriven: true,
});
