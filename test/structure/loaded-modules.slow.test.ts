import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLine } from '../../cli/command-line.ts';
import { newFolder } from '../../local/new-folder.ts';

import { root } from '../support/examples.ts';

/** How many modules a call may load before its first request: time is the machine's, modules are ours. */
const most = { quick: 30, offline: 480, deployment: 540 };

/** Calls that end before their first request. */
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
    'access apply --platform labelbox --yes',
    'access plan --platform labelbox --reserve',
    'access validate --platform labelbox',
    'cat x --local',
    'connect labelbox --local --yes',
    'console --local',
    'dataset create --platform labelbox --local --from s3://a/b --type image',
    'dataset validate --platform labelbox --local --manifest x',
    'dlq list --local',
    'dlq purge --all --local',
    'dlq replay --all --local',
    'dlq restore nofile --local',
    'dlq show x --local',
    'doctor --local',
    'env --local',
    'labels --local',
    'preview nothing --local',
    'pull x --local',
    'release create x --project encord/1 --format coco --local',
    'release delete x --yes --local',
    'release diff a b --local',
    'release list --local',
    'release show x --local',
    'send --local labelbox',
    'status --local',
    'sync labelbox --local',
    'trace x --local',
  ],
};

const loadedBy = (call: string): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const folder = newFolder();
    const list = join(folder, 'modules.txt');
    const { PATH, NODE_OPTIONS } = process.env;
    execFile(
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
            .filter((url) => !url.startsWith('node:')),
        ),
    );
  });

const callsOf = (kind: keyof typeof most) => calls[kind].map((call) => [call, most[kind]] as const);

it.each([...callsOf('quick'), ...callsOf('offline'), ...callsOf('deployment')])(
  'labelwire %s loads at most %i modules',
  async (call, limit) => {
    const loaded = await loadedBy(call);
    expect(loaded.length).toBeLessThanOrEqual(limit);
    expect(loaded.length).toBeGreaterThan(10); // they are counted at all
  },
);

it.each([...callsOf('quick'), ...callsOf('offline')])('labelwire %s loads nothing of AWS', async (call) => {
  expect((await loadedBy(call)).filter((url) => /node_modules\/@(aws-sdk|smithy)\//.test(url))).toEqual([]);
});

it('no command is left out', async () => {
  const leaves = (command: Command, words: readonly string[] = []): string[] =>
    command.commands.length === 0
      ? [words.join(' ')]
      : command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));
  const all = leaves(await commandLine('all'));
  const called = [...calls.offline, ...calls.deployment];
  expect(all.filter((name) => !called.some((call) => `${call} `.startsWith(`${name} `)))).toEqual([]);
});
