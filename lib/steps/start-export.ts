import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { executionName } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import { LabelEvent, type LabelGroup, maximumGroup } from '../contracts/payloads.ts';

export type QueueRecord = { readonly messageId: string; readonly body: string };

export type StarterDependencies = {
  /** Starts an execution; `known` when one of this name ran or runs already. */
  start(name: string, group: LabelGroup): Promise<'started' | 'known'>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  readonly log: Log;
};

/**
 * One execution for each connection and project of the batch: a connection is asked once for all the labels of a group.
 * A record that is not an event goes to the dead letters at once and never blocks its neighbours. Answers for each record,
 * in order; a rejected one comes back from the queue.
 */
export async function startExports(
  records: readonly QueueRecord[],
  dependencies: StarterDependencies,
): Promise<PromiseSettledResult<unknown>[]> {
  const read = records.map((record) => ({ record, event: eventOf(record.body) }));
  const outcomes = new Map<QueueRecord, Promise<unknown>>();
  for (const { record, event } of read) {
    if ('problem' in event) outcomes.set(record, bury(record, event.problem, dependencies));
  }
  for (const { group, records: grouped } of groupsOf(read)) {
    const started = start(group, dependencies);
    for (const record of grouped) outcomes.set(record, started);
  }
  return Promise.allSettled(records.map((record) => outcomes.get(record)));
}

function eventOf(body: string): LabelEvent | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { problem: 'The message is not JSON.' };
  }
  const parsed = LabelEvent.safeParse(json);
  return parsed.success
    ? parsed.data
    : { problem: `The message is not a label event: ${explainIssues(parsed.error, json)}.` };
}

const longestKept = 100_000; // bytes; a message ends at 262,144 with its reason

async function bury(
  { messageId, body }: QueueRecord,
  problem: string,
  { deadLetter, log }: StarterDependencies,
): Promise<void> {
  const unreadable = Buffer.from(body).subarray(0, longestKept).toString('utf8');
  await deadLetter({
    events: [],
    unreadable,
    reason: { error: 'InvalidRequest', message: `[StartExport] ${problem}` },
  });
  log('message-unreadable', { messageId, reason: problem });
}

async function start(group: LabelGroup, { start: startExecution, log }: StarterDependencies): Promise<void> {
  const name = executionName(group);
  const fields = { execution: name, connection: group.connection, project: group.project, labels: group.events.length };
  try {
    const outcome = await startExecution(name, group);
    log(outcome === 'started' ? 'execution-started' : 'execution-known', fields);
  } catch (error) {
    log('execution-not-started', { ...fields, error: (error as Error).name });
    throw error;
  }
}

type ReadRecord = { readonly record: QueueRecord; readonly event: LabelEvent | { problem: string } };
type Group = { readonly group: LabelGroup; readonly records: QueueRecord[] };

/**
 * Groups by connection and project; of several events about one label only the last stays, since the label is fetched anyway.
 * Events with the same listing are a group of their own: one that cannot be had must not hold labels that can.
 */
function groupsOf(read: readonly ReadRecord[]): Group[] {
  const projects = Map.groupBy(
    read.flatMap(({ record, event }) => ('problem' in event ? [] : [{ record, event }])),
    ({ event }) => JSON.stringify([event.connection, event.project, event.listing]),
  );
  return [...projects.values()].flatMap((members) => {
    const labels = [
      ...Map.groupBy(members, ({ event: { id, label, dataUnit, listing } }) =>
        JSON.stringify([label, label ? undefined : dataUnit, listing && id]),
      ).values(),
    ];
    return chunks(labels.map((same) => ({ same, event: lastOf(same.map(({ event }) => event)) }))).map((chunk) => {
      const events = chunk.map(({ event }) => event);
      const { connection, project } = events[0] as LabelEvent;
      return {
        group: { connection, project, events },
        records: chunk.flatMap(({ same }) => same.map(({ record }) => record)),
      };
    });
  });
}

const lastOf = (events: readonly LabelEvent[]): LabelEvent =>
  events.reduce((last, event) => (isLater(event, last) ? event : last));

/** At the same instant a deletion is the later event; a replay is later than what it replays. */
const rank = (event: LabelEvent) =>
  [Date.parse(event.occurredAt), Number(event.kind === 'deleted'), event.attempt] as const;

function isLater(a: LabelEvent, b: LabelEvent): boolean {
  const [left, right] = [rank(a), rank(b)];
  const decisive = left.findIndex((value, index) => value !== right[index]);
  return decisive >= 0 && (left[decisive] ?? 0) > (right[decisive] ?? 0);
}

/**
 * What an event adds to the largest state of its execution: itself in the input, itself again in the answer of
 * FetchLabels, and there two references or the reason of a refusal. All of it must stay below 262,144 bytes.
 */
const weightOf = (event: LabelEvent) => 2 * Buffer.byteLength(JSON.stringify(event)) + 700;
const largestWeight = 250_000;

function chunks<Item extends { readonly event: LabelEvent }>(items: readonly Item[]): Item[][] {
  const made: Item[][] = [];
  let weight = 0;
  for (const item of items) {
    const last = made.at(-1);
    const added = weightOf(item.event);
    if (last && last.length < maximumGroup && weight + added <= largestWeight) {
      last.push(item);
      weight += added;
    } else {
      made.push([item]);
      weight = added;
    }
  }
  return made;
}
