import type { Json } from '../../../local/aws/state-run.ts';

/** What a function or a queue does at a call, the calls with the same label counted from 1. */
export type Answer = (input: never, call: number) => Json | typeof hangs;

/** The call is never answered. */
export const hangs = Symbol('hangs');

/** An error of a function, by the name that the state machine compares. */
export class FunctionFails extends Error {}
/** An error of the service that was called: `Lambda.TooManyRequestsException`. */
export class ServiceFails extends Error {}

export type Stubs = {
  readonly functions: Readonly<Record<string, Answer>>;
  /** The queues, and EventBridge's bus as `bus`. */
  readonly queues?: Readonly<Record<string, Answer>>;
  /** What the list in S3 has that Maps read. */
  readonly items?: Json;
};

/** What a run did to the outside, for two interpreters to be compared by. */
export type Traces = {
  /** `transformLabel label-1: 3`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly messages: readonly string[];
};

export type Tasks = {
  invoke(called: string, input: Json): Json | typeof hangs;
  send(queue: string, message: Message): Json | typeof hangs;
  traces(): Traces;
};
export type Message = { readonly MessageBody: Json; readonly DelaySeconds?: number };

/** Functions and queues that answer as a scenario has it, and count what they are asked. */
export function stubbed({ functions, queues = {} }: Stubs): Tasks {
  const calls: Record<string, number> = {};
  const messages: string[] = [];
  const count = (what: string) => {
    calls[what] = (calls[what] ?? 0) + 1;
    return calls[what];
  };
  return {
    invoke(called, input) {
      const answer = functions[called];
      if (!answer) throw new Error(`The scenario has no function ${called}.`);
      return answer(input as never, count(`${called} ${subjectOf(input)}`));
    },
    send(queue, message) {
      const times = count(`${queue} ${subjectOf(message.MessageBody)}`);
      const answer = queues[queue]?.(message.MessageBody as never, times) ?? {};
      if (answer !== hangs) messages.push(`${queue} ${JSON.stringify(comparable(message))}`);
      return answer;
    },
    traces: () => ({ calls: Object.fromEntries(Object.entries(calls).sort()), messages: [...messages].sort() }),
  };
}

/** The label or the group that a call is about. */
function subjectOf(input: Json): string {
  const { event, events, item, status, run, begin, batch, output, failure } = input as Record<string, Json>;
  if (status === 'given-up') return `given up ${subjectOf(item ?? null)}`;
  if (batch) return `batch ${(batch as { batch: Json }).batch}`;
  if (output) return String((output as { path: Json }).path);
  if (failure) return `failure ${(failure as { Error: Json }).Error}`;
  if (event) return String((event as { id: Json }).id);
  if (Array.isArray(events)) return events.map((each) => (each as { id: string }).id).join(',') || 'nothing';
  return run || begin ? 'run' : 'call';
}

/** Without what must differ: names and times of executions, random delays, and AWS's own sentences. */
function comparable({ MessageBody, DelaySeconds }: Message): Json {
  const isDelayed = DelaySeconds !== undefined && DelaySeconds >= 60 && DelaySeconds < 900;
  return JSON.parse(
    JSON.stringify({ MessageBody, DelaySeconds: DelaySeconds === undefined ? null : isDelayed }),
    (name, value) => {
      if (name === 'executionArn') return /^arn:aws:states:/.test(String(value));
      if (name === 'executionStartedAt') return !Number.isNaN(Date.parse(String(value)));
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
      const { error, message, ...rest } = value as Record<string, Json>;
      const sorted = Object.fromEntries(Object.entries(rest).sort());
      if (error === undefined) return message === undefined ? sorted : { ...sorted, message };
      const isOurs = !/^(Lambda|States|SQS|EventBridge)\./.test(String(error));
      return { ...sorted, error, message: isOurs ? (message ?? null) : typeof message };
    },
  );
}
