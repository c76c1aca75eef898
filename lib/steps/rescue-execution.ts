import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import { type ExecutionEnded, letterOf } from '../contracts/execution-ended.ts';
import { keys } from '../contracts/keys.ts';
import { LabelGroup, sizeBelow } from '../contracts/payloads.ts';
import type { ReturnedEvents } from '../contracts/returned-events.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { keptText } from './kept-text.ts';
import { type FailureDependencies, recordFailureOf } from './record-failure.ts';

export type RescuerDependencies = FailureDependencies & {
  inputOf(executionArn: string): Promise<string>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  /** Sends a group back to label-events. */
  putBack(message: ReturnedEvents): Promise<void>;
};

/** The machine ends so when its labels are in the dead letters already, each with its own reason. */
const buried = 'LabelsDeadLettered';

/**
 * Takes care of an execution that ended where no Catch could see it: a group goes back to label-events, to be split, since
 * only one of its labels may be the cause; a single event goes to the dead letters.
 *
 * The mark is written after that, so that a crash in between repeats the rescue and loses nothing. A repetition is harmless:
 * a group that is sent back twice gets executions of the same names, which Step Functions starts once, and a letter that is
 * there twice is replayed into one execution likewise.
 */
export async function rescueExecution(
  ended: ExecutionEnded,
  dependencies: RescuerDependencies,
): Promise<'rescued' | 'nothing to rescue'> {
  const { store, log } = dependencies;
  const { executionArn, status, error } = ended.detail;
  const isBuried = status === 'FAILED' && error === buried;
  if (!isBuried && (await isMarked(store, executionArn))) return 'nothing to rescue';
  if (!isBuried) {
    const labels = await sendOn(ended, dependencies);
    log('execution-rescued', { execution: executionArn, status, error: error ?? undefined, labels });
  }
  await tryToMark(ended, dependencies);
  return isBuried ? 'nothing to rescue' : 'rescued';
}

/** How many events it had. */
async function sendOn(ended: ExecutionEnded, dependencies: RescuerDependencies): Promise<number> {
  const { inputOf, deadLetter, putBack } = dependencies;
  const text = ended.detail.input ?? (await inputOf(ended.detail.executionArn));
  const group = groupIn(text);
  if (!group) {
    await deadLetter({ ...letterOf(ended, []), unreadable: keptText(text) });
    return 0;
  }
  const { events, split } = group;
  const letter = letterOf(ended, events);
  const [event] = events;
  if (events.length > 1 || !event) {
    await putBack({ events, again: { split: split ?? sizeBelow(events.length), reason: letter.reason } });
  } else {
    await deadLetter(letter);
    await recordFailureOf(event, letter.reason, dependencies);
  }
  return events.length;
}

/** Undefined where somebody started the execution by hand, with an input that is not a group of events. */
function groupIn(text: string): LabelGroup | undefined {
  try {
    return LabelGroup.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // it is not JSON
  }
}

const markOf = (executionArn: string) => keys.rescued(executionArn.split(':').at(-1) ?? '');

/** Whether the execution has been taken care of. */
export const isMarked = async (store: ObjectStore, executionArn: string): Promise<boolean> =>
  (await store.head(markOf(executionArn))) !== undefined;

/** Without its mark the execution is looked at again by a sweep. Failing here would repeat at once what is done. */
async function tryToMark(ended: ExecutionEnded, { store, log }: RescuerDependencies): Promise<void> {
  try {
    await mark(store, ended);
  } catch (error) {
    const { name, message } = error as Error;
    log('execution-not-marked', { execution: ended.detail.executionArn, error: name, reason: message });
  }
}

const mark = (store: ObjectStore, { detail: { executionArn, status, error } }: ExecutionEnded): Promise<void> =>
  store.put({
    key: markOf(executionArn),
    bytes: Buffer.from(JSON.stringify({ executionArn, status, error })),
    contentType: 'application/json',
  });
