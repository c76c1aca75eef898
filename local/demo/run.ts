import { Listr } from 'listr2';
import type { Pipeline } from '../pipeline.ts';
import type { Outcome } from '../sightings.ts';
import { follow, type Journey } from './journeys.ts';

/** Webhooks on their way at the same time. */
const senders = 20;

/**
 * Announces each label by its signed webhook and shows it travel: live on a terminal, plain lines elsewhere. Whatever
 * has not arrived when the pipeline is idle went to the dead letters.
 */
export async function sendThrough(pipeline: Pipeline, journeys: readonly Journey[]): Promise<void> {
  const following = follow(pipeline, journeys);
  const shown = process.stdout.isTTY ? showLive(journeys) : showLines(journeys);
  const waiting = [...journeys];
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await announce(next);
    }),
  );
  await pipeline.aws.idle();
  for (const journey of journeys) journey.end({ status: 'dead-lettered', reason: 'its letter tells why' });
  following.stop();
  await shown;
}

async function announce(journey: Journey): Promise<void> {
  const response = await journey.platform.announce(journey.label);
  const answer = await response.text();
  if (response.status === 202) journey.reach('webhook accepted (202), event in SQS');
  else journey.end({ status: 'refused', reason: `the webhook was answered ${response.status}: ${answer}` });
}

const ended = (journey: Journey) => new Promise<Outcome>((resolve) => journey.once('end', resolve));
const failed = ({ status }: Outcome) => status === 'dead-lettered' || status === 'refused';
const told = ({ status, reason }: Outcome) => (reason ? `${status}  ${reason}` : status);

/** One line a label that changes as it travels. */
function showLive(journeys: readonly Journey[]): Promise<unknown> {
  const tasks = journeys.map((journey) => ({
    title: journey.title,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      journey.on('stage', (stage) => {
        task.output = stage;
      });
      const outcome = journey.outcome ?? (await ended(journey));
      if (failed(outcome)) throw new Error(`${journey.title}  ${told(outcome)}`);
      task.title = `${journey.title}  ${told(outcome)}`;
    },
  }));
  return new Listr(tasks, { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } }).run();
}

/** A line for each stage of each label, for logs and pipes. */
async function showLines(journeys: readonly Journey[]): Promise<void> {
  await Promise.all(
    journeys.map(async (journey) => {
      journey.on('stage', (stage) => console.log(`  ${journey.title}  ${stage}`));
      const outcome = journey.outcome ?? (await ended(journey));
      console.log(`${failed(outcome) ? '✗' : '✓'} ${journey.title}  ${told(outcome)}`);
    }),
  );
}
