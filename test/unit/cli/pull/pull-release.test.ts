import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pullRelease } from '../../../../cli/pull/pull-release.ts';
import { StorageUnavailable } from '../../../../lib/contracts/errors.ts';
import { keys } from '../../../../lib/contracts/keys.ts';
import { readRelease } from '../../../../lib/release/read-release.ts';
import type { ObjectStore } from '../../../../lib/store/object-store.ts';
import { newFolder } from '../../../../local/new-folder.ts';

import { filesBelow } from '../../../support/examples.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { type GivenRelease, tarOf, writeRelease } from '../../../support/written-release.ts';

const ofLabel = (label: string, split = 'train') => ({ label, revision: 1, split });
const files = {
  'README.md': { text: '# harbour-1\n' },
  'coco/annotations/instances_train.json': { text: '{"images":[]}' },
  'yolo/data.yaml': { text: 'names:\n  0: boat\n' },
  'yolo/labels/a.txt': { text: '0 0.5 0.5 1 1\n', ...ofLabel('a') },
  'yolo/labels/b.txt': { text: '', ...ofLabel('b', 'val') },
  'yolo/labels/c.txt': { text: '0 0.1 0.1 0.1 0.1\n'.repeat(20_000), ...ofLabel('c') },
  'yolo/labels/d.txt': { text: '0 0.2 0.2 0.2 0.2\n', ...ofLabel('d') },
  'yolo/labels/e.txt': { text: '0 0.3 0.3 0.2 0.2\n', ...ofLabel('e', 'val') },
};
const layouts = ['files', 'shards'] as const;

async function aBucket(given: Partial<GivenRelease> = {}): Promise<MemoryStore> {
  const store = new MemoryStore();
  await writeRelease(store, { files, ...given });
  return store;
}

const pull = async (store: ObjectStore, out: string, choice: Parameters<typeof pullRelease>[0]['choice'] = {}) =>
  pullRelease({ release: await readRelease(store, 'harbour-1'), out, choice, onChosen() {}, onProgress() {} });

/** The files of the release below a folder, without what a pull keeps for itself. */
const written = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesBelow(folder)
      .filter((name) => !name.startsWith('.labelwire-pull'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const texts = (of: GivenRelease['files']) =>
  Object.fromEntries(Object.entries(of).map(([path, { text }]) => [path, text]));

/** Which objects of the release were read, manifest and lists apart. */
function counting(store: MemoryStore) {
  const reads: string[] = [];
  const counted: ObjectStore = Object.assign(Object.create(store) as MemoryStore, {
    read: async (key: string) => {
      const path = key.slice(keys.release('harbour-1').length);
      if (!path.endsWith('.jsonl')) reads.push(path);
      return store.read(key);
    },
  });
  return { store: counted, reads };
}

/** A store whose connection breaks for good after so many chunks of files and shards; `completed` are those that came whole. */
function breaking(store: MemoryStore, chunks: number, completed: string[]): ObjectStore {
  let left = chunks;
  async function* cut(key: string, arriving: AsyncIterable<Uint8Array>) {
    for await (const chunk of arriving) {
      if (left === 0) throw new Error('the connection broke');
      left -= 1;
      yield chunk;
    }
    completed.push(key);
  }
  return Object.assign(Object.create(store) as MemoryStore, {
    read: async (key: string) => {
      const arriving = await store.read(key);
      return arriving && !key.endsWith('.jsonl') ? cut(key, arriving) : arriving;
    },
  });
}

describe.each(layouts)('a pull of a release in %s', (layout) => {
  it('writes every file of the manifest under its path', async () => {
    const out = newFolder();
    const { counts, replaced } = await pull(await aBucket({ layout }), out);
    expect(written(out)).toEqual(texts(files));
    expect(counts).toMatchObject({ files: 8, kept: 0, objects: layout === 'files' ? 8 : 6 });
    expect(replaced).toEqual([]);
  });

  it('fetches nothing the second time', async () => {
    const out = newFolder();
    const bucket = await aBucket({ layout });
    await pull(bucket, out);
    const { store, reads } = counting(bucket);
    expect((await pull(store, out)).counts).toMatchObject({ files: 8, kept: 8, objects: 0 });
    expect(reads).toEqual([]);
  });

  it('fetches what is missing or was changed, and says what it replaced', async () => {
    const out = newFolder();
    const bucket = await aBucket({ layout });
    await pull(bucket, out);
    rmSync(join(out, 'yolo/labels/a.txt'));
    writeFileSync(join(out, 'yolo/labels/e.txt'), '0 0.3 0.3 0.2 0.9\n');
    const { store, reads } = counting(bucket);
    expect(await pull(store, out)).toMatchObject({ counts: { kept: 6 }, replaced: ['yolo/labels/e.txt'] });
    expect(reads.toSorted()).toEqual(
      layout === 'files'
        ? ['yolo/labels/a.txt', 'yolo/labels/e.txt']
        : ['shards/yolo/00000.tar', 'shards/yolo/00002.tar'],
    );
    expect(written(out)).toEqual(texts(files));
  });

  it('fetches the formats and splits that are chosen, and adds others later', async () => {
    const out = newFolder();
    const bucket = await aBucket({ layout });
    await pull(bucket, out, { formats: ['yolo'], splits: ['val'] });
    expect(Object.keys(written(out))).toEqual([
      'README.md',
      'yolo/data.yaml',
      'yolo/labels/b.txt',
      'yolo/labels/e.txt',
    ]);
    await pull(bucket, out);
    expect(written(out)).toEqual(texts(files));
  });

  it.each([0, 1, 2, 3, 5])(
    'is whole after five runs that broke after %i chunks, and fetched nothing twice',
    async (chunks) => {
      const out = newFolder();
      const bucket = await aBucket({ layout });
      const completed: string[] = [];
      let kept: readonly string[] = [];
      for (let run = 0; run < 5; run += 1) {
        await expect(pull(breaking(bucket, chunks, completed), out)).rejects.toThrow('the connection broke');
        const whole = written(out);
        expect(whole).toEqual(
          expect.objectContaining(Object.fromEntries(kept.map((name) => [name, expect.anything()]))),
        );
        for (const [name, text] of Object.entries(whole)) expect(text).toBe(texts(files)[name]);
        kept = Object.keys(whole);
      }
      const { counts, replaced } = await pull(breaking(bucket, Number.POSITIVE_INFINITY, completed), out);
      expect(completed.toSorted()).toEqual([...new Set(completed)].toSorted());
      expect(counts).toMatchObject({ files: 8, kept: kept.length });
      expect(replaced).toEqual([]);
      expect(written(out)).toEqual(texts(files));
      expect(filesBelow(join(out, '.labelwire-pull')).filter((name) => name.startsWith('partial'))).toEqual([]);
    },
  );

  it.each(['yolo/labels/c.txt', 'yolo/data.yaml'])('refuses %s where its bytes were changed', async (path) => {
    const out = newFolder();
    const bucket = await aBucket({ layout });
    const other = path.endsWith('c.txt') ? '0 0.1 0.1 0.1 0.2\n'.repeat(20_000) : 'names:\n  0: ship\n';
    if (layout === 'shards' && path.endsWith('c.txt')) {
      const key = keys.release('harbour-1', 'shards/yolo/00001.tar');
      const members = [
        { path, bytes: Buffer.from(other) },
        { path: 'yolo/labels/d.txt', bytes: Buffer.from(files['yolo/labels/d.txt'].text) },
      ];
      await bucket.put({ key, bytes: await tarOf(members), contentType: 'application/x-tar' });
    } else {
      await bucket.put({ key: keys.release('harbour-1', path), bytes: Buffer.from(other), contentType: 'text/plain' });
    }
    await expect(pull(bucket, out)).rejects.toThrow(
      /must have the sha256 of the manifest, but has another\. It was changed after the release was created/,
    );
    expect(existsSync(join(out, path))).toBe(false);
  });
});

describe('a pull', () => {
  it('brings what describes the release, whichever formats are chosen', async () => {
    const out = newFolder();
    const documents = { 'croissant.json': '{}', 'README.md': '# harbour-1' };
    const bucket = await aBucket({ files: { 'yolo/data.yaml': { text: 'names: {}' } }, documents });
    await pull(bucket, out, { formats: ['coco'] });
    expect(written(out)).toEqual(documents);
  });

  it('does not lose count of the shards where a run was killed as it noted one', async () => {
    const out = newFolder();
    const bucket = await aBucket({ layout: 'shards' });
    await pull(bucket, out);
    const notes = join(out, '.labelwire-pull', 'unpacked.jsonl');
    const [one = '', half = ''] = readFileSync(notes, 'utf8').split('\n').filter(Boolean);
    writeFileSync(notes, `${one}\n${half.slice(0, -10)}`);
    const { members } = JSON.parse(one) as { members: string[] };
    const ofLabels = Object.keys(files).filter((path) => path.startsWith('yolo/labels/'));
    for (const path of ofLabels) if (!members.includes(path)) rmSync(join(out, path));
    await pull(bucket, out);
    rmSync(join(out, `${members[0]}`));
    const { store, reads } = counting(bucket);
    await pull(store, out);
    expect(reads).toHaveLength(1);
  });

  it('fetches the shards of a split alone, where a format has a folder for each', async () => {
    const out = newFolder();
    const kitti = {
      'kitti/train/label_2/a.txt': { text: 'Car', ...ofLabel('a') },
      'kitti/val/label_2/b.txt': { text: 'Van', ...ofLabel('b', 'val') },
    };
    const treeOf = (path: string) => path.split('/', 2).join('/');
    const { store, reads } = counting(await aBucket({ files: kitti, layout: 'shards', treeOf }));
    await pull(store, out, { splits: ['val'] });
    expect(reads).toEqual(['shards/kitti/val/00000.tar']);
    await pull(store, out);
    expect(reads.slice(1)).toEqual(['shards/kitti/train/00000.tar']);
    expect(written(out)).toEqual(texts(kitti));
  });

  it.each([
    ['longer', '0 0.5 0.5 1 1\n0 0.5 0.5 1 1\n', /^yolo\/labels\/a\.txt must have 14 bytes, but has more\./],
    ['shorter', '0 0.5', /^yolo\/labels\/a\.txt must have 14 bytes, but has 5\./],
  ])('refuses a file that is %s than the manifest says', async (_case, text, message) => {
    const bucket = await aBucket();
    const key = keys.release('harbour-1', 'yolo/labels/a.txt');
    await bucket.put({ key, bytes: Buffer.from(text), contentType: 'text/plain' });
    await expect(pull(bucket, newFolder())).rejects.toThrow(message);
  });

  it('says that it can be called again where S3 is too busy', async () => {
    const store = await aBucket();
    const busy: ObjectStore = Object.assign(Object.create(store) as MemoryStore, {
      read: async (key: string) => {
        if (!key.includes('/labels/b')) return store.read(key);
        throw new StorageUnavailable('S3 did not serve bucket b: SlowDown (503).');
      },
    });
    const out = newFolder();
    await expect(pull(busy, out)).rejects.toMatchObject({
      name: 'StorageUnavailable',
      message: 'S3 did not serve bucket b: SlowDown (503). Pull again: what is whole is not fetched again.',
    });
    await pull(store, out);
    expect(written(out)).toEqual(texts(files));
  });

  it('refuses a manifest that was changed, and writes nothing', async () => {
    const out = join(newFolder(), 'out');
    const bucket = await aBucket();
    const key = keys.release('harbour-1', 'manifest.jsonl');
    const text = `${bucket.objects.get(key)?.bytes.toString()}`.replace('yolo/labels/a.txt', 'yolo/labels/z.txt');
    await bucket.put({ key, bytes: Buffer.from(text), contentType: 'application/x-ndjson' });
    await expect(pull(bucket, out)).rejects.toThrow(/manifest\.jsonl must have the sha256 that release\.json says/);
    expect(existsSync(out)).toBe(false);
  });

  it.each(['yolo/../../../evil.txt', '/evil.txt', 'yolo/\0evil.txt', '.ssh/authorized_keys'])(
    'refuses a manifest with the path %j, and writes nothing',
    async (path) => {
      const folder = newFolder();
      const bucket = await aBucket({ files: { ...files, [path]: { text: 'evil' } } });
      await expect(pull(bucket, join(folder, 'out'))).rejects.toThrow(/must stay in its folder/);
      expect(filesBelow(folder)).toEqual([]);
    },
  );

  it.each([
    ['a member that the manifest does not have', 'yolo/labels/z.txt', 'file', /must be a file of the manifest, but is/],
    ['a member outside the folder', '../evil.txt', 'file', /must be a file of the manifest, but is/],
    ['a link', 'yolo/labels/a.txt', 'symlink', /must be a file, but is a symlink/],
  ] as const)('refuses a shard with %s', async (_case, path, type, message) => {
    const folder = newFolder();
    const bucket = await aBucket({ layout: 'shards' });
    const key = keys.release('harbour-1', 'shards/yolo/00000.tar');
    const bytes = await tarOf([{ path, type, bytes: Buffer.from(type === 'file' ? 'evil' : '') }]);
    await bucket.put({ key, bytes, contentType: 'application/x-tar' });
    await expect(pull(bucket, join(folder, 'out'))).rejects.toThrow(message);
    expect(filesBelow(folder).filter((name) => /evil|labels\/[az]\.txt/.test(name))).toEqual([]);
  });

  it('refuses a shard that is cut short', async () => {
    const bucket = await aBucket({ layout: 'shards' });
    const key = keys.release('harbour-1', 'shards/yolo/00001.tar');
    const bytes = (await bucket.get(key))?.bytes.subarray(0, 100_000) ?? Buffer.of();
    await bucket.put({ key, bytes, contentType: 'application/x-tar' });
    await expect(pull(bucket, newFolder())).rejects.toThrow('Unexpected end of data');
  });

  it('writes names that every file system takes, and says which ones changed', async () => {
    const out = newFolder();
    const hostile = {
      'yolo/labels/A.txt': { text: 'A' },
      'yolo/labels/a.txt': { text: 'a' },
      'yolo/labels/CON': { text: 'device' },
      'yolo/labels/dot.': { text: 'dot' },
    };
    const { chosen } = await pull(await aBucket({ files: hostile }), out);
    expect(written(out)).toEqual({
      'yolo/labels/A.txt': 'A',
      'yolo/labels/_43ON': 'device',
      'yolo/labels/a--2.txt': 'a',
      'yolo/labels/dot_2e': 'dot',
    });
    const lowered = Object.keys(written(out)).map((name) => name.toLowerCase());
    expect(new Set(lowered).size).toBe(4);
    expect([...chosen.files.values()].filter(({ path, name }) => path !== name)).toHaveLength(3);
  });

  it('refuses a folder of somebody else, and one of another release', async () => {
    const bucket = await aBucket();
    const used = newFolder();
    writeFileSync(join(used, 'mine.txt'), '');
    await expect(pull(bucket, used)).rejects.toThrow(
      /is not empty, and what is in it was not pulled from this release/,
    );
    const out = newFolder();
    await pull(bucket, out);
    await writeRelease(bucket, { files: { 'yolo/data.yaml': { text: 'other' } } });
    await expect(pull(bucket, out)).rejects.toThrow(/was not pulled from this release harbour-1/);
    expect(written(out)).toEqual(texts(files));
  });

  it('writes nothing through a link that leads out of the folder', async () => {
    const store = await aBucket({ layout: 'files' });
    const [out, elsewhere] = [newFolder(), newFolder()];
    await pull(store, out, { formats: ['coco'] });
    symlinkSync(elsewhere, join(out, 'yolo'));
    await expect(pull(store, out)).rejects.toThrow(`must lie in ${out}, but a link leads out of it`);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('removes what a killed run left half written', async () => {
    const out = newFolder();
    const bucket = await aBucket();
    await pull(bucket, out);
    const left = join(out, '.labelwire-pull', 'partial-999999999-x');
    mkdirSync(left);
    writeFileSync(join(left, '1'), 'half');
    await pull(bucket, out);
    expect(existsSync(left)).toBe(false);
  });

  it.each([
    ['there is none', {}, /^There is no release "harbour-1" in this bucket\. labelwire release list shows/],
    ['it is not finished', { 'build.json': {} }, /^The release harbour-1 is not finished\. labelwire release show/],
    [
      'its build failed',
      { 'failure.json': { schema: 1, run: 'r', error: 'InvalidRequest', message: 'No label fits.' } },
      /^The build of the release harbour-1 failed, with InvalidRequest: No label fits\. labelwire release delete/,
    ],
  ])('says what to do where %s', async (_case, objects, message) => {
    const store = new MemoryStore();
    for (const [name, json] of Object.entries(objects)) {
      const bytes = Buffer.from(JSON.stringify(json));
      await store.put({ key: keys.release('harbour-1', name), bytes, contentType: 'application/json' });
    }
    await expect(pull(store, newFolder())).rejects.toThrow(message);
  });

  it('refuses a name that no release can have', async () => {
    await expect(readRelease(new MemoryStore(), '../other')).rejects.toThrow(
      /^The name of a release must be 1 to 60 lower-case letters, digits, "\." and "-"/,
    );
  });
});
