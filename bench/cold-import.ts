import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { benchFolder, bundledReceiver } from './bundled-receiver.ts';
import { powertools } from './child.ts';
import { type Benchmark, inTurn } from './measurement.ts';

const rounds = 25;
const run = promisify(execFile);

/** What the receiver reads as it loads; nothing is called. */
const environment = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-central-1',
  LABEL_EVENTS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/label-events',
  SECRETS_PREFIX: 'labelwire/bench',
  ...powertools,
};

const timer = `
  const start = performance.now();
  await import(process.argv[1]);
  console.log(performance.now() - start);`;

/** Milliseconds that a fresh process takes to import the module. */
async function importTime(module: string): Promise<number> {
  const args = ['--input-type=module', '--eval', timer, pathToFileURL(module).href];
  const { stdout } = await run(process.execPath, args, { env: environment });
  const milliseconds = Number(stdout.trim().split('\n').at(-1));
  if (!(milliseconds > 0)) throw new Error(`Importing ${module} took no time that can be read.`);
  return milliseconds;
}

/** The least that enqueues: bundled as build.ts bundles the functions. */
async function bareSqsClient(): Promise<string> {
  const outfile = join(benchFolder, 'bare-sqs-client', 'index.mjs');
  await build({
    stdin: {
      contents: "export { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';",
      resolveDir: import.meta.dirname,
    },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*', '@smithy/*'],
    minify: true,
    logLevel: 'warning',
  });
  return outfile;
}

export const coldImport: Benchmark = async () => {
  const [{ entry }, bare] = [await bundledReceiver(), await bareSqsClient()];
  const { floor, subject } = await inTurn(rounds, { floor: () => importTime(bare), subject: () => importTime(entry) });
  return [
    {
      name: 'cold-import/receive-webhook',
      value: subject / floor,
      unit: '× time',
      goal: { atMost: 1.3 },
      absolute: `${subject.toFixed(0)} ms ÷ ${floor.toFixed(0)} ms`,
    },
  ];
};
