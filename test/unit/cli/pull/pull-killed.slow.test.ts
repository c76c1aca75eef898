import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../../../support/command-line.ts';
import { filesBelow, root } from '../../../support/examples.ts';

const times = 5;
const filesUntilKilled = 25;

/** Runs a pull until it has so many files more, or to its end, and returns what it said last. */
async function pull(out: string, layout: string, until: number): Promise<unknown> {
  const child = fork(join(root, 'test/support/pull-process.ts'), [out, layout]);
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
