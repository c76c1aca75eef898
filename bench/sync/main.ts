import { Command } from 'commander';
import { newFolder } from '../../local/new-folder.ts';
import { freePort } from '../load/free-port.ts';
import { edits } from '../load/labels.ts';
import { timeLimit, toCount, within } from '../load/limits.ts';
import { PipelineChild, type Ready } from '../load/pipeline-child.ts';
import { conclude, printRows, type Row, verdictRows } from '../load/report.ts';
import { judge } from '../load/verdict.ts';
import { World, type WorldLabel } from '../load/world.ts';
import { LiveEvents } from './live-events.ts';
import { SyncRun } from './sync-run.ts';

const command = new Command('npm run sync-load --')
  .description(
    'Syncs labels that nobody announced through the whole pipeline on this machine, and what is missed later.',
  )
  .option('--labels <n>', 'labels that exist before the first sync', toCount, 50_000)
  .option('--json', 'one JSON object a line: {"name","value","unit"}')
  .addHelpText(
    'after',
    `
The first sync is interrupted twice, while people go on labelling; a second one finds nothing to do; with the receiver down,
6 % of the labels change and 1 % are deleted, which a third one finds. Ends with 1 when a label is lost, stale or exported for
nothing, or when a label that somebody saves waits for 30 s.`,
  );

const { labels: count, json = false } = command.parse().opts<{ labels: number; json?: boolean }>();
const [changedShare, deletedShare] = [0.06, 0.01];
const longestLatencyMilliseconds = 30_000;
/** Deployed: six minutes. What a killed function had in its hands is seen again after this. */
const visibilityTimeoutSeconds = 10;
const day = 86_400_000;

const progress = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);
const rows: Row[] = [];
const faults: string[] = [];
const expectThat = (holds: boolean, fault: string) => {
  if (!holds) faults.push(fault);
};

/** Commits, by label. */
const written = new Map<string, number>();
const limit = timeLimit(5 * 60_000 + count * 200);
const world = await World.open({ encord: count, labelbox: 0, planted: 0 });
const report = setInterval(() => progress(`${written.size} labels written, ${world.requests} requests`), 10_000);
world.labels.forEach(makeOlder);
const dataDir = newFolder();
/** The same after each start, as of npm start: messages name their queue by its URL. */
const [port, webhookPort] = [await freePort(), await freePort()];
const child = new PipelineChild();
child.on('problem', (problem) => progress(`problem: ${problem}`));
child.on('written', (writes) => {
  for (const { label } of writes) written.set(label, (written.get(label) ?? 0) + 1);
});
const start = (): Promise<Ready> =>
  child.start({ platforms: world.access, dataDir, port, webhookPort, visibilityTimeoutSeconds, retrySpeed: 20 });

/** Saved a month before the run: a label that was saved just now and is gone may as well be one that a replica does not have. */
function makeOlder(label: WorldLabel, index: number): void {
  const at = new Date(Date.now() - 30 * day + index);
  edits[label.platform](label.served, at);
  Object.assign(label, { revision: at.getTime() * 1000, accepted: 1 });
}

try {
  await within(limit, run());
  printRows(rows, json);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  clearInterval(report);
  await child.kill();
  await world.close();
}

async function run(): Promise<void> {
  await syncBacklog();
  await syncAgain();
  await syncMissed();
  const { environment } = await start();
  progress('comparing the bucket with the platform');
  const verdict = await judge(world, environment);
  rows.push(...verdictRows(verdict));
  process.exitCode = conclude(verdict);
}

async function syncBacklog(): Promise<void> {
  let { environment, webhooks } = await start();
  const startedAt = performance.now();
  const sync = await SyncRun.start('backlog', environment);
  const live = new LiveEvents(world, child, () => webhooks.encord);
  const saving = live.saveUntilStopped(world.labels.slice(0, Math.ceil(count / 10)), limit);
  for (const [part, end] of [
    [1, 'stop'],
    [2, 'kill'],
  ] as const) {
    const { announced } = await sync.reached((part * count) / 3, limit);
    await child[end]();
    progress(`${announced} of ${count} announced; the pipeline starts again after a ${end}`);
    ({ environment, webhooks } = await start());
  }
  const ended = await sync.ended(limit);
  const seconds = (performance.now() - startedAt) / 1000;
  live.stop();
  await saving;
  await child.idle();
  const { percentiles, slowest } = live;
  expectThat(slowest < longestLatencyMilliseconds, `A label that somebody saved waited for ${slowest} ms.`);
  rows.push(
    { name: 'backlog/labels', value: count },
    // The Step Functions of this machine begin an interrupted execution anew, and with it the count.
    { name: 'backlog/announced-since-restart', value: ended.announced },
    { name: 'backlog/interruptions', value: 2 },
    { name: 'backlog/duration', value: seconds, unit: 's' },
    { name: 'backlog/rate', value: count / seconds, unit: 'labels/s' },
    { name: 'backlog/requests', value: world.requests },
    { name: 'live/saved', value: live.saved },
    ...percentiles.map(([percent, value]) => ({ name: `live/p${percent}`, value, unit: 'ms' })),
    { name: 'live/slowest', value: slowest, unit: 'ms' },
  );
  await child.stop();
}

async function syncAgain(): Promise<void> {
  const { totals, announced, requests, writes, seconds } = await syncOnce('again');
  expectThat(announced === 0 && writes === 0, `A second sync announced ${announced} labels and wrote ${writes}.`);
  expectThat(totals.upToDate === count, `Of ${count} labels ${totals.upToDate} are up to date.`);
  rows.push(
    { name: 'again/announced', value: announced },
    { name: 'again/up-to-date', value: totals.upToDate },
    { name: 'again/requests', value: requests },
    { name: 'again/duration', value: seconds, unit: 's' },
  );
}

async function syncMissed(): Promise<void> {
  const changed = Math.round(count * changedShare);
  const deleted = Math.round(count * deletedShare);
  // From the end: nobody saved these while the backlog was synced.
  const missed = world.labels.slice(-changed - deleted);
  for (const label of missed.slice(0, changed)) world.edit(label);
  for (const label of missed.slice(changed)) world.delete(label);
  const { totals, announced, requests, writes, seconds, needless } = await syncOnce('missed', missed);
  expectThat(totals.stale === changed, `${changed} labels changed, and ${totals.stale} were found.`);
  expectThat(totals.gone === deleted, `${deleted} labels were deleted, and ${totals.gone} were found.`);
  expectThat(needless === 0, `${needless} labels were exported for nothing.`);
  rows.push(
    { name: 'missed/changed', value: totals.stale },
    { name: 'missed/deleted', value: totals.gone },
    { name: 'missed/announced', value: announced },
    { name: 'missed/writes', value: writes },
    { name: 'missed/exported-needlessly', value: needless },
    { name: 'missed/requests', value: requests },
    { name: 'missed/duration', value: seconds, unit: 's' },
  );
}

/** A sync of what happened while the pipeline was down, to the end of all that it announced. */
async function syncOnce(name: string, expected: readonly WorldLabel[] = []) {
  const { environment } = await start();
  await child.idle();
  written.clear();
  const requestsBefore = world.requests;
  const startedAt = performance.now();
  const { totals, announced } = await (await SyncRun.start(name, environment)).ended(limit);
  await child.idle();
  const seconds = (performance.now() - startedAt) / 1000;
  await child.stop(); // and with it the last of what it reports
  const ids = new Set(expected.map(({ served }) => served.label));
  const needless = [...written].reduce((sum, [label, times]) => sum + times - (ids.has(label) ? 1 : 0), 0);
  const writes = [...written.values()].reduce((sum, times) => sum + times, 0);
  progress(`${name}: ${announced} announced in ${seconds.toFixed(1)} s`);
  return { totals, announced, requests: world.requests - requestsBefore, writes, seconds, needless };
}
