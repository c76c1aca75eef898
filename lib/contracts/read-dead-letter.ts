import * as z from 'zod/mini';
import { causeOf, type DeadLetterMessage, DeadLetterReason } from './dead-letter.ts';
import { ExecutionEnded, letterOf } from './execution-ended.ts';
import { given } from './given.ts';
import { LabelEvent } from './payloads.ts';

/** A dead letter as an operator sees it. */
export type DeadLetter = {
  readonly id: string;
  readonly events: readonly LabelEvent[];
  /** Events that this version cannot read, as they are in the letter; missing where every event is readable. */
  readonly unreadableEvents?: readonly unknown[];
  /** A message that is not an event, as it was sent. */
  readonly unreadable?: string | undefined;
  readonly error: string;
  readonly message: string;
  /** The state that failed. */
  readonly step?: string | undefined;
  readonly executionArn?: string | undefined;
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** How often the pipeline took the event up. */
  readonly attempts: number;
  readonly replays: number;
};

export type DeadLetterSource = {
  readonly id: string;
  readonly body: string;
  /** When it came into the dead letters; for one that SQS moved there, when it was first sent. */
  readonly sentAt: Date;
  readonly receiveCount: number;
};

export function readDeadLetter(source: DeadLetterSource): DeadLetter {
  const { events, unreadableEvents, unreadable, reason, receiveCount } = read(source);
  return {
    id: source.id,
    events,
    ...given({ unreadableEvents: unreadableEvents.length > 0 ? unreadableEvents : undefined }),
    unreadable,
    executionArn: reason.executionArn,
    ...causeOf(reason),
    ...historyOf(events, source.sentAt, receiveCount ?? 0),
  };
}

type Events = { readonly events: readonly LabelEvent[]; readonly unreadableEvents: readonly unknown[] };
type Read = Events & Pick<DeadLetterMessage, 'unreadable' | 'reason'> & { readonly receiveCount?: number };

function read(source: DeadLetterSource): Read {
  const letter = readBody(source.body, source);
  if (letter === undefined) return fromNobody(source);
  if (letter.unreadable === undefined || letter.events.length > 0) return letter;
  // SQS's own redrive moves a letter as it is, and an older start-export could not read it: the letter is in the letter.
  const inner = readBody(letter.unreadable, source);
  return inner && inner.events.length > 0 ? inner : letter;
}

function readBody(body: string, source: DeadLetterSource): Read | undefined {
  const json = jsonOf(body);
  return fromPipeline(json) ?? fromSqs(json, source) ?? fromAws(json);
}

/** Each event is read alone: one that is not readable, or that a later version wrote, must not hold the others. */
function eventsIn(events: readonly unknown[]): Events {
  const parsed = events.map((event) => ({ event, label: LabelEvent.safeParse(event) }));
  return {
    events: parsed.flatMap(({ label }) => label.data ?? []),
    unreadableEvents: parsed.flatMap(({ event, label }) => (label.success ? [] : [event])),
  };
}

const AnyEvents = z.object({ events: z.array(z.unknown()) });
const AnyLetter = z.extend(AnyEvents, { unreadable: z.optional(z.string()), reason: DeadLetterReason });

function fromPipeline(json: unknown): Read | undefined {
  const letter = AnyLetter.safeParse(json).data;
  return letter && { ...letter, ...eventsIn(letter.events) };
}

/** After too many receives SQS moves the message of label-events as it is: one event, or several in one message. */
function fromSqs(json: unknown, { receiveCount }: DeadLetterSource): Read | undefined {
  const { events, unreadableEvents } = eventsIn(AnyEvents.safeParse(json).data?.events ?? [json]);
  if (events.length === 0) return undefined;
  const message = `[StartExport] SQS gave it out ${receiveCount} times and no execution was started: see the log of startExport.`;
  return { events, unreadableEvents, reason: { error: 'NotTakenUp', message }, receiveCount };
}

/**
 * What rescue-execution could not take arrives as AWS reports it: the event of EventBridge, or Lambda's record of its
 * failed invocation: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const FailedInvocation = z.object({ requestPayload: ExecutionEnded });

/** Whether rescue-execution failed for good, and Lambda reports what it was called with. */
export const isFailedRescue = (json: unknown): boolean => FailedInvocation.safeParse(json).success;

function fromAws(json: unknown): Read | undefined {
  const ended = ExecutionEnded.safeParse(json).data ?? FailedInvocation.safeParse(json).data?.requestPayload;
  if (!ended) return undefined;
  const { executionArn, input } = ended.detail;
  const group = AnyEvents.safeParse(jsonOf(input ?? ''));
  if (group.success) return { ...letterOf(ended, []), ...eventsIn(group.data.events) };
  const message = `[RescueExecution] The execution ended as ${ended.detail.status}, and its input did not come with it. See: aws stepfunctions describe-execution --execution-arn ${executionArn}`;
  const reason = { error: `Execution.${ended.detail.status}`, message, executionArn };
  return { events: [], unreadableEvents: [], reason };
}

const fromNobody = ({ body }: DeadLetterSource): Read => ({
  events: [],
  unreadableEvents: [],
  unreadable: body,
  reason: { error: 'Unreadable', message: 'The message is not of a kind that Labelwire sends.' },
});

function historyOf(events: readonly LabelEvent[], sentAt: Date, receiveCount: number) {
  const lastFailedAt = sentAt.toISOString();
  const first = events.map((event) => event.firstFailedAt ?? lastFailedAt).sort()[0];
  return {
    firstFailedAt: first ?? lastFailedAt,
    lastFailedAt,
    attempts: Math.max(receiveCount, ...events.map((event) => event.attempt), 1),
    replays: Math.max(0, ...events.map((event) => event.replays)),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // what is not JSON is shown as it is
  }
}
