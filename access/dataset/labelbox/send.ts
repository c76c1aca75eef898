import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import type { ImportRow } from '../import-row.ts';
import type { Job, Round, Task } from '../job.ts';
import { LineFile, linesOf } from '../line-file.ts';
import { itemOf } from './item.ts';
import { metadataFields } from './metadata-fields.ts';
import { upsertDataRows } from './operations.ts';
import { askPatiently } from './patient.ts';
import { resultOf } from './row-result.ts';
import { type Answered, taskAnswers, taskEnd } from './task-results.ts';
import { uploadJson } from './upload.ts';

/** https://docs.labelbox.com/docs/limits; and the size at which the SDK cuts a chunk */
export const limits = { rowsPerTask: 150_000, bytesPerChunk: 10_000_000 };

type Metadata = Awaited<ReturnType<typeof metadataFields>>;
type Sending = {
  readonly api: PlatformApi;
  readonly job: Job;
  readonly round: number;
  readonly datasetId: string;
  readonly metadata: Metadata;
  readonly limits: typeof limits;
  readonly onProgress: (done: number, all: number) => void;
};

/**
 * Sends the rows of the last round that were not sent, task by task. Each step is written down before and after, so that
 * a run that ends anywhere is gone on with: a task with an id is waited for; one without is sent again, and the platform,
 * where global keys are unique, refuses what it has, which is then known to be ours.
 */
export async function sendRound(
  api: PlatformApi,
  job: Job,
  datasetId: string,
  { onProgress = () => {}, ...smaller }: Partial<typeof limits> & Pick<Partial<Sending>, 'onProgress'> = {},
): Promise<void> {
  const number = job.state.rounds.length - 1;
  const round = job.state.rounds[number];
  if (!round || round.isSent) return;
  const metadata: Metadata = round.hasMetadata ? await metadataFields(api) : () => [];
  const sending = { api, job, round: number, datasetId, metadata, limits: { ...limits, ...smaller }, onProgress };
  for (let first = 0, task = 0; first < round.rows; first += round.tasks[task]?.rows ?? 0, task += 1) {
    await finishTask(sending, round, task, first);
    onProgress(first + (round.tasks[task]?.rows ?? 0), round.rows);
  }
  round.isSent = true;
  await job.save();
}

async function finishTask(sending: Sending, round: Round, number: number, first: number): Promise<void> {
  const { job, limits: most } = sending;
  const known = round.tasks[number];
  if (known?.status === 'done') return;
  const task: Task = known ?? {
    rows: Math.min(most.rowsPerTask, round.rows - first),
    status: 'sending',
    isUncertain: false,
  };
  round.tasks[number] = task;
  if (known && task.id === undefined) task.isUncertain = true;
  await job.save();
  if (task.id === undefined) await start(sending, task, first);
  await end(sending, task, number, first);
}

/** Uploads the task's rows and starts it. A task all of whose rows fail here is not started, and keeps no id. */
async function start(sending: Sending, task: Task, first: number): Promise<void> {
  const { api, job, round, limits: most, onProgress } = sending;
  const addresses: string[] = [];
  let items: string[] = [];
  let [bytes, sent, at] = [2, 0, first];
  const flush = async () => {
    if (items.length === 0) return;
    addresses.push(await uploadJson(api, 'json_import.json', Buffer.from(`[${items.join(',')}]`)));
    sent += items.length;
    [items, bytes] = [[], 2];
    onProgress(at, job.state.rounds[round]?.rows ?? 0);
  };
  for await (const row of rowsOf(sending, task, first)) {
    at += 1;
    const item = itemOf(row, sending);
    if (typeof item === 'string') continue; // told in the results
    const json = JSON.stringify(item);
    const size = Buffer.byteLength(json) + 1;
    if (bytes + size > most.bytesPerChunk) await flush();
    items.push(json);
    bytes += size;
  }
  await flush();
  if (sent === 0) return;
  const manifest = JSON.stringify({ source: 'SDK', item_count: sent, chunk_uris: addresses });
  const manifestUri = await uploadJson(api, 'manifest.json', Buffer.from(manifest));
  const started = await askPatiently(api, upsertDataRows, { manifestUri }, () => {
    task.isUncertain = true; // it may have been taken, and its answer lost
  });
  Object.assign(task, { id: started.upsertDataRows.id, status: 'sent' } satisfies Partial<Task>);
  await job.save();
}

async function* rowsOf({ job, round }: Sending, { rows }: Task, first: number): AsyncGenerator<ImportRow> {
  let at = 0;
  for await (const row of linesOf<ImportRow>(job.rowsFile(round))) {
    if (at >= first + rows) return;
    if (at >= first) yield row;
    at += 1;
  }
}

/** Waits for the task and writes down what became of each of its rows: none is left out. */
async function end(sending: Sending, task: Task, number: number, first: number): Promise<void> {
  const { api, job, round } = sending;
  const status = task.id === undefined ? 'not started' : await taskEnd(api, task.id);
  const answers = task.id === undefined ? new Map<string, Answered>() : await taskAnswers(api, task.id);
  const file = await LineFile.create(job.resultsFile(round, number));
  const counts = { created: 0, failed: 0 };
  try {
    for await (const row of rowsOf(sending, task, first)) {
      const result = resultOf(row, itemOf(row, sending), answers, task, status);
      counts[result.outcome === 'failed' ? 'failed' : 'created'] += 1;
      await file.write(result);
    }
    await file.finish();
  } catch (error) {
    await file.close();
    throw error;
  }
  Object.assign(task, { status: 'done', ...counts } satisfies Partial<Task>);
  await job.save();
}
