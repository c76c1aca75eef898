import type { Command } from 'commander';
import { type SourceBucket, sourceBucket } from '../../access/dataset/bucket.ts';
import { csvCandidates, listedCandidates } from '../../access/dataset/candidates.ts';
import { fingerprint, Job, type Round } from '../../access/dataset/job.ts';
import { dataSetOf } from '../../access/dataset/labelbox/data-set.ts';
import { sendRound } from '../../access/dataset/labelbox/send.ts';
import { type Counts, deal, prepareRound } from '../../access/dataset/prepare.ts';
import { keysThere, writeReport } from '../../access/dataset/results.ts';
import { type Refusal, type Skipped, verdicts } from '../../access/dataset/verdict.ts';
import { localEnvironment } from '../deployment.ts';
import { labelbox } from './api.ts';
import { type CreateOptions, folderOf, identityOf, recipeOf, sourceOf } from './call.ts';
import { Progress } from './progress.ts';
import { keepHeapSmall } from './small-heap.ts';
import { foundText, outcomeJson, outcomeOf } from './summary.ts';

export async function createDataSet(options: CreateOptions, command: Command): Promise<void> {
  const source = sourceOf(options, command);
  const recipe = recipeOf(options, command);
  if (options.local) Object.assign(process.env, localEnvironment());
  keepHeapSmall();
  const progress = new Progress();
  tellInterruption(progress);
  const bucket = await sourceBucket(source.bucket);
  const { csv, name, dataset } = options;
  const candidates = csv === undefined ? listedCandidates(bucket, source.prefix) : csvCandidates(bucket, csv);
  const judged = verdicts(candidates, bucket, recipe);
  const dealing = {
    mayRepeat: csv !== undefined,
    onProgress: ({ rows, refused }: Counts) => progress.listing(rows, refused),
  };
  if (options.dryRun) return dryRun(judged, dealing, progress, options);

  const job = await Job.open(folderOf(options, source), {
    recipe: fingerprint(identityOf(options, source, recipe)),
    bucket: bucket.name,
    region: bucket.region,
    name: name ?? `${source.bucket}/${source.prefix}`,
    ...(dataset === undefined ? {} : { dataset }),
  });
  const round = await openRound(job, progress, async () =>
    prepareRound(job, judged, { ...dealing, isThere: await keysThere(job) }),
  );
  progress.say(foundText(round));
  if (!options.manifestOnly) await send(job, bucket, options, progress);
  await writeReport(job);
  conclude(job, round, options, progress);
}

/** What an earlier run did not finish goes first; when all is sent, the bucket is looked at again. */
async function openRound(job: Job, progress: Progress, prepare: () => Promise<Round>): Promise<Round> {
  const last = job.state.rounds.at(-1);
  if (!last || last.isSent) return prepare();
  progress.say(`Going on with what ${job.folder} holds; the bucket is not listed again before that is sent.`);
  return last;
}

async function send(job: Job, bucket: SourceBucket, options: CreateOptions, progress: Progress): Promise<void> {
  if (job.state.rounds.at(-1)?.isSent) return;
  if (bucket.region !== job.state.region)
    throw new Error(`${bucket.name} is in another region than ${job.folder} says. Give this run another --out.`);
  const api = await labelbox(options);
  const warn = (told: string) => progress.say(told);
  const id = await dataSetOf(api, job, { integration: options.integration, warn });
  progress.say(`data set ${id} "${job.state.name}"`);
  await sendRound(api, job, id, { onProgress: (done, all) => progress.sending(done, all) });
}

function conclude(job: Job, round: Round, { json, manifestOnly }: CreateOptions, progress: Progress): void {
  progress.end();
  const outcome = outcomeOf(round);
  if (json) console.log(JSON.stringify(outcomeJson(job, outcome)));
  const { sent, failed, refused } = outcome;
  const done = manifestOnly ? `${round.rows} rows written, none sent` : `${sent} rows are in the data set`;
  if (failed + refused > 0)
    throw new Error(
      `${done}, ${failed} failed, ${refused} refused. Each is told, with the reason, in ${job.reportFile}`,
    );
  progress.say(`${done}. Every object is told in ${job.reportFile}`);
}

const mostShown = 20;

async function dryRun(
  judged: ReturnType<typeof verdicts>,
  dealing: Parameters<typeof deal>[2],
  progress: Progress,
  { json }: CreateOptions,
): Promise<void> {
  let shown = 0;
  const refused = async (refusal: Refusal | Skipped) => {
    shown += 1;
    if (json) console.log(JSON.stringify(refusal));
    else if (shown <= mostShown) progress.say(`${refusal.key}: ${'told' in refusal ? refusal.told : refusal.reason}`);
  };
  const counts = await deal(judged, { row: async () => {}, refused }, dealing);
  progress.end();
  if (!json && shown > mostShown) progress.say(`… and ${shown - mostShown} more; --json tells them all`);
  progress.say(foundText(counts));
  if (counts.refused > 0) throw new Error('Nothing was sent and nothing written. Some objects would be refused.');
  progress.say('Nothing was sent and nothing written.');
}

function tellInterruption(progress: Progress): void {
  process.once('SIGINT', () => {
    progress.say('Interrupted. Run the same command again: it goes on from here.');
    process.exit(130);
  });
}
