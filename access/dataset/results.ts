import { existsSync } from 'node:fs';
import type { Job } from './job.ts';
import { KeySet } from './key-set.ts';
import { LineFile, linesOf } from './line-file.ts';

/** What became of a row that was sent. `there`: an earlier run sent it and was interrupted before it knew. */
export type RowResult = {
  readonly outcome: 'created' | 'there' | 'failed';
  readonly globalKey: string;
  readonly key: string;
  readonly dataRow?: string;
  readonly message?: string;
};

async function* resultsIn(job: Job): AsyncGenerator<RowResult> {
  for (const [round, { tasks }] of job.state.rounds.entries())
    for (const [task, { status }] of tasks.entries())
      if (status === 'done') yield* linesOf<RowResult>(job.resultsFile(round, task));
}

/** The global keys of all rows that are in the data set. */
export async function importedKeys(job: Job): Promise<KeySet> {
  const keys = new KeySet();
  for await (const { outcome, globalKey } of resultsIn(job)) if (outcome !== 'failed') keys.add(globalKey);
  return keys;
}

/** One line for each object: what the last listing refused, and what became of every row of every round. */
export async function writeReport(job: Job): Promise<void> {
  const report = await LineFile.create(job.reportFile);
  try {
    const refused = job.refusedFile(job.state.rounds.length - 1);
    if (existsSync(refused)) for await (const line of linesOf(refused)) await report.write(line);
    for await (const result of resultsIn(job)) await report.write(result);
    await report.finish();
  } catch (error) {
    await report.close();
    throw error;
  }
}
