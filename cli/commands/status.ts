import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, InvalidArgumentError, Option } from 'commander';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { chosenRegion } from '../aws-choice.ts';
import { bucketClient } from '../bucket.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { depthOf } from '../queue-depth.ts';
import { type Stack, stackOf } from '../stack.ts';
import { ringingAlarms } from '../status/alarms.ts';
import { executionsSince } from '../status/executions.ts';
import { countedFlow, recordedFlow } from '../status/flow.ts';
import { type Looks, needs, type Status, statusOf } from '../status/status.ts';
import { statusText } from '../status/status-text.ts';
import { sinceOf } from '../sync/since.ts';
import { terminalWidth } from '../terminal.ts';

type Options = Where & { readonly since: string; readonly watch?: boolean; readonly json?: boolean };

const betweenLooksMilliseconds = 5_000;

export function status(): Command {
  const command = new Command('status')
    .addOption(
      new Option('--since <time>', 'count since then: 24h, 7d, today, 2026-05-04T12:00:00Z')
        .argParser(checkedSince)
        .default('24h'),
    )
    .option('--watch', 'look again every five seconds, until Ctrl-C')
    .addOption(new Option('--json', 'one JSON object a look, for programs'));
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Webhooks and times are those that CloudWatch has counted, which is a minute or two behind; the pipeline of npm start counts none.
Exit code 1 when something waits for somebody, and when something could not be looked at. What is wrong with a deployment itself
is the question of labelwire doctor.

Examples:
  labelwire status --stage prod
  labelwire status --stage prod --since 7d --json | jq '.connections[] | {connection, labels}'
  labelwire status --local --watch`,
    )
    .action(show);
}

/** Read again at each look: `24h` ends now. */
function checkedSince(text: string): string {
  try {
    sinceOf(text, new Date());
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function show(options: Options): Promise<void> {
  const look = await looker(options);
  const at = whereText(options);
  for (;;) {
    const now = new Date();
    const seen = await look(now);
    if (options.watch && process.stdout.isTTY && !options.json) process.stdout.write('\x1b[2J\x1b[H');
    console.log(options.json ? JSON.stringify(seen) : statusText(seen, { at, now, width: terminalWidth() }));
    if (!options.watch) return checkNeeds(needs(seen));
    await sleep(betweenLooksMilliseconds);
  }
}

function checkNeeds(found: readonly string[]): void {
  if (found.length === 0) return;
  throw new Error(
    `${found.length === 1 ? 'One thing needs' : `${found.length} things need`} somebody: ${found.join('; ')}.`,
  );
}

async function looker(options: Options): Promise<(now: Date) => Promise<Status>> {
  const stack = await stackOf(options);
  const connections = connectionsOf(await loadConfiguration()).map(({ name }) => name);
  const clients = { sfn: new SFNClient(), s3: bucketClient(stack), cloudWatch: new CloudWatchClient() };
  const bucket = `s3://${stack.bucket}/${stack.bucketPrefix}`;
  const facts = options.local
    ? { deployment: 'local', bucket }
    : { deployment: `labelwire-${options.stage}`, region: chosenRegion(), version: stack.version, bucket };
  return (now) => {
    const since = new Date(sinceOf(options.since, now));
    const looks = looksAt({ ...facts, stack, connections, since, now }, clients, options.local ?? false);
    return statusOf({ ...facts, since: since.toISOString() }, looks);
  };
}

type What = {
  readonly deployment: string;
  readonly stack: Stack;
  readonly connections: readonly string[];
  readonly since: Date;
  readonly now: Date;
};

function looksAt(
  { deployment, stack, connections, since, now }: What,
  { sfn, s3, cloudWatch }: { sfn: SFNClient; s3: S3Client; cloudWatch: CloudWatchClient },
  isLocal: boolean,
): Looks {
  const store = objectStore(s3, stack.bucket, stack.bucketPrefix);
  const flowOf = (name: string) =>
    isLocal ? recordedFlow(store, name, since) : countedFlow(cloudWatch, deployment, name, since, now);
  return {
    connections: connections.map((name) => ({ name, look: () => flowOf(name) })),
    labelEvents: () => depthOf(stack.labelEventsQueueUrl),
    deadLetters: async () => {
      const { waiting, underWay, putBack } = await depthOf(stack.deadLetterQueueUrl);
      return waiting + underWay + putBack;
    },
    executions: () => executionsSince(sfn, stack.stateMachineArn, since),
    ...(stack.alarmTopicArn === undefined ? {} : { alarms: () => ringingAlarms(cloudWatch, deployment) }),
  };
}
