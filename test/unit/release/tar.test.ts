import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { tarArchive, tarBytes } from '../../../lib/release/tar.ts';
import { newFolder } from '../../../local/new-folder.ts';

const files: readonly (readonly [path: string, text: string])[] = [
  ['yolo/labels/a.txt', 'one\n'],
  ['yolo/labels/empty.txt', ''],
  [`yolo/labels/${'long/'.repeat(40)}b.txt`, 'x'.repeat(512)],
  ['yolo/labels/Straße 🚦/c.txt', 'y'.repeat(1025)],
];

const members = files.map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
const archived = () => buffer(tarArchive(members));

it('a tar file is read by tar, names of any length and alphabet included', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'a.tar'), await archived());
  execFileSync('tar', ['-xf', 'a.tar'], { cwd: folder });
  for (const [path, text] of files) expect(readFileSync(join(folder, path), 'utf8')).toBe(text);
});

it('a tar file of equal files has equal bytes, in whole blocks', async () => {
  const bytes = await archived();
  expect((await archived()).equals(bytes)).toBe(true);
  expect(bytes.length % 512).toBe(0);
  expect((await buffer(tarArchive(members.slice(0, 1)))).length).toBe(tarBytes(4) + 1024);
});

it('a member that cannot be had ends the tar file with its error', async () => {
  async function* broken() {
    yield* members.slice(0, 1);
    throw new Error('gone');
  }
  await expect(buffer(tarArchive(broken()))).rejects.toThrow('gone');
});

it('takes no further member once nobody reads on', async () => {
  let taken = 0;
  function* endless() {
    for (; taken < 1_000; taken += 1) yield { path: `${taken}.bin`, bytes: Buffer.alloc(1024 * 1024) };
  }
  for await (const chunk of tarArchive(endless())) if (chunk.length > 0) break;
  expect(taken).toBeLessThan(10);
});
