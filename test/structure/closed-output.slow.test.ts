import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLine } from '../../cli/command-line.ts';
import { root } from '../support/examples.ts';

/** Every command that does something itself, as it is typed. */
const leaves = (command: Command, words: readonly string[]): string[] =>
  command.commands.length === 0
    ? [words.join(' ')]
    : command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));

/** What becomes of a program whose output nobody reads. */
async function unread(program: string, words: readonly string[]) {
  const { PATH, NODE_OPTIONS } = process.env;
  const child = spawn(process.execPath, [join(root, program), ...words], {
    cwd: root,
    env: { PATH, NODE_OPTIONS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (bytes) => {
    stderr += String(bytes);
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

const quietly = { code: 130, stderr: '' };

it.each([
  ...leaves(await commandLine('all'), []).map((words) => `${words} --help`),
  ...['formats', 'formats coco', 'config check', 'cost --labels-per-month 1000'],
])('labelwire %s ends quietly with 130 where nobody reads its output', async (typed) => {
  expect(await unread('cli/main.ts', typed.split(' '))).toEqual(quietly);
});

it('npm run demo ends quietly with 130 where nobody reads its output', async () => {
  expect(await unread('local/demo/main.ts', [])).toEqual(quietly);
});
