import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLine } from '../../cli/command-line.ts';
import { variablesOf } from '../../cli/stack.ts';
import { folderOfLocalPipeline } from '../support/command-line.ts';
import { root } from '../support/examples.ts';

type Load = { readonly modules: number; readonly kilobytes: number };

/** What a call may load until its first request: time is the machine's, modules and their bytes are ours. */
const most = {
  quick: { modules: 30, kilobytes: 250 },
  offline: { modules: 450, kilobytes: 2_100 },
  deployment: { modules: 230, kilobytes: 2_600 },
  account: { modules: 310, kilobytes: 3_150 },
  formats: { modules: 550, kilobytes: 3_500 },
} as const satisfies Readonly<Record<string, Load>>;

/** Calls that end before their first request or at it, for nothing answers; what serves is ended once it says so. */
const calls: Readonly<Record<keyof typeof most, readonly string[]>> = {
  quick: ['--version', '--help', 'nonsense'],
  offline: [
    'formats',
    'config check',
    'cost --labels-per-month 5000',
    'convert --from canonical --to coco nofile',
    'init . --yes --json --platform nobody',
    'normalise --platform labelbox nofile',
    'start --port 0',
  ],
  deployment: [
    'cat x --local',
    'dlq list --local',
    'dlq purge --all --local',
    'dlq replay --all --local',
    'dlq restore nofile --local',
    'dlq show x --local',
    'env --local',
    'labels --local',
    'pull x --local',
    'status --local',
    'trace x --local',
  ],
  account: [
    'access apply --platform labelbox --yes',
    'access plan --platform labelbox --reserve',
    'access validate --platform labelbox',
    'dataset create --platform labelbox --local --from s3://a/b --type image',
    'dataset validate --platform labelbox --local --manifest x',
  ],
  // The whole configuration counts, or what files say.
  formats: [
    'connect labelbox --local --yes',
    'console --local --port 0',
    'doctor --local',
    'preview nothing --local',
    'release create x --project encord/1 --format coco --local',
    'release delete x --yes --local',
    'release diff a b --local',
    'release list --local',
    'release show x --local',
    'send --local labelbox',
    'sync labelbox --local',
  ],
};

const nobody = 'http://127.0.0.1:1'; // a port at which nothing listens
const ofPipeline = {
  ...variablesOf({
    webhookUrl: nobody,
    bucket: 'labels',
    bucketPrefix: '',
    labelEventsQueueUrl: `${nobody}/000000000000/label-events`,
    deadLetterQueueUrl: `${nobody}/000000000000/label-events-dlq`,
    stateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:export-labels',
    syncStateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:sync',
    reconcile: 'off',
    secretsPrefix: 'labelwire',
  }),
  AWS_ENDPOINT_URL: nobody,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nobody',
};

const loadedBy = (call: string): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const folder = folderOfLocalPipeline(ofPipeline);
    const list = join(folder, 'modules.txt');
    const { PATH, NODE_OPTIONS } = process.env;
    const called = execFile(
      process.execPath,
      [
        '--import',
        join(root, 'test', 'support', 'count-modules-process.ts'),
        join(root, 'cli', 'main.ts'),
        ...call.split(' '),
      ],
      { cwd: folder, env: { PATH, NODE_OPTIONS, LOADED_MODULES: list } },
      () =>
        resolve(
          readFileSync(list, 'utf8')
            .split('\n')
            .filter((url) => url.startsWith('file:')),
        ),
    );
    called.stdout?.on('data', (text: string) => {
      if (text.includes('Ctrl-C ends it')) called.kill('SIGINT');
    });
  });

const bytesOf = (url: string): number => statSync(fileURLToPath(url)).size;

const callsOf = (...kinds: (keyof typeof most)[]) =>
  kinds.flatMap((kind) => calls[kind].map((call) => [call, most[kind].modules, most[kind].kilobytes] as const));

it.each(callsOf('quick', 'offline', 'deployment', 'account', 'formats'))(
  'labelwire %s loads at most %i modules of %i kB',
  async (call, modules, kilobytes) => {
    const loaded = await loadedBy(call);
    expect(loaded.length).toBeLessThanOrEqual(modules);
    expect(loaded.length).toBeGreaterThan(10); // they are counted at all
    expect(loaded.reduce((sum, url) => sum + bytesOf(url), 0)).toBeLessThanOrEqual(kilobytes * 1000);
  },
);

it.each(callsOf('deployment', 'account'))('labelwire %s loads no format', async (call) => {
  expect((await loadedBy(call)).filter((url) => /\/lib\/formats\/[^/]+\/index\.ts$/.test(url))).toEqual([]);
});

it.each(callsOf('quick', 'offline'))('labelwire %s loads nothing of AWS', async (call) => {
  expect((await loadedBy(call)).filter((url) => /node_modules\/@(aws-sdk|smithy)\//.test(url))).toEqual([]);
});

it('no command is left out', async () => {
  const leaves = (command: Command, words: readonly string[] = []): string[] =>
    command.commands.length === 0
      ? [words.join(' ')]
      : command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));
  const all = leaves(await commandLine('all'));
  const called = [...calls.offline, ...calls.deployment, ...calls.account, ...calls.formats];
  expect(all.filter((name) => !called.some((call) => `${call} `.startsWith(`${name} `)))).toEqual([]);
});
