import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type StartOptions, startCommand } from '../cli/commands/start.ts';
import { localEnvironmentFile } from '../cli/deployment.ts';
import { loadConfiguration } from '../cli/load-configuration.ts';
import type { ServedLabel } from '../lib/platforms/testing.ts';
import { environmentForTools, reconcileHours } from './environment.ts';
import { type Pipeline, type RunningConnection, startPipeline } from './pipeline.ts';
import { reconcileByItself, type WholeComparisons } from './reconciliation.ts';
import { loadServedLabels, samples } from './served-labels.ts';
import { sightingsOf } from './sightings.ts';

const dataDir = dirname(localEnvironmentFile);
const secretsFile = join(dataDir, 'webhook-secrets.json');

/** Kept, so that a curl line pasted from an earlier start still is signed right. */
function webhookSecrets(connections: readonly string[]): Record<string, string> {
  const fresh = Object.fromEntries(connections.map((name) => [name, crypto.randomUUID()]));
  const kept = { ...fresh, ...readIfThere(secretsFile) };
  writeFileSync(secretsFile, JSON.stringify(kept), { mode: 0o600 });
  return kept;
}

function readIfThere(file: string): object {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as object;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read. Delete it: a new one is made.`, { cause: error });
  }
}

const clock = () => new Date().toISOString().slice(11, 23);

function logEachWay({ steps, aws }: Pipeline): void {
  steps.on('step', (step) => {
    if (step.name === 'receiveWebhook') {
      const { statusCode, body } = (step.output ?? { statusCode: 500, body: step.error?.message }) as {
        statusCode: number;
        body?: string;
      };
      console.log(`${clock()}  webhook answered ${statusCode}  ${body ?? ''}`);
    }
    for (const { label, stage, outcome } of sightingsOf(step))
      console.log(`${clock()}  ${label}  ${stage}  ${outcome?.reason ?? ''}`.trimEnd());
  });
  aws.events.on('execution', ({ name, status, error }) => {
    if (status !== 'RUNNING') console.log(`${clock()}  execution ${name}  ${status}  ${error ?? ''}`.trimEnd());
  });
  aws.events.on('release', ({ name, status, error }) => {
    if (status !== 'RUNNING') console.log(`${clock()}  release ${name}  ${status}  ${error ?? ''}`.trimEnd());
  });
  aws.events.on('event', ({ 'detail-type': type, detail }) => {
    console.log(`${clock()}  EventBridge  ${type}  ${JSON.stringify(detail)}`);
  });
  aws.events.on('sync', ({ name, status, error }) => {
    if (status !== 'RUNNING') console.log(`${clock()}  sync ${name}  ${status}  ${error ?? ''}`.trimEnd());
  });
}

const wholeFile = join(dataDir, 'whole-comparisons.json');

function startReconciling({ connections, aws }: Pipeline): void {
  const client = new SFNClient();
  const stateMachineArn = aws.environment.SYNC_STATE_MACHINE_ARN;
  reconcileByItself({
    connections: connections.map(({ name }) => name),
    clock: { now: () => new Date(), every: (milliseconds, run) => void setInterval(run, milliseconds) },
    kept: {
      read: () => readIfThere(wholeFile) as WholeComparisons,
      write: (whole) => writeFileSync(wholeFile, JSON.stringify(whole)),
    },
    async start(request) {
      const name = `reconcile-${request.connection}-${Date.now()}`;
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(request) }));
    },
    report: (error) => console.error(`${clock()}  reconciliation did not start: ${error.message}`),
  });
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A line to paste into a shell of this machine: a delivery just as the platform signs it. */
function curlLine({ simulated, webhookUrl, webhookSecret }: RunningConnection, label: ServedLabel): string {
  const event = { id: crypto.randomUUID(), kind: 'upserted' as const };
  const body = simulated.delivery(label, { ...event, occurredAt: new Date() });
  const headers = simulated.sign(body, webhookSecret, { ...event, now: new Date() });
  return [
    'curl -sS',
    quoted(webhookUrl),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    '--data-binary',
    quoted(body),
  ].join(' ');
}

function printWelcome({ connections, aws }: Pipeline): void {
  for (const connection of connections) {
    const { name, title, webhookUrl, labels, apiUrl } = connection;
    console.log(`\n${name} (${title}): webhook ${webhookUrl}, ${labels.length} labels served at ${apiUrl}`);
    const [first] = labels;
    if (first) console.log(`  ${curlLine(connection, first)}`);
  }
  console.log(
    `\nS3 and SQS: ${aws.environment.AWS_ENDPOINT_URL_S3}  bucket ${aws.environment.BUCKET}  (environment for other tools: ${localEnvironmentFile})`,
  );
  console.log('Dead letters: npx labelwire dlq list --local');
  console.log(
    `Labels that nobody announced: compared at the start and every ${reconcileHours} hours, all of them once a week; all of them now: npx labelwire sync <connection> --local`,
  );
  console.log('A line may hold a signed time, good for five minutes; press Enter for fresh ones. Ctrl-C stops.\n');
}

async function start(): Promise<void> {
  const { documents = samples, port } = startCommand().parse().opts<StartOptions>();
  mkdirSync(dataDir, { recursive: true });
  const configuration = await loadConfiguration();
  const { labels, leftOut } = await loadServedLabels(documents, configuration);
  for (const { file, reason } of leftOut) console.log(`Left out: ${file}/ (${reason}).`);
  const pipeline = await startPipeline({
    labels,
    dataDir,
    webhookPort: port,
    port: port + 1,
    webhookSecrets: webhookSecrets(Object.keys(configuration.platforms)),
  });
  writeFileSync(localEnvironmentFile, JSON.stringify(environmentForTools(pipeline), null, 1));
  logEachWay(pipeline);
  printWelcome(pipeline);
  if (configuration.releases?.length)
    console.log('Releases on a schedule are built by a deployment alone. Here: npx labelwire release create --local\n');
  startReconciling(pipeline);
  process.stdin.on('data', () => printWelcome(pipeline));
  const stop = async () => {
    console.log('\nStopping; what is under way goes on at the next start.');
    await pipeline.stop();
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
}

try {
  await start();
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
  console.error('The port is taken. Is another "npm start" running? Else: npm start -- --port <n>');
  process.exit(1);
}
