import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import { type ExecutionEnded, letterOf } from '../contracts/execution-ended.ts';
import type { Log } from '../contracts/log-events.ts';
import { LabelGroup, parseContract } from '../contracts/payloads.ts';

export type RescuerDependencies = {
  inputOf(executionArn: string): Promise<string>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  readonly log: Log;
};

/** The machine ends so when its labels are in the dead letters already, each with its own reason. */
const buried = 'LabelsDeadLettered';

/** Sends the input of an execution that ended where no Catch could see it to the dead letters. */
export async function rescueExecution(
  ended: ExecutionEnded,
  { inputOf, deadLetter, log }: RescuerDependencies,
): Promise<void> {
  const { executionArn, status, error, input } = ended.detail;
  if (status === 'FAILED' && error === buried) return;
  const text = input ?? (await inputOf(executionArn));
  const { events } = parseContract(LabelGroup, JSON.parse(text), 'The input of the execution');
  await deadLetter(letterOf(ended, events));
  log('execution-rescued', {
    execution: executionArn,
    status,
    error: error ?? undefined,
    labels: events.length,
  });
}
