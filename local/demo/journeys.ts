import { EventEmitter } from 'node:events';
import { Listr } from 'listr2';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import type { Pipeline, RunningConnection, Step } from '../pipeline.ts';
import { type Outcome, sightingsOf } from '../sightings.ts';

/** A label's id is its platform's own within one project of one connection. */
export const keyOf = (label: { connection: string; project: string; label?: string | undefined }): string =>
  JSON.stringify([label.connection, label.project, label.label]);

/** One label's way through the pipeline, as far as it can be seen from outside. */
export class Journey extends EventEmitter<{ stage: [string]; end: [Outcome] }> {
  readonly connection: RunningConnection;
  readonly label: ServedLabel;
  outcome: Outcome | undefined;

  constructor(connection: RunningConnection, label: ServedLabel) {
    super();
    this.connection = connection;
    this.label = label;
  }

  get key(): string {
    return keyOf({ ...this.label, connection: this.connection.name });
  }

  get title(): string {
    return `${this.connection.name.padEnd(12)} ${this.label.name}`;
  }

  reach(stage: string): void {
    if (!this.outcome) this.emit('stage', stage);
  }

  end(outcome: Outcome): void {
    if (this.outcome) return;
    this.outcome = outcome;
    this.emit('end', outcome);
  }
}

export const journeysOf = ({ connections }: Pipeline): Journey[] =>
  connections.flatMap((connection) => connection.labels.map((label) => new Journey(connection, label)));

export const heading = (text: string): void => console.log(`\n── ${text}\n`);

/** Webhooks on their way at the same time. */
const senders = 20;

/**
 * Announces each label by its signed webhook and shows its way: live on a terminal, a line a label elsewhere. What has not
 * arrived when the pipeline is idle is in the dead letters.
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
  for (const journey of journeys) journey.end({ status: 'dead-lettered', reason: 'see its letter' });
  following.stop();
  await shown;
}

function follow(pipeline: Pipeline, journeys: readonly Journey[]): { stop(): void } {
  const byKey = new Map(journeys.map((journey) => [journey.key, journey]));
  const onStep = (step: Step) => {
    for (const { stage, outcome, ...label } of sightingsOf(step)) {
      const journey = byKey.get(keyOf(label));
      if (outcome) journey?.end(outcome);
      else journey?.reach(stage);
    }
  };
  pipeline.steps.on('step', onStep);
  return { stop: () => pipeline.steps.off('step', onStep) };
}

async function announce(journey: Journey): Promise<void> {
  const response = await journey.connection.announce(journey.label);
  const answer = await response.text();
  if (response.status === 202) journey.reach('webhook accepted (202), event in SQS');
  else journey.end({ status: 'refused', reason: `the webhook was answered ${response.status}: ${answer}` });
}

const ended = (journey: Journey) => new Promise<Outcome>((resolve) => journey.once('end', resolve));
const hasFailed = ({ status }: Outcome) => status === 'dead-lettered' || status === 'refused';
const outcomeText = ({ status, reason }: Outcome) => (reason ? `${status}  ${reason}` : status);

/** One line a label that changes as it travels. */
function showLive(journeys: readonly Journey[]): Promise<unknown> {
  const tasks = journeys.map((journey) => ({
    title: journey.title,
    task: async (_context: unknown, task: { title: string; output: string }) => {
      journey.on('stage', (stage) => {
        task.output = stage;
      });
      const outcome = journey.outcome ?? (await ended(journey));
      if (hasFailed(outcome)) throw new Error(`${journey.title}  ${outcomeText(outcome)}`);
      task.title = `${journey.title}  ${outcomeText(outcome)}`;
    },
  }));
  return new Listr(tasks, { concurrent: true, exitOnError: false, rendererOptions: { collapseErrors: false } }).run();
}

/** A line a label, when it has ended, for logs and pipes. */
async function showLines(journeys: readonly Journey[]): Promise<void> {
  await Promise.all(
    journeys.map(async (journey) => {
      const outcome = journey.outcome ?? (await ended(journey));
      console.log(`${hasFailed(outcome) ? '✗' : '✓'} ${journey.title}  ${outcomeText(outcome)}`);
    }),
  );
}
