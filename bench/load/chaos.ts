import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { deployed } from '../../local/aws/deployed.ts';
import { newFolder } from '../../local/new-folder.ts';
import { freePort } from './free-port.ts';
import { timeLimit, toCount, within } from './limits.ts';
import { PipelineChild, type Ready } from './pipeline-child.ts';
import { randomFrom } from './random.ts';
import { conclude, printRows, verdictRows } from './report.ts';
import { type Sent, send } from './sender.ts';
import { deletions, traffic } from './traffic.ts';
import { judge, type Verdict } from './verdict.ts';
import { World } from './world.ts';

const command = new Command('npm run chaos --')
  .description('Kills the pipeline (SIGKILL) again and again while events come, and looks whether each label arrived.')
  .option('--events <n>', 'deliveries to send', toCount, 5000)
  .option('--kills <n>', 'how often it is killed', toCount, 50)
  .option('--seed <n>', 'decides what is sent and when it is killed', toCount, 1)
  .option('--json', 'one JSON object a line: {"name","value","unit"}')
  .addHelpText('after', '\nEnds with 1 when a label is lost, stale or in pieces, or a dead letter was not planned.');

/** A life lasts at most this long once its share of the events is on its way. */
const longestLifeMilliseconds = 3000;
/** Deployed: six minutes. What a killed function had in its hands is seen again after this. */
const visibilityTimeoutSeconds = 10;

const {
  events,
  kills,
  seed,
  json = false,
} = command.parse().opts<{ events: number; kills: number; seed: number; json?: boolean }>();
/** A message may be in hand at every kill, and then would rightly lie in the dead letters as NotTakenUp. */
const maxReceiveCount = deployed.maxReceiveCount + kills;
const progress = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`);

const limit = timeLimit(5 * 60_000 + events * 100 + kills * 8000);
const world = await World.open({
  encord: Math.max(20, Math.floor(events / 12)),
  labelbox: Math.max(8, Math.floor(events / 100)),
  planted: Math.max(2, Math.floor(events / 500)),
});
const child = new PipelineChild();
child.on('problem', (problem) => progress(`problem: ${problem}`));
const dataDir = newFolder();
/** The same after each start, as of npm start: messages name their queue by its URL. */
const [port, webhookPort] = [await freePort(), await freePort()];

const start = (): Promise<Ready> =>
  child.start({ platforms: world.access, dataDir, port, webhookPort, visibilityTimeoutSeconds, maxReceiveCount });

async function run() {
  const random = randomFrom(seed);
  const sent: Sent = { accepted: 0, refused: 0, retries: 0 };
  const announced = () => sent.accepted + sent.refused;
  let [killed, restarts] = [0, 0];
  let ready = await start();
  let allSent = false;

  /** The deliveries that may be on their way before the next kill, so that the kills are spread over all of them. */
  const quota = () => (killed < kills ? ((killed + 1) * events) / (kills + 1) : Number.POSITIVE_INFINITY);
  const killAgainAndAgain = async () => {
    while (killed < kills && !limit.aborted) {
      while (announced() < quota() * 0.9 && !allSent && !limit.aborted) await sleep(5);
      await sleep(random() * longestLifeMilliseconds);
      await child.kill();
      killed += 1;
      ready = await start();
      restarts += 1;
      if (killed % 10 === 0 || killed === kills) progress(`${killed} kills, ${announced()} of ${events} events`);
    }
  };
  const options = {
    world,
    webhookUrl: (platform: keyof Ready['webhooks']) => ready.webhooks[platform],
    mayGo: async () => {
      while (announced() >= quota() && !limit.aborted) await sleep(5);
    },
    onSend: () => () => {},
    signal: limit,
  };
  const killing = killAgainAndAgain();
  await send(traffic(world, events, random), sent, options);
  allSent = true;
  await killing;
  progress('all is sent and nothing is killed any more; waiting until nothing is under way');
  await child.idle();
  await send(deletions(world), sent, { ...options, mayGo: async () => {} });
  await child.idle();
  progress('comparing the bucket with the platforms');
  const verdict = await judge(world, ready.environment);
  return { verdict, sent, killed, restarts };
}

function rowsOf({ verdict, sent, killed, restarts }: Awaited<ReturnType<typeof run>> & { verdict: Verdict }) {
  return [
    { name: 'seed', value: seed },
    { name: 'kills', value: killed },
    { name: 'restarts', value: restarts },
    { name: 'events/accepted', value: sent.accepted },
    { name: 'events/refused-forgeries', value: sent.refused },
    { name: 'events/sent-again', value: sent.retries },
    { name: 'platform-outages', value: world.outages },
    { name: 'duration', value: (performance.now() - startedAt) / 1000, unit: 's' },
    ...verdictRows(verdict),
  ];
}

const startedAt = performance.now();
try {
  const result = await within(limit, run());
  printRows(rowsOf(result), json);
  process.exitCode = conclude(result.verdict);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await child.kill();
  await world.close();
}
