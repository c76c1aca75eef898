import type { Command } from 'commander';
import { type SourceBucket, sourceBucket } from '../../access/dataset/bucket.ts';
import { csvCandidates, listedCandidates } from '../../access/dataset/candidates.ts';
import { type DatasetPlatform, dataSetOf } from '../../access/dataset/data-set.ts';
import { fingerprint, Job, type Round } from '../../access/dataset/job.ts';
import { type Counts, deal, keepHeapSmall, prepareRound } from '../../access/dataset/prepare.ts';
import { importedKeys, writeReport } from '../../access/dataset/results.ts';
import { sendRound } from '../../access/dataset/send.ts';
import { type Refusal, type Skipped, verdicts } from '../../access/dataset/verdict.ts';
import { given } from '../../lib/contracts/given.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { localEnvironment } from '../deployment.ts';
import { datasetApi, datasetPlatform } from './api.ts';
import { type CreateOptions, folderOf, identityOf, recipeOf, sourceOf } from './call.ts';
import { Progress } from './progress.ts';
import { foundText, outcomeJson, outcomeOf } from './summary.ts';

export async function createDataSet(options: CreateOptions, command: Command): Promise<void> {
  const platform = await datasetPlatform(options, command);
  const { datasets } = platform;
  const source = sourceOf(options, command);
  const recipe = recipeOf(options, datasets, command);
  if (options.local) Object.assign(process.env, localEnvironment());
  keepHeapSmall();
  const progress = new Progress();
  reportInterruption(progress);
  const bucket = await sourceBucket(source.bucket);
  const { csv, name, dataset } = options;
  const candidates =
    csv === undefined ? listedCandidates(bucket, source.prefix, datasets) : csvCandidates(bucket, csv, datasets);
  const judged = verdicts(candidates, bucket, recipe, datasets);
  const dealing = {
    mayRepeat: csv !== undefined,
    onProgress: ({ rows, refused }: Counts) => progress.listing(rows, refused),
  };
  if (options.dryRun) return dryRun(judged, dealing, progress, options);

  const start = given({
    recipe: fingerprint(identityOf(options, source, recipe)),
    bucket: bucket.name,
    region: bucket.region,
    name: name ?? `${source.bucket}/${source.prefix}`,
    dataset,
  });
  const job = await Job.open(folderOf(options, source), start);
  const round = await openRound(job, progress, async () =>
    prepareRound(job, judged, datasets, { ...dealing, imported: await importedKeys(job) }),
  );
  progress.say(foundText(round));
  if (!options.manifestOnly) await send(job, platform, bucket, options, progress);
  await writeReport(job);
  conclude(job, round, options, progress);
}

/** What an earlier run did not finish is sent first. When everything is sent, the bucket is listed again. */
async function openRound(job: Job, progress: Progress, prepare: () => Promise<Round>): Promise<Round> {
  const last = job.state.rounds.at(-1);
  if (!last || last.isSent) return prepare();
  progress.say(`Resuming what ${job.folder} contains; the bucket is listed again only after that is sent.`);
  return last;
}

async function send(
  job: Job,
  platform: DatasetPlatform,
  bucket: SourceBucket,
  options: CreateOptions,
  progress: Progress,
): Promise<void> {
  if (job.state.rounds.at(-1)?.isSent) return;
  if (bucket.region !== job.state.region)
    throw new Error(
      `The bucket ${bucket.name} must be in the region that ${quoted(job.folder)} names, but is not. Give this run another --out.`,
    );
  const api = await datasetApi(platform, options);
  const warn = (message: string) => progress.say(message);
  const id = await dataSetOf(job, platform, api, { integration: options.integration, warn });
  progress.say(`data set ${id} "${job.state.name}"`);
  await sendRound(job, id, platform.datasets, api, { onProgress: (done, total) => progress.sending(done, total) });
}

function conclude(job: Job, round: Round, { json, manifestOnly }: CreateOptions, progress: Progress): void {
  progress.end();
  const outcome = outcomeOf(round);
  if (json) console.log(JSON.stringify(outcomeJson(job, outcome)));
  const { sent, failed, refused } = outcome;
  const done = manifestOnly ? `${round.rows} rows written, none sent` : `${sent} rows are in the data set`;
  if (failed + refused > 0)
    throw new Error(
      `${done}, ${failed} failed, ${refused} refused. Each is listed with its reason in ${job.reportFile}`,
    );
  progress.say(`${done}. Every object is listed in ${job.reportFile}`);
}

const mostShown = 20;

async function dryRun(
  judged: ReturnType<typeof verdicts>,
  dealing: Parameters<typeof deal>[2],
  progress: Progress,
  { json, from }: CreateOptions,
): Promise<void> {
  let shown = 0;
  const refused = async (refusal: Refusal | Skipped) => {
    shown += 1;
    if (json) console.log(JSON.stringify(refusal));
    else if (shown <= mostShown)
      progress.say(`${refusal.key}: ${'message' in refusal ? refusal.message : refusal.reason}`);
  };
  const counts = await deal(judged, { row: async () => {}, refused }, dealing);
  progress.end();
  if (!json && shown > mostShown) progress.say(`… and ${shown - mostShown} more; --json lists all of them`);
  progress.say(foundText(counts));
  if (counts.rows + counts.refused + counts.skipped + counts.known === 0)
    throw new Error(`${quoted(from)} holds no object. Is the prefix right? It is compared letter by letter.`);
  if (counts.refused > 0) throw new Error('Nothing was sent and nothing was written. Some objects would be refused.');
  progress.say('Nothing was sent and nothing was written.');
}

function reportInterruption(progress: Progress): void {
  process.once('SIGINT', () => {
    progress.say('Interrupted. Run the same command again to resume.');
    process.exit(130);
  });
}
