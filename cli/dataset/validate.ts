import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { accessClients } from '../../access/clients.ts';
import type { ImportRow } from '../../access/dataset/import-row.ts';
import { Job } from '../../access/dataset/job.ts';
import { type Finding, platformFindings } from '../../access/dataset/labelbox/checks.ts';
import { linesOf } from '../../access/dataset/line-file.ts';
import { rowFindings, signingFinding } from '../../access/dataset/row-checks.ts';
import { sample } from '../../access/dataset/sample.ts';
import { accessPlatforms } from '../../access/platforms.ts';
import { localEnvironment } from '../deployment.ts';
import { type KeyOptions, labelbox } from './api.ts';

export type ValidateOptions = KeyOptions & {
  readonly dataset?: string;
  readonly manifest?: string;
  readonly sample: number;
  readonly all?: boolean;
  readonly json?: boolean;
};

/** The folder's own checks, and the platform's where the data set is made. */
export async function validateDataSet(options: ValidateOptions, command: Command): Promise<void> {
  if (options.dataset === undefined && options.manifest === undefined)
    command.error('error: Say what to look at: --dataset <id>, --manifest <folder>, or both.');
  if (options.local) Object.assign(process.env, localEnvironment());
  let [all, wrong] = [0, 0];
  for await (const { check, ok, told } of findingsOf(options)) {
    all += 1;
    if (!ok) wrong += 1;
    console.log(options.json ? JSON.stringify({ check, ok, told }) : `${ok ? '✓' : '✗'} ${check.padEnd(40)} ${told}`);
  }
  if (wrong > 0) throw new Error(`${wrong} of ${all} checks failed.`);
}

async function* findingsOf(options: ValidateOptions): AsyncGenerator<Finding> {
  const job = options.manifest === undefined ? undefined : await jobAt(options.manifest);
  if (job) yield* rowsFindings(job, options);
  const dataset = options.dataset ?? job?.state.dataset;
  if (dataset !== undefined) yield* await platformFindings(await labelbox(options), dataset);
}

/** The folder, or any file in it. */
async function jobAt(path: string): Promise<Job> {
  const folder = statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path;
  const job = await Job.read(folder);
  if (job) return job;
  throw new Error(`${path} is no folder of labelwire dataset create (it has no state.json).`);
}

async function* rowsFindings(job: Job, { all, sample: wanted }: ValidateOptions): AsyncGenerator<Finding> {
  const { bucket, region, rounds } = job.state;
  const checked = { clients: accessClients(), region, origins: accessPlatforms.labelbox.origins };
  yield await signingFinding(checked, bucket);
  const count = rounds.reduce((sum, { rows }) => sum + rows, 0);
  if (count === 0) yield { check: 'rows', ok: false, told: 'the import file has no rows' };
  for await (const row of sample(rowsOf(job), count, all ? count : wanted)) yield* rowFindings(row, checked);
}

async function* rowsOf(job: Job): AsyncGenerator<ImportRow> {
  for (const round of job.state.rounds.keys()) yield* linesOf<ImportRow>(job.rowsFile(round));
}
