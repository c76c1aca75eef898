import type { Datasets, Importer, ImportResult, ImportRow } from '../../lib/platforms/access.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import type { Job, Round, Task } from './job.ts';
import { LineFile, linesOf } from './line-file.ts';
import type { RowResult } from './results.ts';

type Options = {
  readonly rowsPerTask?: number;
  readonly onProgress?: (done: number, total: number) => void;
};
type Sending = Required<Options> & {
  readonly job: Job;
  readonly round: number;
  readonly datasets: Datasets;
  readonly importer: Importer;
};

/**
 * Sends the rows of the last round that are not sent yet, task by task. Each step is saved before and after, so a run that ends
 * anywhere can be resumed: a task with an id is waited for; a task without one is sent again. Global keys are unique on the
 * platform, so it refuses the rows that it already has, which are then known to be ours.
 */
export async function sendRound(
  job: Job,
  dataset: string,
  datasets: Datasets,
  api: PlatformApi,
  { rowsPerTask = datasets.limits.rowsPerTask, onProgress = () => {} }: Options = {},
): Promise<void> {
  const number = job.state.rounds.length - 1;
  const round = job.state.rounds[number];
  if (!round || round.isSent) return;
  const importer = await datasets.importer(dataset, round.hasMetadata, api);
  const sending = { job, round: number, datasets, importer, rowsPerTask, onProgress };
  for (let first = 0, task = 0; first < round.rows; first += round.tasks[task]?.rows ?? 0, task += 1) {
    await finishTask(sending, round, task, first);
    onProgress(first + (round.tasks[task]?.rows ?? 0), round.rows);
  }
  round.isSent = true;
  await job.save();
}

async function finishTask(sending: Sending, round: Round, number: number, first: number): Promise<void> {
  const { job, rowsPerTask } = sending;
  const saved = round.tasks[number];
  if (saved?.status === 'done') return;
  const rows = Math.min(rowsPerTask, round.rows - first);
  const task: Task = saved ?? { rows, status: 'sending', isUncertain: false };
  round.tasks[number] = task;
  if (saved && task.id === undefined) task.isUncertain = true;
  await job.save();
  if (task.id === undefined) await start(sending, round, task, first);
  await end(sending, task, number, first);
}

/** A task whose rows can all not be sent is not started, and keeps no id. */
async function start(sending: Sending, round: Round, task: Task, first: number): Promise<void> {
  const { job, importer, onProgress } = sending;
  const id = await importer.start(rowsOf(sending, task, first), {
    onUploaded: (rows) => onProgress(first + rows, round.rows),
    onRetry: () => {
      task.isUncertain = true; // the platform may have taken it, and the answer got lost
    },
  });
  if (id === undefined) return;
  Object.assign(task, { id, status: 'sent' } satisfies Partial<Task>);
  await job.save();
}

async function* rowsOf({ job, round }: Sending, { rows }: Task, first: number): AsyncGenerator<ImportRow> {
  let index = 0;
  for await (const row of linesOf<ImportRow>(job.rowsFile(round))) {
    if (index >= first + rows) return;
    if (index >= first) yield row;
    index += 1;
  }
}

/** Waits for the task and writes down what became of each of its rows. */
async function end(sending: Sending, task: Task, number: number, first: number): Promise<void> {
  const { job, round, importer, datasets } = sending;
  const results = await importer.results(task.id);
  const file = await LineFile.create(job.resultsFile(round, number));
  const counts = { created: 0, failed: 0 };
  try {
    for await (const row of rowsOf(sending, task, first)) {
      const { globalKey, key } = datasets.identify(row);
      const { outcome, ...rest } = judged(results.resultOf(row), task);
      counts[outcome === 'failed' ? 'failed' : 'created'] += 1;
      await file.write({ outcome, globalKey, key, ...rest } satisfies RowResult);
    }
    await file.finish();
  } catch (error) {
    await file.close();
    throw error;
  }
  Object.assign(task, { status: 'done', ...counts } satisfies Partial<Task>);
  await job.save();
}

function judged(result: ImportResult, { isUncertain }: Task): Pick<RowResult, 'outcome' | 'dataRow' | 'message'> {
  if (result.outcome !== 'taken') return result;
  if (isUncertain) return { outcome: 'there' };
  const message = 'another data row of the workspace has this global key: add --row-prefix if it is another object';
  return { outcome: 'failed', message };
}
