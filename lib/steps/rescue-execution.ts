import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import { type ExecutionEnded, letterOf } from '../contracts/execution-ended.ts';
import type { Log } from '../contracts/log-events.ts';
import { LabelGroup, parseContract, sizeBelow } from '../contracts/payloads.ts';
import type { ReturnedEvents } from '../contracts/returned-events.ts';

export type RescuerDependencies = {
  inputOf(executionArn: string): Promise<string>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  /** Sends a group back to label-events. */
  putBack(message: ReturnedEvents): Promise<void>;
  readonly log: Log;
};

/** The machine ends so when its labels are in the dead letters already, each with its own reason. */
const buried = 'LabelsDeadLettered';

/**
 * Takes care of an execution that ended where no Catch could see it: a group goes back to label-events, to be split, since
 * only one of its labels may be the cause; a single event goes to the dead letters.
 */
export async function rescueExecution(
  ended: ExecutionEnded,
  { inputOf, deadLetter, putBack, log }: RescuerDependencies,
): Promise<void> {
  const { executionArn, status, error, input } = ended.detail;
  if (status === 'FAILED' && error === buried) return;
  const text = input ?? (await inputOf(executionArn));
  const { events, split } = parseContract(LabelGroup, JSON.parse(text), 'The input of the execution');
  const letter = letterOf(ended, events);
  if (events.length === 1) await deadLetter(letter);
  else await putBack({ events, again: { split: split ?? sizeBelow(events.length), reason: letter.reason } });
  log('execution-rescued', {
    execution: executionArn,
    status,
    error: error ?? undefined,
    labels: events.length,
  });
}
