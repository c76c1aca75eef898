import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { accessClients } from '../../access/clients.ts';
import type { DatasetPlatform } from '../../access/dataset/data-set.ts';
import { Job } from '../../access/dataset/job.ts';
import { linesOf } from '../../access/dataset/line-file.ts';
import { rowFindings, sample, signingFinding } from '../../access/dataset/row-checks.ts';
import { fail } from '../../access/finding.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { Finding, ImportRow } from '../../lib/platforms/access.ts';
import { findingText } from '../access/finding-text.ts';
import { localEnvironment } from '../deployment.ts';
import { datasetApi, datasetPlatform, type PlatformOptions } from './api.ts';

export type ValidateOptions = PlatformOptions & {
  readonly dataset?: string;
  readonly manifest?: string;
  readonly sample: number;
  readonly all?: boolean;
  readonly json?: boolean;
};

const checkWidth = 40;

/** The checks of the folder's rows, and the platform's own where the data set exists. */
export async function validateDataSet(options: ValidateOptions, command: Command): Promise<void> {
  if (options.dataset === undefined && options.manifest === undefined)
    command.error('error: --dataset <id>, --manifest <folder>, or both must say what to look at.');
  if (options.local) Object.assign(process.env, localEnvironment());
  const platform = await datasetPlatform(options, command);
  let [total, failed] = [0, 0];
  for await (const finding of findingsOf(platform, options)) {
    total += 1;
    if (finding.outcome === 'fail') failed += 1;
    console.log(options.json ? JSON.stringify(finding) : findingText(finding, checkWidth));
  }
  if (failed > 0) throw new Error(`${failed} of ${total} checks failed.`);
}

async function* findingsOf(platform: DatasetPlatform, options: ValidateOptions): AsyncGenerator<Finding> {
  const job = options.manifest === undefined ? undefined : await jobAt(options.manifest);
  if (job) yield* rowsFindings(job, platform, options);
  const dataset = options.dataset ?? job?.state.dataset;
  if (dataset === undefined) return;
  const { findings } = await platform.datasets.validate(dataset, await datasetApi(platform, options));
  for (const finding of findings) yield { ...finding, check: `${platform.title}: ${finding.check}` };
}

/** The folder, or any file in it. */
async function jobAt(path: string): Promise<Job> {
  const folder = statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path;
  const job = await Job.read(folder);
  if (job) return job;
  throw new Error(
    `--manifest must be a folder of labelwire dataset create, but ${quoted(path)} does not have a state.json.`,
  );
}

async function* rowsFindings(
  job: Job,
  { datasets, origins }: DatasetPlatform,
  { all, sample: wanted }: ValidateOptions,
): AsyncGenerator<Finding> {
  const { bucket, region, rounds } = job.state;
  const checked = { clients: accessClients(), region, origins };
  yield await signingFinding(checked, bucket);
  const count = rounds.reduce((sum, { rows }) => sum + rows, 0);
  if (count === 0) yield fail('rows', 'the import file has no rows', 'Run labelwire dataset create again.');
  for await (const row of sample(rowsOf(job), count, all ? count : wanted))
    yield* rowFindings(datasets.identify(row), checked);
}

async function* rowsOf(job: Job): AsyncGenerator<ImportRow> {
  for (const round of job.state.rounds.keys()) yield* linesOf<ImportRow>(job.rowsFile(round));
}
