import { endWithItsReader } from '../../cli/closed-output.ts';
import { deadLetters, describeLetter } from '../../cli/dead-letter-text.ts';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { loadServedLabels } from '../../cli/send/served-labels.ts';
import { terminalWidth } from '../../cli/terminal.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { allLetters, lookThrough } from '../../lib/queue/look-through.ts';
import { replay } from '../../lib/queue/replay.ts';
import { queuesOf, startPipeline } from '../pipeline.ts';
import { samples } from '../samples-folder.ts';
import { type BucketFile, filesInBucket, fileTree, sampleFiles, treeSummary } from './bucket.ts';
import { heading, journeysOf, sendThrough } from './journeys.ts';

/** A label that nobody can read: its boxes become a kind of annotation that does not exist. Returns what repairs it. */
function damage(labels: readonly ServedLabel[]): () => void {
  const box = /"(ImageBoundingBox|bounding_box|rectanglelabels)"/;
  const label = labels.findLast(({ document }) => box.test(JSON.stringify(document)));
  if (!label) throw new Error('No sample has a box that could be damaged.');
  const whole = label.document;
  label.document = JSON.parse(JSON.stringify(whole).replace(box, '"Hologram"'));
  return () => {
    label.document = whole;
  };
}

const isExported = async (file: BucketFile): Promise<boolean> =>
  (JSON.parse(await file.text()) as { status: string }).status === 'exported';

/** The samples, one of them damaged: it fails, is repaired, replayed, and lands. True when all landed. */
async function showFailureAndReplay(listsFiles: boolean): Promise<boolean> {
  const { labels } = await loadServedLabels(samples, await loadConfiguration());
  const repair = damage(Object.values(labels).flat());
  const pipeline = await startPipeline({ labels, retrySpeed: 100 });
  try {
    const journeys = journeysOf(pipeline);
    heading(`${journeys.length} labels: webhook → SQS → Step Functions → S3. One is damaged on purpose.`);
    await sendThrough(pipeline, journeys);

    heading('The dead letter, with its reason (npx labelwire dlq show)');
    const queues = queuesOf(pipeline);
    const letters = await allLetters(queues);
    for (const letter of letters) console.log(describeLetter(letter));

    heading('The label is repaired on the platform, and the letter replayed (npx labelwire dlq replay --all)');
    repair();
    await lookThrough(queues, {
      async window(held, holds) {
        for await (const { letter, outcome } of replay(queues, held, { holds }))
          console.log(`${outcome}  ${letter.id}`);
      },
    });
    await pipeline.aws.idle();

    heading('The bucket');
    const files = await filesInBucket(pipeline.aws.environment);
    const width = terminalWidth();
    console.log(listsFiles ? fileTree(files, width) : `${treeSummary(files, width)}\n\n${await sampleFiles(files)}`);

    const left = await allLetters(queues);
    const records = files.filter(({ key }) => key.startsWith('records/'));
    const landed = (await Promise.all(records.map(isExported))).filter(Boolean).length;
    heading(`${landed} of ${journeys.length} labels landed; ${deadLetters(left.length)} left`);
    console.log(
      'Next: your own exports: npm run demo -- --documents DIR. A pipeline that stays up: npm start. Your AWS account: docs/deploy.md.',
    );
    return letters.length === 1 && left.length === 0 && landed === journeys.length;
  } finally {
    await pipeline.stop();
  }
}

endWithItsReader();
process.exitCode = (await showFailureAndReplay(process.argv[2] === 'true')) ? 0 : 1;
