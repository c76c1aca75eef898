import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildObjects } from '../../../lib/release/build-objects.ts';
import { manifestName, newFileWriter } from '../../../lib/release/file-writer.ts';
import type { ManifestLine, ShardLine } from '../../../lib/release/layout.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { BuiltRelease } from '../../support/built-release.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const checkStanding = async () => {};
const tree = { root: 'kitti/train', name: 'kitti', split: 'train' };
const filesOf = (count: number) =>
  Array.from({ length: count }, (_, number) => ({
    ...{ tree, path: `kitti/train/label_2/${number}.txt`, contentType: 'text/plain' },
    ...{ bytes: Buffer.from(`${number}\n`.repeat(400)), label: `label-${number}`, revision: number, split: 'train' },
  }));

it('writes no tar file above its limit, and each file that the manifest names is in one of them', async () => {
  const store = new MemoryStore();
  const objects = buildObjects(store, { run: 'run' });
  const writer = newFileWriter({
    store,
    release: 'r1',
    batch: 7,
    layout: 'shards',
    largestShard: 8 * 1024,
    checkStanding,
  });
  for (const file of filesOf(12)) await writer.add([file]);
  await writer.finish(objects);
  const shards = await objects.readLines<ShardLine>('shards', 7);
  expect(shards.map(({ path }) => path)).toEqual([
    'shards/kitti/train/00007.tar',
    'shards/kitti/train/00007-1.tar',
    'shards/kitti/train/00007-2.tar',
  ]);
  const folder = newFolder();
  for (const { path, sha256, bytes, format, split } of shards) {
    const archive = await new BuiltRelease(store).bytes(path);
    expect([sha256Of(archive), archive.length, format, split]).toEqual([sha256, bytes, 'kitti', 'train']);
    expect(archive.length).toBeLessThan(10 * 1024);
    execFileSync('tar', ['-xf', '-'], { cwd: folder, input: archive });
  }
  const manifest = await objects.readLines<ManifestLine>(manifestName(tree.root), 7);
  expect(manifest).toHaveLength(12);
  expect(shards.reduce((sum, { files }) => sum + files, 0)).toBe(12);
  for (const { path, sha256 } of manifest) expect(sha256Of(readFileSync(join(folder, path)))).toBe(sha256);
});
