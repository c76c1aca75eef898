import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PictureUnavailable } from '../../../../cli/pictures/read-picture.ts';
import { pullRelease } from '../../../../cli/pull/pull-release.ts';
import { readRelease } from '../../../../lib/release/read-release.ts';
import { newFolder } from '../../../../local/new-folder.ts';
import { aRequest, BuiltRelease, build, exportLabel } from '../../../support/built-release.ts';

import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import { tarMembers } from '../../../support/tar-members.ts';

const names = ['a.b.jpg', 'c.png', 'd', 'e/f.jpg'];
const uriOf = (name: string) => `s3://pictures/${name}`;

async function released(formats = ['yolo', 'coco-panoptic']) {
  const store = new MemoryStore();
  for (const [number, name] of names.entries()) {
    const unit = `unit-${number}`;
    const label = aLabel({
      source: { label: `label-${number}` },
      units: [{ id: unit, name, media: 'image', width: 64, height: 48, sourceUri: uriOf(name) }],
      annotations: [
        anAnnotation({ unit, shape: { kind: 'box', x: 1, y: 2, width: 3, height: 4, rotationDegrees: 0 } }),
      ],
    });
    await exportLabel(store, label);
  }
  const request = { layout: 'webdataset' as const, split: undefined };
  await build(store, aRequest({ ...request, formats: formats.map((id) => ({ id })) }));
  return store;
}

/** Pulls into the folder; `lost` are names of pictures that cannot be had. */
async function pull(store: MemoryStore, out: string, { lost = [] as string[], pictures = true } = {}) {
  const asked: string[] = [];
  const read = async (uri: string) => {
    asked.push(uri);
    if (lost.some((name) => uri === uriOf(name))) throw new PictureUnavailable('S3 answered 403');
    return (async function* () {
      yield Buffer.from(`picture at ${uri}`);
    })();
  };
  const pulled = await pullRelease({
    ...{ release: await readRelease(store, 'r1'), out, choice: {} },
    pictures: pictures ? { source: { read }, folders: () => [] } : undefined,
    onChosen() {},
    onProgress() {},
  });
  return { ...pulled, asked: asked.toSorted() };
}

const sorted = names.map(uriOf).toSorted();
const shardOf = (out: string, tree = 'yolo') => join(out, tree, 'data-000000.tar');
const namesIn = async (out: string, tree?: string) => [...(await tarMembers(readFileSync(shardOf(out, tree)))).keys()];

it('puts each picture behind the annotations of its unit, fetched once for all formats', async () => {
  const [store, out] = [await released(), newFolder()];
  const { pictures, asked, replaced } = await pull(store, out);
  expect(asked).toEqual(sorted);
  expect([pictures, replaced]).toEqual([{ pictures: 4, kept: 0, notFetched: 0 }, []]);
  expect(await namesIn(out)).toEqual([
    ...['a%2Eb.txt', 'a%2Eb.jpg', 'c.txt', 'c.png', 'd.txt', 'd.image', 'e/f.txt', 'e/f.jpg'],
  ]);
  expect((await namesIn(out, 'coco-panoptic')).slice(3, 6)).toEqual(['c.json', 'c.panoptic.png', 'c.png']);
  const members = await tarMembers(readFileSync(shardOf(out)));
  expect(members.get('a%2Eb.jpg')?.toString()).toBe('picture at s3://pictures/a.b.jpg');
  expect(readdirSync(join(out, '.labelwire-pull/pictures'))).toEqual([]);
});

it('a tar file with pictures counts as whole: nothing is fetched or written again, with pictures or without', async () => {
  const [store, out] = [await released(), newFolder()];
  await pull(store, out);
  const before = readFileSync(shardOf(out));
  for (const pictures of [true, false]) {
    const again = await pull(store, out, { pictures });
    expect([again.asked, again.replaced, again.counts.objects]).toEqual([[], [], 0]);
    expect(again.pictures?.kept).toBe(pictures ? 4 : undefined);
    expect(readFileSync(shardOf(out)).equals(before)).toBe(true);
  }
});

it('pictures are put into tar files that were pulled without them', async () => {
  const [store, out] = [await released(), newFolder()];
  await pull(store, out, { pictures: false });
  const release = await new BuiltRelease(store).bytes('yolo/data-000000.tar');
  expect(readFileSync(shardOf(out)).equals(release)).toBe(true);
  const { counts, replaced } = await pull(store, out);
  expect([counts.objects, replaced]).toEqual([0, []]);
  expect(await namesIn(out)).toHaveLength(8);
});

it('a picture that cannot be had is reported, and the only one that the next run asks for', async () => {
  const [store, out] = [await released(), newFolder()];
  const { pictures } = await pull(store, out, { lost: ['c.png'] });
  expect(pictures).toEqual({ pictures: 3, kept: 0, notFetched: 1 });
  expect(JSON.parse(readFileSync(join(out, 'images-not-fetched.jsonl'), 'utf8'))).toMatchObject({
    ...{ path: 'images/c.png', reason: 'S3 answered 403' },
  });
  expect(await namesIn(out)).not.toContain('c.png');
  const next = await pull(store, out);
  expect([next.asked, next.pictures]).toEqual([[uriOf('c.png')], { pictures: 4, kept: 3, notFetched: 0 }]);
  expect(existsSync(join(out, 'images-not-fetched.jsonl'))).toBe(false);
  const whole = newFolder();
  await pull(store, whole);
  expect(readFileSync(shardOf(out)).equals(readFileSync(shardOf(whole)))).toBe(true);
});

it.each([
  ['an annotation was changed', (bytes: Buffer) => bytes.fill(0x39, 1024, 1025)],
  ['its end is missing', (bytes: Buffer) => bytes.subarray(0, 2_000)],
  ['it is no tar file', () => Buffer.alloc(60_000, 'x')],
])('a tar file is fetched and filled again where %s', async (_, damage) => {
  const [store, out] = [await released(['yolo']), newFolder()];
  await pull(store, out);
  const before = readFileSync(shardOf(out));
  writeFileSync(shardOf(out), damage(Buffer.from(before)));
  const { replaced, asked } = await pull(store, out);
  expect([replaced, asked]).toEqual([['yolo/data-000000.tar'], sorted]);
  expect(readFileSync(shardOf(out)).equals(before)).toBe(true);
});

it('a picture of the name of an annotation has another word in front of its ending', async () => {
  const store = new MemoryStore();
  const units = [{ id: 'u', name: 'a.json', media: 'text' as const, sourceUri: uriOf('a.json') }];
  await exportLabel(store, aLabel({ source: { label: 'l' }, units, annotations: [] }));
  const request = aRequest({ layout: 'webdataset', split: undefined, formats: [{ id: 'canonical' }] });
  await build(store, request);
  const out = newFolder();
  await pull(store, out);
  expect(await namesIn(out, 'canonical')).toEqual(['a.json', 'a.source.json']);
});
