import type { DeadLetterMessage, DeadLetterReason } from '../contracts/dead-letter.ts';
import { executionName } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import { type LabelEvent, type LabelGroup, maximumGroup } from '../contracts/payloads.ts';
import { groupEvents, type QueuedEvent } from './group-events.ts';
import { keptText } from './kept-text.ts';
import { type LabelMessage, readMessage, type UnreadableMessage } from './read-message.ts';

export type QueueRecord = { readonly messageId: string; readonly body: string };

export type StarterDependencies = {
  /** Starts an execution; `known` when one of this name ran or runs already. */
  start(name: string, group: LabelGroup): Promise<'started' | 'known'>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  /** Notes in the label's record why it is given up; should that fail, the letter is sent already. */
  recordFailure(event: LabelEvent, reason: DeadLetterReason): Promise<void>;
  /** How long a label is put back again and again before it goes to the dead letters. */
  readonly patienceMilliseconds: number;
  now(): Date;
  readonly log: Log;
};

/**
 * One execution for each connection and project of the batch: a connection is asked once for all the labels of a group.
 * A record that cannot be read goes to the dead letters at once and never blocks its neighbours. Answers for each record,
 * in order; a rejected one comes back from the queue.
 */
export async function startExports(
  records: readonly QueueRecord[],
  dependencies: StarterDependencies,
): Promise<PromiseSettledResult<unknown>[]> {
  const outcomes = new Map<QueueRecord, Promise<unknown>[]>(records.map((record) => [record, []]));
  const queued: QueuedEvent<QueueRecord>[] = [];
  for (const record of records) {
    const message = readMessage(record.body, dependencies.now());
    const ended = endOf(record, message, dependencies);
    if (ended) outcomes.get(record)?.push(ended);
    else if ('events' in message) {
      logReturn(message, dependencies.log);
      queued.push(...message.events.map((event) => ({ message: record, event, split: message.split })));
    }
  }
  for (const { group, messages } of groupEvents(queued)) {
    const started = start(group, dependencies);
    for (const record of new Set(messages)) outcomes.get(record)?.push(started);
  }
  return Promise.allSettled(records.map((record) => Promise.all(outcomes.get(record) ?? [])));
}

/** The letter of a message that starts nothing. */
function endOf(
  record: QueueRecord,
  message: LabelMessage | UnreadableMessage,
  dependencies: StarterDependencies,
): Promise<void> | undefined {
  if ('problem' in message) return bury(record, message, dependencies);
  const { events, returned, unrescued } = message;
  const [event] = events;
  if (events.length > 1 || !event || !returned) return undefined;
  if (unrescued) return giveUp(event, returned, 'Its execution ended where no Catch could see it.', dependencies);
  if (hasWaitedEnough(event, dependencies)) return giveUp(event, returned, 'It has waited long enough.', dependencies);
  return undefined;
}

const hasWaitedEnough = ({ returnedAt }: LabelEvent, { now, patienceMilliseconds }: StarterDependencies): boolean =>
  returnedAt !== undefined && now().getTime() - Date.parse(returnedAt) > patienceMilliseconds;

async function giveUp(
  { returnedAt: _returnedAt, ...event }: LabelEvent,
  reason: DeadLetterReason,
  why: string,
  { deadLetter, recordFailure, log }: StarterDependencies,
): Promise<void> {
  await deadLetter({ events: [event], reason });
  await recordFailure(event, reason);
  const { connection, project, label } = event;
  log('label-refused', { connection, project, label, error: reason.error, reason: why });
}

async function bury(
  { messageId }: QueueRecord,
  { error, problem, unreadable }: UnreadableMessage,
  { deadLetter, log }: StarterDependencies,
): Promise<void> {
  await deadLetter({
    events: [],
    // What a newer version wrote is kept whole: if it is too long for a letter, SQS moves it to the dead letters as it is.
    unreadable: error === 'TooNew' ? unreadable : keptText(unreadable),
    reason: { error, message: `[StartExport] ${problem}` },
  });
  log('message-unreadable', { messageId, reason: problem });
}

function logReturn({ events, split, returned, redriven }: LabelMessage, log: Log): void {
  const [event] = events;
  if (!event) return;
  const { connection, project, label, attempt } = event;
  const fields = { connection, project, label, attempt, labels: events.length };
  if (redriven) log('letter-redriven', fields);
  else if (returned) {
    const name = split === maximumGroup || events.length === 1 ? 'label-put-back' : 'group-split';
    log(name, { ...fields, split, error: returned.error });
  }
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
