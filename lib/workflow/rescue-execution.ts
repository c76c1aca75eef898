import { LabelGroup, parseContract } from './contracts.ts';
import type { DeadLetterMessage } from './dead-letter.ts';
import { type ExecutionEnded, letterOf } from './execution-ended.ts';
import type { Journal } from './journal.ts';

export type RescuerDependencies = {
  inputOf(executionArn: string): Promise<string>;
  deadLetter(message: DeadLetterMessage): Promise<void>;
  readonly journal: Journal;
};

/** The machine ends so when its labels are in the dead letters already, each with its own reason. */
const buried = 'LabelsDeadLettered';

/** Sends the input of an execution that ended where no Catch could see it to the dead letters. */
export async function rescueExecution(
  ended: ExecutionEnded,
  { inputOf, deadLetter, journal }: RescuerDependencies,
): Promise<void> {
  const { executionArn, status, error, input } = ended.detail;
  if (status === 'FAILED' && error === buried) return;
  const text = input ?? (await inputOf(executionArn));
  const { events } = parseContract(LabelGroup, JSON.parse(text), 'The input of the execution');
  await deadLetter(letterOf(ended, events));
  journal('execution-rescued', {
    execution: executionArn,
    status,
    error: error ?? undefined,
    labels: events.length,
  });
}
