import { SQSClient } from '@aws-sdk/client-sqs';
import { Command } from 'commander';
import { describeLetter } from '../../cli/dead-letter-text.ts';
import { holdLetters, release, replay } from '../../lib/queue/dead-letters.ts';
import { loadDocuments, samples } from '../documents.ts';
import { type Pipeline, startPipeline } from '../pipeline.ts';
import type { ServedLabel } from '../platforms/simulated-platform.ts';
import { bucketTree, filesInBucket } from './bucket.ts';
import { Journey, keyOf } from './journeys.ts';
import { sendThrough } from './run.ts';

const command = new Command('npm run demo --')
  .description('Runs the whole pipeline on this machine: signed webhooks → SQS → Step Functions → S3.')
  .option('--documents <dir>', 'serve the documents of this folder instead of the samples, and report on each')
  .addHelpText(
    'after',
    '\nA folder holds encord/label-row*.json with encord/ontology*.json, and labelbox/**/*.{ndjson,json}.',
  );

const journeysOf = ({ platforms }: Pipeline): Journey[] =>
  Object.values(platforms).flatMap((platform) => platform.labels.map((label) => new Journey(platform, label)));

const queuesOf = ({ aws: { environment } }: Pipeline) => ({
  sqs: new SQSClient(),
  labelEventsQueueUrl: environment.LABEL_EVENTS_QUEUE_URL ?? '',
  deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL ?? '',
});

const heading = (text: string) => console.log(`\n── ${text}\n`);

/** A label that no one can read: an object of a kind that does not exist. Gives back what mends it. */
function damage(labels: readonly ServedLabel[]): () => void {
  const label = labels.findLast(({ document }) => JSON.stringify(document).includes('"ImageBoundingBox"'));
  if (!label) throw new Error('There is no sample to damage.');
  const whole = label.document;
  label.document = JSON.parse(JSON.stringify(whole).replace('"ImageBoundingBox"', '"ImageHologram"'));
  return () => {
    label.document = whole;
  };
}

/** The samples, one of them damaged: fails, is mended, replayed, lands. True when all landed. */
async function showFailureAndReplay(): Promise<boolean> {
  const { labels } = await loadDocuments(samples);
  const mend = damage(labels.labelbox ?? []);
  const pipeline = await startPipeline({ labels, retrySpeed: 100 });
  try {
    heading('Labels on their way: webhook → SQS → Step Functions → S3. One is damaged on purpose.');
    const journeys = journeysOf(pipeline);
    await sendThrough(pipeline, journeys);

    heading('The dead letter, with its reason (npx labelwire dlq show)');
    const queues = queuesOf(pipeline);
    const letters = await holdLetters(queues);
    for (const letter of letters) console.log(describeLetter(letter));

    heading('The label is mended on the platform, and the letter replayed (npx labelwire dlq replay --all)');
    mend();
    for await (const { letter, outcome } of replay(queues, letters)) console.log(`${outcome}  ${letter.id}`);
    await pipeline.aws.idle();

    heading('What stands in the bucket');
    const files = await filesInBucket(pipeline.aws.environment);
    console.log(await bucketTree(files));

    const left = await holdLetters(queues);
    const records = await Promise.all(
      files
        .filter(({ key }) => key.startsWith('records/'))
        .map(async (file) => JSON.parse(await file.text()) as { status: string; label: string }),
    );
    const landed = journeys.filter(({ label }) =>
      records.some((record) => record.label === label.label && record.status === 'exported'),
    );
    heading(`${landed.length} of ${journeys.length} labels landed; ${left.length} dead letters are left`);
    return letters.length === 1 && left.length === 0 && landed.length === journeys.length;
  } finally {
    await pipeline.stop();
  }
}

/** Documents of the user's own: what becomes of each. True when each is accounted for. */
async function reportOn(folder: string): Promise<boolean> {
  const { labels, refused } = await loadDocuments(folder);
  if (refused.length === 0 && Object.values(labels).flat().length === 0) {
    console.error(`${folder} holds no documents. Wanted: encord/label-row*.json, labelbox/**/*.{ndjson,json}.`);
    return false;
  }
  const pipeline = await startPipeline({ labels, retrySpeed: 100 });
  try {
    const journeys = journeysOf(pipeline);
    heading(`${journeys.length} labels of ${folder} on their way`);
    await sendThrough(pipeline, journeys);
    const queues = queuesOf(pipeline);
    const letters = await holdLetters(queues);
    await release(queues, letters);

    heading('What stands in the bucket');
    console.log(await bucketTree(await filesInBucket(pipeline.aws.environment)));

    heading('Each document');
    const reasons = new Map(
      letters.flatMap((letter) =>
        letter.events.map((event) => [keyOf(event), `${letter.error}: ${letter.message}`] as const),
      ),
    );
    const exported = journeys.filter(
      ({ outcome }) => outcome?.status === 'exported' || outcome?.status === 'unchanged',
    );
    const dead = journeys.filter(({ label }) => reasons.has(keyOf(label)));
    for (const { title } of exported) console.log(`exported       ${title}`);
    for (const { title, label } of dead)
      console.log(`dead-lettered  ${title}\n               ${reasons.get(keyOf(label))}`);
    for (const { file, reason } of refused) console.log(`not a label    ${file}\n               ${reason}`);
    const lost = journeys.filter((journey) => !exported.includes(journey) && !dead.includes(journey));
    for (const { title, outcome } of lost)
      console.log(`LOST           ${title}  ${outcome?.status} ${outcome?.reason ?? ''}`);
    heading(
      `${exported.length} exported, ${dead.length} dead-lettered, ${refused.length} files hold no label, ${lost.length} lost`,
    );
    return lost.length === 0;
  } finally {
    await pipeline.stop();
  }
}

const { documents } = command.parse().opts<{ documents?: string }>();
process.exitCode = (await (documents ? reportOn(documents) : showFailureAndReplay())) ? 0 : 1;
