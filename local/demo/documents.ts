import { existsSync } from 'node:fs';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { allLetters } from '../../lib/queue/look-through.ts';
import { queuesOf, startPipeline } from '../pipeline.ts';
import { loadServedLabels } from '../served-labels.ts';
import { filesInBucket, fileTree, treeSummary } from './bucket.ts';
import { heading, journeysOf, keyOf, sendThrough } from './journeys.ts';

/** Documents of the user's own: what becomes of each. True when each is accounted for. */
async function reportOn(folder: string, listsFiles: boolean): Promise<boolean> {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  const { labels, refused, leftOut } = await loadServedLabels(folder, await loadConfiguration());
  for (const { file, reason } of leftOut) console.log(`Left out: ${file}/ (${reason}).`);
  if (refused.length === 0 && Object.values(labels).flat().length === 0) {
    throw new Error(
      `${folder} has no documents for the connections of labelwire.config.ts. See: npm run demo -- --help`,
    );
  }
  const pipeline = await startPipeline({ labels, retrySpeed: 100 });
  try {
    const journeys = journeysOf(pipeline);
    heading(`${journeys.length} labels of ${folder}`);
    await sendThrough(pipeline, journeys);
    const queues = queuesOf(pipeline);
    const letters = await allLetters(queues);

    heading('The bucket');
    const files = await filesInBucket(pipeline.aws.environment);
    console.log(listsFiles ? fileTree(files) : treeSummary(files));

    heading('Each document');
    const reasons = new Map(
      letters.flatMap(({ events, error, message }) =>
        events.map((event) => [keyOf(event), `${error}: ${message}`] as const),
      ),
    );
    const exported = journeys.filter(({ outcome }) => ['exported', 'unchanged'].includes(outcome?.status ?? ''));
    const dead = journeys.filter((journey) => reasons.has(journey.key));
    const lost = journeys.filter((journey) => !exported.includes(journey) && !dead.includes(journey));
    for (const { title } of exported) console.log(`exported       ${title}`);
    for (const { title, key } of dead) console.log(`dead-lettered  ${title}\n               ${reasons.get(key)}`);
    for (const { file, reason } of refused) console.log(`not a label    ${file}\n               ${reason}`);
    for (const { title, outcome } of lost)
      console.log(`LOST           ${title}  ${outcome?.status} ${outcome?.reason ?? ''}`);
    heading(
      `${exported.length} exported, ${dead.length} dead-lettered, ${refused.length} files or documents hold no label, ${lost.length} lost`,
    );
    return lost.length === 0;
  } finally {
    await pipeline.stop();
  }
}

const [folder = '', files] = process.argv.slice(2);
try {
  process.exitCode = (await reportOn(folder, files === 'true')) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
