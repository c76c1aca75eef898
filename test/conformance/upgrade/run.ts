import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { platforms as platformsById } from '../../../lib/platforms/platforms.ts';
import { type Account, accountOf } from '../aws/account.ts';
import { Deployment } from '../aws/deployment.ts';
import { WrongCall } from '../aws/options.ts';
import type { PlatformSite } from '../aws/platforms.ts';
import { print, Report } from '../aws/report.ts';
import { labelwireOf, pointed, Service } from '../aws/service.ts';
import { eventually, within } from '../aws/waiting.ts';
import { comeBackSoon, replayUnstarted } from './emulator-faults.ts';
import { LabelsUnderWay } from './labels-under-way.ts';
import { help, readOptions, type UpgradeOptions } from './options.ts';
import { treeOf } from './trees.ts';
import { Valve } from './valve.ts';

/** An earlier commit upgraded to this one and back, on MiniStack, while labels wait for platforms that are down. */

const deploymentSeconds = 600;
/** The longest wait between two tries of the state machine is 900 seconds. */
const settlingSeconds = 1_500;
const secondsPerLabel = 3;
/** Each Lambda is a process of this machine, and must start within a state's 30 seconds. */
const labelsAtOnce = 2;
const mostExecutions = 2;

// At the end nothing may hold the process: a check whose time was up may still wait for an answer.
process.exit(await main());

async function main(): Promise<0 | 1 | 2> {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options) return await run(options);
    print(help);
    return 0;
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    process.stderr.write(`${error.message}\n--help lists the options.\n`);
    return 2;
  }
}

async function run(options: UpgradeOptions): Promise<0 | 1> {
  // What is started here is stopped when this process exits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const earlier = treeOf(options.from);
  const report = new Report();
  const account = await accountOf({ account: 'own', scenario: 'checks' });
  try {
    Object.assign(process.env, account.environment);
    const site = await account.startPlatforms();
    try {
      await upgradeAndBack(account, site, earlier.folder, options, report);
    } finally {
      await site.close();
    }
  } finally {
    await account.stop();
    earlier.remove();
  }
  return report.end();
}

async function upgradeAndBack(
  account: Account,
  site: PlatformSite,
  earlierTree: string,
  { from, labels }: UpgradeOptions,
  report: Report,
): Promise<void> {
  const commit = from.slice(0, 7);
  const stage = `upgrade-${randomBytes(3).toString('hex')}`;
  print(
    `${labels} labels wait while ${commit} is upgraded, and ${labels} while it is rolled back, on ${account.title}\n`,
  );
  const environment = () => ({ ...process.env, ...site.environment });
  const extension = pointed(account.extension);
  const services = {
    earlier: new Service(stage, environment, extension, labelwireOf(earlierTree)),
    present: new Service(stage, environment, extension),
  };
  for (const service of Object.values(services)) service.configure(configurationOf(site));
  const underWay = new LabelsUnderWay();
  let on: Deployment | undefined;
  const deployed = (): Deployment => {
    assert(on, 'Nothing is deployed.');
    return on;
  };
  const valve = new Valve(() => on, mostExecutions);
  const deploy = async (service: Service) => {
    await service.deploy(`--param=labelsAtOnce=${labelsAtOnce}`);
    on?.close();
    on = new Deployment(account, service, site.platforms, (await service.outputs()) ?? {});
  };
  const whileDown = async (announce: () => Promise<number>) => {
    await comeBackSoon(deployed());
    for (const platform of site.platforms) platform.fault = () => new Response('down', { status: 503 });
    const webhooks = await valve.whileFilling(announce);
    await eventually('an execution waits for its platform', 60, async () => (await deployed().running()).length > 0);
    return `${webhooks} webhooks accepted, the platforms down`;
  };
  const exported = async (allowed: readonly string[]) => {
    for (const platform of site.platforms) platform.fault = () => undefined;
    await deployed().settled(settlingSeconds + labels * secondsPerLabel);
    const replayed = await replayUnstarted(deployed(), settlingSeconds);
    const letters = (await deployed().deadLetters()).map(({ error, message }) => `${error}: ${message}`);
    const others = letters.filter((letter) => !allowed.some((error) => letter.startsWith(`${error}:`)));
    assert.deepEqual(others, [], `${others.length} dead letters that must not be: ${others[0]}`);
    if (letters.length > 0) return { replayed, letters: letters.length };
    const { lost, stale } = await underWay.missing(deployed());
    assert.deepEqual([lost, stale], [[], []], `${lost.length} lost (${lost[0]}), ${stale.length} stale (${stale[0]})`);
    return { replayed, letters: 0 };
  };
  const tell = (replayed: number, letters: number) =>
    `${underWay.count} labels: 0 lost, 0 stale, ${letters} letters as TooNew, ${replayed} replayed whose function MiniStack ended or could not start`;

  const steps: readonly [name: string, seconds: number, run: () => Promise<string>][] = [
    [
      `serverless deploy of ${commit}`,
      deploymentSeconds,
      async () => {
        await deploy(services.earlier);
        await deployed().putSecrets();
        return `${Object.keys(deployed().outputs).length} outputs`;
      },
    ],
    [
      'labels are on their way',
      deploymentSeconds + labels * secondsPerLabel,
      () => whileDown(() => underWay.announceNew(deployed(), labels)),
    ],
    [
      'serverless deploy of the present files over it',
      deploymentSeconds,
      async () => {
        await deploy(services.present);
        return `${(await deployed().running()).length} executions wait`;
      },
    ],
    [
      'the platforms are back: every label is exported in its newest state',
      2 * settlingSeconds + 2 * labels * secondsPerLabel,
      async () => {
        const { replayed, letters } = await exported([]);
        return tell(replayed, letters);
      },
    ],
    [
      'more are on their way, half of them edits of labels that were exported',
      deploymentSeconds + labels * secondsPerLabel,
      () =>
        whileDown(async () => {
          const edits = await underWay.announceEdits(deployed(), Math.floor(labels / 2));
          return edits + (await underWay.announceNew(deployed(), Math.ceil(labels / 2)));
        }),
    ],
    [
      `serverless deploy of ${commit} again`,
      deploymentSeconds,
      async () => {
        await deploy(services.earlier);
        return `${(await deployed().running()).length} executions wait`;
      },
    ],
    [
      'the platforms are back: every label is exported in its newest state, or in a letter as too new',
      3 * settlingSeconds + 3 * labels * secondsPerLabel + deploymentSeconds,
      async () => {
        const back = await exported(['TooNew']);
        if (back.letters === 0) return tell(back.replayed, 0);
        await deploy(services.present);
        const { code, stderr } = await deployed().labelwire('dlq', 'replay', '--all', '--error', 'TooNew');
        assert.equal(code, 0, stderr);
        const { replayed } = await exported([]);
        return `${tell(back.replayed + replayed, back.letters)}; those were replayed by the present files`;
      },
    ],
  ];
  try {
    await within(
      steps.reduce((sum, [, seconds]) => sum + seconds, 0),
      async () => {
        for (const [name, seconds, step] of steps) if (!(await report.check(name, seconds, step))) return;
      },
    );
  } finally {
    await valve.close();
    on?.close();
    for (const service of Object.values(services)) service.dispose();
  }
}

/** One user's configuration for both commits, in words that both know. */
function configurationOf({ platforms }: PlatformSite): string {
  const ids = platforms.map(({ id }) => id).filter((id) => id in platformsById);
  const settings = ids.map((id) => [
    id,
    platformsById[id as keyof typeof platformsById].api.url ? {} : { apiUrl: `https://${id}.labelwire.example` },
  ]);
  const formats = { canonical: {}, coco: {}, native: {}, yolo: {} };
  const routes = ids.map((platform) => ({ platform, formats }));
  return `export default ${JSON.stringify({ platforms: Object.fromEntries(settings), routes }, null, 2)};\n`;
}
