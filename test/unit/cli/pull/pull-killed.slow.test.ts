import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../../../../local/new-folder.ts';

import { filesBelow, root } from '../../../support/examples.ts';

const times = 5;
const filesUntilKilled = 25;
const mostAtOnce = 16;

/** Runs a pull until it has so many files more, or to its end, and returns what it said last. */
const pull = (out: string, layout: string, until: number) => run('pull-process.ts', [out, layout], until);

async function run(process: string, args: readonly string[], until: number): Promise<unknown> {
  const child = fork(join(root, 'test/support', process), args);
  let [files, last]: [number, unknown] = [0, undefined];
  child.on('message', (message) => {
    last = message;
    files += 1;
    if (files === until) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return last;
}

const filesIn = (out: string) =>
  new Map(
    filesBelow(out)
      .filter((name) => !name.startsWith('.labelwire-pull'))
      .map((name) => [name, statSync(join(out, name)).ino]),
  );

it.each(['files', 'shards'])(
  'a pull of %s that is killed five times is whole in the end, and wrote no file twice',
  async (layout) => {
    const out = newFolder();
    let before = filesIn(out);
    for (let time = 1; time <= times; time += 1) {
      await pull(out, layout, time * filesUntilKilled);
      const there = filesIn(out);
      expect(there.size).toBeGreaterThan(before.size);
      expect(there.size).toBeLessThan(200);
      for (const [name, inode] of before) expect([name, there.get(name)]).toEqual([name, inode]);
      before = there;
    }
    expect(await pull(out, layout, Number.POSITIVE_INFINITY)).toMatchObject({ files: 200, kept: before.size });
    const there = filesIn(out);
    for (const [name, inode] of before) expect([name, there.get(name)]).toEqual([name, inode]);
    expect(there.size).toBe(200);
    for (const name of there.keys()) {
      const number = Number(/(\d+)\.txt$/.exec(name)?.[1]);
      expect(readFileSync(join(out, name), 'utf8')).toBe(`${number}\n`.repeat(10_000));
    }
    expect(filesBelow(join(out, '.labelwire-pull')).filter((name) => name.startsWith('partial'))).toEqual([]);
  },
);

it('a pull of pictures into tar files that is killed five times is that of one run, and asks for few pictures twice', async () => {
  const [out, whole] = [newFolder(), newFolder()];
  const [asked, askedAtOnce] = [join(newFolder(), 'asked'), join(newFolder(), 'asked')];
  const filled = (folder: string, note: string, until: number) => run('fill-process.ts', [folder, note], until);
  for (let time = 1; time <= times; time += 1) await filled(out, asked, time * filesUntilKilled);
  expect(await filled(out, asked, Number.POSITIVE_INFINITY)).toMatchObject({ pictures: 200, notFetched: 0 });
  await filled(whole, askedAtOnce, Number.POSITIVE_INFINITY);
  const tars = filesBelow(whole).filter((name) => name.endsWith('.tar'));
  expect(tars).toHaveLength(6);
  for (const name of tars)
    expect([name, readFileSync(join(out, name)).equals(readFileSync(join(whole, name)))]).toEqual([name, true]);
  const lines = readFileSync(asked, 'utf8').trim().split('\n');
  expect(new Set(lines).size).toBe(200);
  expect(lines.length).toBeLessThanOrEqual(200 + times * mostAtOnce);
  expect(readFileSync(askedAtOnce, 'utf8').trim().split('\n')).toHaveLength(200);
  expect(filesBelow(join(out, '.labelwire-pull'))).toEqual(['release.json']);
});
