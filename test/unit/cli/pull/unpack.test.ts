import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { unpack } from '../../../../cli/pull/unpack.ts';
import { sha256Of } from '../../../../lib/store/place-file.ts';
import { tarOf } from '../../../support/written-release.ts';

const members = [
  { path: 'yolo/labels/a.txt', bytes: Buffer.from('a'.repeat(100)) },
  { path: `yolo/labels/${'long/'.repeat(60)}Straße.txt`, bytes: Buffer.from('') },
  { path: 'yolo/labels/c.txt', bytes: Buffer.from('c'.repeat(360_000)) },
  { path: 'yolo/labels/d.txt', bytes: Buffer.from('d') },
];
const tar = await tarOf(members);
const shard = { path: 'shards/yolo/0.tar', sha256: sha256Of(tar), bytes: tar.length, format: 'yolo', files: 4 };
const chunkLength = 16 * 1024;

async function* chunksOf(bytes: Buffer, until = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkLength) {
    if (start >= until) throw new Error('the connection broke');
    yield bytes.subarray(start, start + chunkLength);
  }
}

it('gives each member with its bytes, whatever its path, and passes over one that nobody reads', async () => {
  const read: Record<string, Buffer> = {};
  const paths = await unpack(shard, chunksOf(tar), async (path, chunks) => {
    if (!path.endsWith('a.txt')) read[path] = await buffer(chunks);
  });
  expect(paths).toEqual(members.map(({ path }) => path));
  expect(read).toEqual(Object.fromEntries(members.slice(1).map(({ path, bytes }) => [path, bytes])));
});

it.each([0, 3])(
  'fails with what the source failed with, wherever it did, where the disk takes %i turns of the event loop',
  async (turns) => {
    const disk = async () => {
      for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    };
    for (let until = 0; until < tar.length; until += chunkLength) {
      const unpacked = unpack(shard, chunksOf(tar, until), async (_path, chunks) => {
        await disk();
        await buffer(chunks);
        await disk();
      });
      await expect(unpacked).rejects.toThrow('the connection broke');
    }
  },
);

it('fails with what the reader of a member failed with, before it reads the rest', async () => {
  let [given, isEnded] = [0, false];
  async function* counted() {
    for await (const chunk of chunksOf(tar)) {
      given += 1;
      yield chunk;
    }
    isEnded = true;
  }
  const refused = unpack(shard, counted(), async () => {
    throw new Error('the disk is full');
  });
  await expect(refused).rejects.toThrow('the disk is full');
  expect([given < tar.length / chunkLength, isEnded]).toEqual([true, false]);
});

it('refuses bytes that are not those of the list of shards, though every member is', async () => {
  const longer = Buffer.concat([tar, Buffer.alloc(1024)]);
  await expect(unpack(shard, chunksOf(longer), async (_path, chunks) => void (await buffer(chunks)))).rejects.toThrow(
    /^shards\/yolo\/0\.tar must have the sha256 of shards\.jsonl, but has another\./,
  );
});
