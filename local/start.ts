import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { styleText } from 'node:util';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { endWithItsReader } from '../cli/closed-output.ts';
import { type StartOptions, startCommand } from '../cli/commands/start.ts';
import { consoleDeployment } from '../cli/console/console-deployment.ts';
import { startConsole } from '../cli/console/console-server.ts';
import { localEnvironmentFile } from '../cli/deployment.ts';
import { loadConfiguration } from '../cli/load-configuration.ts';
import { loadServedLabels } from '../cli/send/served-labels.ts';
import { InvalidConfiguration } from '../lib/contracts/errors.ts';
import { environmentForTools, reconcileHours } from './environment.ts';
import { clockTime, logLine } from './log-line.ts';
import { type Pipeline, type Step, startPipeline } from './pipeline.ts';
import { reconcileByItself, type WholeComparisons } from './reconciliation.ts';
import { samples } from './samples-folder.ts';
import { sightingsOf } from './sightings.ts';

// As of every command: 2 for a wrong call.
const command = startCommand('npm start --').exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const dataDir = dirname(localEnvironmentFile);
const secretsFile = join(dataDir, 'webhook-secrets.json');

/** Kept, so that a platform, or a delivery, that has the secret of an earlier start goes on being right. */
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

type WebhookAnswer = { readonly statusCode: number; readonly body?: string };
const methodNotAllowed = 405;

/** `/webhooks/<connection>` */
const connectionIn = ({ input }: Step): string => (input as { rawPath?: string }).rawPath?.split('/').at(-1) ?? '';

let isForPrograms = false;

function log(isWrong: boolean, ...parts: readonly string[]): void {
  const message = parts.filter((part) => part !== '').join('  ');
  console.log(logLine({ at: new Date(), isWrong, message }, process.stdout, isForPrograms));
}

function logEachWay({ steps, aws }: Pipeline): void {
  steps.on('step', (step) => {
    if (step.name === 'receiveWebhook') {
      const { statusCode, body = '' } = (step.output ?? {
        statusCode: 500,
        body: step.error?.message,
      }) as WebhookAnswer;
      // doctor looks whether the receiver answers, by a request that is no delivery.
      if (statusCode !== methodNotAllowed)
        log(statusCode >= 400, connectionIn(step), `webhook answered ${statusCode}`, body);
    }
    for (const { connection, label, stage, outcome } of sightingsOf(step))
      log(outcome?.status === 'dead-lettered', connection, label, stage, outcome?.reason ?? '');
  });
  aws.events.on('execution', ({ name, status, error }) => {
    if (status !== 'RUNNING') log(status !== 'SUCCEEDED', `execution ${name}`, status, error ?? '');
  });
  aws.events.on('release', ({ name, status, error }) => {
    if (status !== 'RUNNING') log(status !== 'SUCCEEDED', `release ${name}`, status, error ?? '');
  });
  aws.events.on('event', ({ 'detail-type': type, detail }) => {
    log(false, 'EventBridge', type, JSON.stringify(detail));
  });
  aws.events.on('sync', ({ name, status, error }) => {
    if (status !== 'RUNNING') log(status !== 'SUCCEEDED', `sync ${name}`, status, error ?? '');
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
    report: (error) => console.error(`${clockTime(new Date())}  reconciliation did not start: ${error.message}`),
  });
}

/** Lines that are short enough to stay on a small screen, each to be pasted into another terminal. */
function printWelcome({ connections }: Pipeline, consoleAddress: string): void {
  if (isForPrograms) {
    log(false, `ready; ${localEnvironmentFile} has the environment; the console: ${consoleAddress}`);
    return;
  }
  console.log('');
  for (const { name, title, webhookUrl, labels } of connections) {
    console.log(`${name} (${title}): ${labels.length} labels, webhook ${webhookUrl}`);
    if (labels.length > 0) console.log(`  npx labelwire send --local ${name}`);
  }
  console.log(
    `
  --all  every label    --deleted  --twice  --out-of-order  --bad-signature

The console    ${consoleAddress}
Dead letters   npx labelwire dlq list --local
How it is      npx labelwire status --local
Compare all    npx labelwire sync <connection> --local   (by itself at the start and every ${reconcileHours} hours)
A file         npx labelwire cat <key> --local
AWS CLI        (eval "$(npx labelwire env --local)"; aws s3 ls "s3://$BUCKET/")
Ctrl-C stops; Enter shows this again.
`,
  );
}

async function start(): Promise<void> {
  const { documents = samples, port, json = false } = command.parse().opts<StartOptions>();
  isForPrograms = json;
  mkdirSync(dataDir, { recursive: true });
  const configuration = await loadConfiguration();
  const { labels, leftOut } = await loadServedLabels(documents, configuration);
  for (const { file, reason } of leftOut) log(false, `Left out: ${file}/ (${reason}).`);
  const pipeline = await startPipeline({
    labels,
    dataDir,
    webhookPort: port,
    port: port + 1,
    webhookSecrets: webhookSecrets(Object.keys(configuration.platforms)),
  });
  writeFileSync(localEnvironmentFile, JSON.stringify(environmentForTools(pipeline, documents), null, 1));
  const served = await startConsole(await consoleDeployment({ stage: 'dev', local: true }), { port: port + 2 });
  logEachWay(pipeline);
  printWelcome(pipeline, served.address);
  if (configuration.releases?.length)
    log(false, 'Releases on a schedule are built by a deployment alone. Here: npx labelwire release create --local');
  startReconciling(pipeline);
  process.stdin.on('data', () => printWelcome(pipeline, served.address));
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    log(false, 'Stopping; what is under way goes on at the next start.');
    await served.close();
    await pipeline.stop();
    process.exit();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  process.stdout.on('error', () => void stop());
}

/** What the user can put right needs no stack. */
function explain(error: NodeJS.ErrnoException): string | undefined {
  if (error.code === 'EADDRINUSE')
    return 'The port is taken. Is another "npm start" running? Else: npm start -- --port <n>';
  if (error.code === 'ENOENT' && error.syscall === 'scandir') return `There is no folder ${error.path}.`;
  return error instanceof InvalidConfiguration ? error.message : undefined;
}

endWithItsReader();
try {
  await start();
} catch (error) {
  const message = explain(error as NodeJS.ErrnoException);
  if (message === undefined) throw error;
  console.error(styleText('red', message, { stream: process.stderr }));
  process.exit(1);
}
