import * as z from 'zod/mini';
import { DeadLetterMessage, type DeadLetterReason } from './dead-letter.ts';
import { ExecutionEnded, letterOf } from './execution-ended.ts';
import { LabelEvent, LabelGroup } from './payloads.ts';

/** A dead letter as an operator sees it. */
export type DeadLetter = {
  readonly id: string;
  readonly events: readonly LabelEvent[];
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
  const json = jsonOf(source.body);
  const read = fromPipeline(json) ?? fromSqs(json, source) ?? fromAws(json) ?? fromNobody(source);
  const { events, unreadable, reason } = read;
  return {
    id: source.id,
    events,
    unreadable,
    executionArn: reason.executionArn,
    ...causeOf(reason),
    ...historyOf(events, source.sentAt, read.receiveCount ?? 0),
  };
}

type Read = DeadLetterMessage & { readonly receiveCount?: number };

const fromPipeline = (json: unknown): Read | undefined => DeadLetterMessage.safeParse(json).data;

/** After too many receives SQS moves the bare event. */
function fromSqs(json: unknown, { receiveCount }: DeadLetterSource): Read | undefined {
  const event = LabelEvent.safeParse(json);
  if (!event.success) return undefined;
  const message = `[StartExport] SQS gave it out ${receiveCount} times and no execution was started: see the log of startExport.`;
  return { events: [event.data], reason: { error: 'NotTakenUp', message }, receiveCount };
}

/**
 * What rescue-execution could not take comes as AWS tells of it: the event of EventBridge, or Lambda's record of its
 * failed invocation: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const FailedInvocation = z.object({ requestPayload: ExecutionEnded });

function fromAws(json: unknown): Read | undefined {
  const ended = ExecutionEnded.safeParse(json).data ?? FailedInvocation.safeParse(json).data?.requestPayload;
  if (!ended) return undefined;
  const { executionArn, input } = ended.detail;
  const group = LabelGroup.safeParse(jsonOf(input ?? ''));
  if (group.success) return letterOf(ended, group.data.events);
  const message = `[RescueExecution] The execution ended as ${ended.detail.status}, and its input did not come with it. See: aws stepfunctions describe-execution --execution-arn ${executionArn}`;
  return { events: [], reason: { error: `Execution.${ended.detail.status}`, message, executionArn } };
}

const fromNobody = ({ body }: DeadLetterSource): Read => ({
  events: [],
  unreadable: body,
  reason: { error: 'Unreadable', message: 'The message is of no kind that Labelwire sends.' },
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

function causeOf({ error, message, step: failed }: DeadLetterReason): Pick<DeadLetter, 'error' | 'message' | 'step'> {
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
