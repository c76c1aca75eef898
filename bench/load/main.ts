import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Latencies } from './latencies.ts';
import { timeLimit, toCount, within } from './limits.ts';
import { growth, type Sample } from './memory.ts';
import { PipelineChild } from './pipeline-child.ts';
import { randomFrom } from './random.ts';
import { conclude, printRows, type Row, verdictRows } from './report.ts';
import { type Sent, send } from './sender.ts';
import { deletions, traffic } from './traffic.ts';
import { judge, type Verdict } from './verdict.ts';
import { World } from './world.ts';

const command = new Command('npm run load --')
  .description('Sends events through the whole pipeline on this machine, and looks whether each label arrived.')
  .option('--events <n>', 'deliveries to send', toCount, 100_000)
  .option('--seed <n>', 'decides what is sent in which order', toCount, 1)
  .option('--concurrency <n>', 'functions that run at a time, as in an account with that quota', toCount)
  .option('--json', 'one JSON object a line: {"name","value","unit"}')
  .addHelpText('after', '\nEnds with 1 when a label is lost, stale or in pieces, or a dead letter was not planned.');

/** Changes that are sent and not yet written, as a part of the labels: more would only wait in the queue, and contend. */
const waitingShare = 0.25;
const mostWaiting = 400;
const samplesTaken = 20;

const {
  events,
  seed,
  concurrency,
  json = false,
} = command.parse().opts<{ events: number; seed: number; concurrency?: number; json?: boolean }>();
/** Labels that are put back wait for minutes, and a batch that is throttled for six: with a quota, they pass faster. */
const quota = concurrency ? { lambdaConcurrency: concurrency, retrySpeed: 20, visibilityTimeoutSeconds: 10 } : {};
const progress = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);

const limit = timeLimit(5 * 60_000 + events * 60);
const world = await World.open({
  encord: Math.min(2000, Math.max(100, Math.floor(events / 10))),
  labelbox: Math.min(200, Math.max(16, Math.floor(events / 100))),
  planted: Math.max(2, Math.floor(events / 2000)),
});
const window = Math.min(mostWaiting, Math.ceil(world.labels.length * waitingShare));
const latencies = new Latencies();
const child = new PipelineChild();
child.on('written', (writes) => {
  for (const write of writes) latencies.written(write);
});
child.on('problem', (problem) => progress(`problem: ${problem}`));

async function run(): Promise<{ verdict: Verdict; rows: Row[] }> {
  const { webhooks, environment } = await child.start({ platforms: world.access, ...quota });
  const sent: Sent = { accepted: 0, refused: 0, retries: 0 };
  const samples: Sample[] = [];
  let sampling = false;
  const start = performance.now();
  const sample = async () => {
    if (sampling) return;
    sampling = true;
    samples.push({ events: sent.accepted, ...(await child.memory()) });
    sampling = false;
    const [last] = samples.slice(-1);
    progress(
      `${sent.accepted} events, ${((sent.accepted * 1000) / (performance.now() - start)).toFixed(0)}/s, heap ${last?.heap.toFixed(0)} MB, buffers ${last?.buffers.toFixed(0)} MB, rss ${last?.rss.toFixed(0)} MB`,
    );
  };
  let nextSample = 0;
  const options = {
    world,
    webhookUrl: (platform: keyof typeof webhooks) => webhooks[platform],
    mayGo: async () => {
      if (sent.accepted >= nextSample) {
        nextSample += events / samplesTaken;
        await sample();
      }
      while (latencies.waiting >= window && !limit.aborted) await sleep(5);
    },
    onSend: (delivery: Parameters<Latencies['sent']>[0]) => latencies.sent(delivery),
    signal: limit,
  };
  await send(traffic(world, events, randomFrom(seed)), sent, options);
  await child.idle();
  const seconds = (performance.now() - start) / 1000;
  await send(deletions(world), sent, options);
  await child.idle();
  await sample();
  progress('comparing the bucket with the platforms');
  const verdict = await judge(world, environment);
  // The bucket fills in the first part of a run, and stays as it is: only what grows after that, leaks.
  const steady = samples.slice(Math.ceil(samples.length * 0.4));
  const rows = [
    { name: 'events/accepted', value: sent.accepted },
    { name: 'events/refused-forgeries', value: sent.refused },
    { name: 'events/sent-again', value: sent.retries },
    { name: 'platform-outages', value: world.outages },
    { name: 'rate', value: events / seconds, unit: 'events/s' },
    ...[50, 95, 99].map((percent) => ({
      name: `latency/p${percent}`,
      value: latencies.percentile(percent),
      unit: 'ms',
    })),
    ...(['heap', 'buffers', 'rss'] as const).flatMap((kind) => [
      { name: `memory/${kind}`, value: steady.at(-1)?.[kind] ?? Number.NaN, unit: 'MB' },
      { name: `memory/${kind}-growth`, value: growth(steady, (sample) => sample[kind]), unit: 'MB per 10,000 events' },
    ]),
    ...verdictRows(verdict),
  ];
  return { verdict, rows };
}

try {
  const { verdict, rows } = await within(limit, run());
  printRows(rows, json);
  process.exitCode = conclude(verdict);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await child.kill();
  await world.close();
}
