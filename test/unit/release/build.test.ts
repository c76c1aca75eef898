import { describe, expect, it } from 'vitest';
import type { Label } from '../../../lib/label/label.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { aProject, aRequest, BuiltRelease, build, exportLabel, labelKey } from '../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';

/** A label of one unit with a box; `number` tells it from others. */
function labelOf(
  number: number,
  parts: { name?: string; unit?: string; x?: number; width?: number; source?: Partial<Label['source']> } = {},
) {
  const { name = `cam/${number}.jpg`, unit = `unit-${number}`, x = number, width = 640, source } = parts;
  return aLabel({
    source: { label: `label-${number}`, ...source },
    units: [{ id: unit, name, media: 'image', width, height: 480, sourceUri: `s3://pictures/${name}` }],
    annotations: [anAnnotation({ unit, shape: { kind: 'box', x, y: 40, width: 10, height: 20, rotationDegrees: 0 } })],
  });
}

async function storeWith(labels: readonly Label[], options: { keepsVersions?: boolean } = {}) {
  const store = new MemoryStore(undefined, options);
  for (const label of labels) await exportLabel(store, label);
  return store;
}

const many = Array.from({ length: 40 }, (_, number) => labelOf(number));
const inBatchesOf = (labels: number) => ({ sizes: { labels, bytes: 1e9 } });
const noSplit = { split: undefined };
type Coco = {
  images: { id: number; file_name: string }[];
  annotations: { id: number; image_id: number; bbox: number[] }[];
};
const cocoOf = async (release: BuiltRelease, split: string) =>
  JSON.parse(await release.text(`coco/annotations/instances_${split}.json`)) as Coco;

describe('a release', () => {
  it('has a manifest of every file, with the bytes that lie there, sorted by path', async () => {
    const store = await storeWith(many);
    await build(store, aRequest(), inBatchesOf(7));
    const release = new BuiltRelease(store);
    const manifest = await release.manifest();
    for (const { path, sha256, bytes } of manifest) {
      const found = await release.bytes(path);
      expect([path, sha256Of(found), found.length]).toEqual([path, sha256, bytes]);
    }
    const paths = manifest.map(({ path }) => path);
    expect(paths).toEqual(paths.toSorted());
    const others =
      /^(labels|_split-list)\/|^(release|build|croissant)\.json$|^(manifest|images)\.jsonl$|^README\.md$|^preview\.html$|\.parquet$/;
    expect((await release.paths()).filter((path) => !others.test(path)).toSorted()).toEqual(paths);
    expect(paths.filter((path) => path.startsWith('yolo/labels/'))).toHaveLength(40);
  });

  it('says in release.json what is in it, and which manifest is its own', async () => {
    const store = await storeWith(many);
    await build(store, aRequest());
    const release = new BuiltRelease(store);
    const said = await release.release();
    expect(said).toMatchObject({ labels: 40, images: 40, objects: 40, classes: ['car'], renamed: 0, conflicts: [] });
    expect(said.splits.map(({ split }) => split)).toEqual(['train', 'val', 'test']);
    expect(said.splits.reduce((sum, { objects: { car = 0 } }) => sum + car, 0)).toBe(40);
    expect(said.manifestSha256).toBe(sha256Of(await release.bytes('manifest.jsonl')));
    expect(said.manifestFiles).toBe((await release.manifest()).length);
  });

  it('has dense ids from 1, each annotation at its own image, and each image in one split', async () => {
    const store = await storeWith(many);
    await build(store, aRequest(), inBatchesOf(7));
    const release = new BuiltRelease(store);
    const names: string[] = [];
    for (const split of ['train', 'val', 'test']) {
      const { images, annotations } = await cocoOf(release, split);
      expect(images.map(({ id }) => id)).toEqual(images.map((_, index) => index + 1));
      expect(annotations.map(({ id }) => id)).toEqual(annotations.map((_, index) => index + 1));
      for (const { image_id, bbox } of annotations) expect(images[image_id - 1]?.file_name).toBe(`cam/${bbox[0]}.jpg`);
      names.push(...images.map(({ file_name }) => file_name));
      const listed = (await release.text(`yolo/${split}.txt`)).split('\n').filter(Boolean);
      expect(listed).toEqual(images.map(({ file_name }) => `./images/${file_name}`));
      const inSplit = (await release.images()).filter((image) => image.split === split);
      expect(inSplit.map(({ path }) => path).toSorted()).toEqual(
        images.map(({ file_name }) => `images/${file_name}`).toSorted(),
      );
    }
    expect(names.toSorted()).toEqual(many.map(({ units }) => units[0]?.name).toSorted());
  });

  it('is the same, byte by byte, when it is built again, whatever the batches and the layout', async () => {
    const store = await storeWith(many);
    await build(store, aRequest());
    const first = await new BuiltRelease(store).text('manifest.jsonl');
    await build(store, aRequest({ release: 'r2' }), inBatchesOf(3));
    await build(store, aRequest({ release: 'r3', layout: 'shards' }), inBatchesOf(11));
    expect(await new BuiltRelease(store, 'r2').text('manifest.jsonl')).toBe(first);
    expect(await new BuiltRelease(store, 'r3').text('manifest.jsonl')).toBe(first);
  });

  it('ends a batch also where its labels are large', async () => {
    const store = await storeWith(many.slice(0, 4));
    await build(store, aRequest(), { sizes: { labels: 1000, bytes: 1 } });
    expect((await new BuiltRelease(store).paths()).filter((path) => path.startsWith('labels/'))).toHaveLength(4);
  });

  it('has a tree for each split of a format whose files do not say the split', async () => {
    const store = await storeWith(many);
    await build(store, aRequest({ formats: [{ id: 'kitti' }, { id: 'masks' }] }));
    const manifest = await new BuiltRelease(store).manifest();
    for (const { path, split } of manifest) expect(path).toMatch(new RegExp(`^(kitti|masks)/${split}/`));
    expect(manifest.filter(({ path }) => path.startsWith('kitti/'))).toHaveLength(40);
    expect(manifest.map(({ path }) => path)).toContain('masks/val/id2label.json');
  });

  it('has one tree of each format where no splits are asked for', async () => {
    const store = await storeWith(many.slice(0, 3));
    await build(store, aRequest(noSplit));
    const release = new BuiltRelease(store);
    expect((await release.manifest()).map(({ path }) => path)).toEqual([
      'coco/annotations/instances.json',
      'yolo/data.yaml',
      'yolo/labels/cam/0.txt',
      'yolo/labels/cam/1.txt',
      'yolo/labels/cam/2.txt',
    ]);
    expect((await release.release()).splits).toEqual([{ images: 3, objects: { car: 3 } }]);
    expect((await release.images())[0]).toEqual({
      ...{ path: 'images/cam/0.jpg', label: 'label-0', revision: 1700000000000000, unit: 'unit-0' },
      ...{ uri: 's3://pictures/cam/0.jpg', width: 640, height: 480 },
    });
  });

  it('says of each whole file which split it is of', async () => {
    const store = await storeWith(many);
    await build(store, aRequest());
    const splits = new Map((await new BuiltRelease(store).manifest()).map(({ path, split }) => [path, split]));
    expect(splits.get('coco/annotations/instances_val.json')).toBe('val');
    expect(splits.get('yolo/train.txt')).toBe('train');
    expect(splits.get('yolo/data.yaml')).toBeUndefined();
  });

  it('writes a format that no route takes', async () => {
    const store = await storeWith(many.slice(0, 2));
    await build(store, aRequest({ ...noSplit, formats: [{ id: 'coco-panoptic' }] }));
    expect((await new BuiltRelease(store).manifest()).map(({ path }) => path)).toContain(
      'coco-panoptic/panoptic/cam/1.png',
    );
  });

  it('refuses an empty project, and says what to do', async () => {
    await expect(build(new MemoryStore(), aRequest())).rejects.toThrow(/have none. Export them first/);
  });

  it('is built once: another build of its name is refused', async () => {
    const store = await storeWith(many.slice(0, 2));
    await build(store, aRequest(), { run: 'one' });
    await expect(build(store, aRequest(), { run: 'two' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await build(store, aRequest(), { run: 'one' }); // a step that is tried again
  });
});

describe('while a release is built', () => {
  const change = (store: MemoryStore) => async () => {
    await exportLabel(store, labelOf(5, { x: 500, source: { revision: 1_800_000_000_000_000 } }));
    store.objects.delete(labelKey('label-6'));
    await exportLabel(store, labelOf(99));
  };

  it('nothing that changes is in it, where the bucket keeps versions', async () => {
    const before = await storeWith(many);
    await build(before, aRequest());
    const store = await storeWith(many, { keepsVersions: true });
    await build(store, aRequest(), { afterPlan: change(store) });
    const release = new BuiltRelease(store);
    expect(await release.text('manifest.jsonl')).toBe(await new BuiltRelease(before).text('manifest.jsonl'));
    expect((await release.release()).moved).toEqual({ count: 0, labels: [] });
  });

  it('each label that moved is named, where the bucket keeps none', async () => {
    const store = await storeWith(many);
    await build(store, aRequest(), { afterPlan: change(store) });
    const { moved, labels } = await new BuiltRelease(store).release();
    expect(labels).toBe(39);
    expect(moved).toEqual({
      count: 2,
      labels: [
        { ...aProject, label: 'label-5', how: 'changed' },
        { ...aProject, label: 'label-6', how: 'deleted' },
      ],
    });
  });

  it('what changes after its labels are frozen is not in it', async () => {
    const store = await storeWith(many);
    await build(store, aRequest());
    const first = await new BuiltRelease(store).text('manifest.jsonl');
    await build(store, aRequest({ release: 'r2' }), { afterSurvey: change(store) });
    expect(await new BuiltRelease(store, 'r2').text('manifest.jsonl')).toBe(first);
  });

  it('a class that is new has its number, since the class map is read after the labels', async () => {
    const store = await storeWith(many.slice(0, 3));
    const tram = aLabel({
      ...labelOf(1),
      categories: [
        { name: 'car', kind: 'object' },
        { name: 'tram', kind: 'object' },
      ],
      annotations: [anAnnotation({ unit: 'unit-1', category: 'tram' })],
    });
    await build(store, aRequest(noSplit), { afterPlan: () => exportLabel(store, tram) });
    const release = new BuiltRelease(store);
    expect((await release.release()).classes).toEqual(['car', 'tram']);
    expect(await release.text('yolo/labels/cam/1.txt')).toMatch(/^1 /);
  });
});

describe('labels of one unit', () => {
  const newer = { revision: 1_800_000_000_000_000 };
  const three = [
    labelOf(1, { unit: 'shared', name: 'a.jpg', x: 1 }),
    labelOf(2, { unit: 'shared', name: 'a.jpg', x: 2, source: newer }),
    labelOf(3, { unit: 'shared', name: 'a.jpg', x: 3, source: { groundTruth: true } }),
    labelOf(4, { unit: 'other', name: 'b.jpg', x: 4 }),
  ];
  const built = async (labels: 'newest' | 'ground-truth' | 'all') => {
    const store = await storeWith(three);
    await build(store, aRequest({ ...noSplit, labels }), inBatchesOf(1)); // each in another batch
    const release = new BuiltRelease(store);
    return {
      said: await release.release(),
      boxes: (JSON.parse(await release.text('coco/annotations/instances.json')) as Coco).annotations.map(
        ({ bbox }) => bbox[0],
      ),
    };
  };

  it('are one: the newest', async () => {
    const { said, boxes } = await built('newest');
    expect(boxes).toEqual([2, 4]);
    expect(said.leftOut).toEqual({ consensus: 2, notGroundTruth: 0, state: 0, notListed: 0 });
  });

  it('are that of ground truth alone where this is asked for', async () => {
    const { said, boxes } = await built('ground-truth');
    expect(boxes).toEqual([3]);
    expect(said.leftOut).toMatchObject({ consensus: 0, notGroundTruth: 3 });
  });

  it('are all of them where this is asked for, each under a name of its own', async () => {
    const { said, boxes } = await built('all');
    expect(boxes).toEqual([1, 2, 3, 4]);
    expect(said).toMatchObject({ images: 4, renamed: 3 });
  });
});

describe('units of one name', () => {
  it('all have an id in it, so that none replaces another, ignoring case', async () => {
    const store = await storeWith([
      labelOf(1, { name: 'cam/A.jpg' }),
      labelOf(2, { name: 'cam/a.JPG' }),
      labelOf(3, { name: 'cam/a.png' }),
      labelOf(4, { name: 'cam/b.jpg' }),
    ]);
    await build(store, aRequest(noSplit), inBatchesOf(2));
    const release = new BuiltRelease(store);
    const images = (await release.images()).map(({ path }) => path);
    expect(images).toEqual([
      expect.stringMatching(/^images\/cam\/A--[0-9a-f]{16}\.jpg$/),
      expect.stringMatching(/^images\/cam\/a--[0-9a-f]{16}\.(JPG|png)$/),
      expect.stringMatching(/^images\/cam\/a--[0-9a-f]{16}\.(JPG|png)$/),
      'images/cam/b.jpg',
    ]);
    const coco = JSON.parse(await release.text('coco/annotations/instances.json')) as Coco;
    expect(coco.images.map(({ file_name }) => `images/${file_name}`).toSorted()).toEqual(images);
    expect((await release.release()).renamed).toBe(3);
  });

  it('of two projects do not meet, and neither do labels of one id', async () => {
    const other = { connection: 'labelbox', project: 'project-2' };
    const store = await storeWith([labelOf(1)]);
    const label = labelOf(1, { x: 200 });
    await exportLabel(
      store,
      aLabel({
        ...label,
        categories: [
          { name: 'van', kind: 'object' },
          { name: 'car', kind: 'object' },
        ],
      }),
      other,
    );
    await build(
      store,
      aRequest({
        ...noSplit,
        projects: [aProject, other],
        formats: [{ id: 'coco' }, { id: 'yolo' }, { id: 'canonical' }],
      }),
    );
    const release = new BuiltRelease(store);
    expect(await release.release()).toMatchObject({ labels: 2, images: 2, renamed: 2, classes: ['car', 'van'] });
    const canonical = (await release.manifest()).filter(({ path }) => path.startsWith('canonical/'));
    const named = [
      { ...aProject, label: 'label-1' },
      { ...other, label: 'label-1' },
    ];
    for (const lines of [canonical, await release.images()]) {
      const labels = lines.map(({ connection, project, label: id }) => ({ connection, project, label: id }));
      expect(labels).toHaveLength(2);
      expect(labels).toEqual(expect.arrayContaining(named));
    }
  });

  it('of one project are named without it, in the manifest and among the images', async () => {
    const store = await storeWith([labelOf(1)]);
    await build(store, aRequest(noSplit));
    const release = new BuiltRelease(store);
    for (const line of [...(await release.manifest()), ...(await release.images())])
      expect(line).not.toHaveProperty('project');
  });
});

describe('a label that cannot be in a release', () => {
  it('because it does not hold together is named, and the others are in it', async () => {
    const store = await storeWith(many.slice(0, 3));
    await store.put({ key: labelKey('label-1'), bytes: Buffer.from('{"schema":1}'), contentType: 'application/json' });
    await build(store, aRequest());
    const { labels, refused } = await new BuiltRelease(store).release();
    expect(labels).toBe(2);
    expect(refused).toMatchObject({ count: 1, labels: [{ ...aProject, label: 'label-1', error: 'InvalidLabel' }] });
  });

  it('because it was copied by hand, id and all, is named: it would replace the one that it is a copy of', async () => {
    const store = await storeWith(many.slice(0, 3));
    const copy = (await store.get(labelKey('label-1')))?.bytes ?? Buffer.of();
    await store.put({ key: labelKey('label-9'), bytes: copy, contentType: 'application/json' });
    await build(store, aRequest());
    const release = new BuiltRelease(store);
    const { labels, refused } = await release.release();
    expect([labels, refused.labels.map(({ label, error }) => [label, error])]).toEqual([
      3,
      [['label-9', 'InvalidLabel']],
    ]);
    const paths = (await release.manifest()).map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('because of its stage is counted, and one without a stage is named', async () => {
    const store = await storeWith([
      labelOf(1, { source: { stage: 'approved' } }),
      labelOf(2, { source: { stage: 'submitted' } }),
      labelOf(3),
    ]);
    await build(store, aRequest({ state: 'approved' }));
    const { labels, leftOut, refused } = await new BuiltRelease(store).release();
    expect([labels, leftOut.state, refused.labels.map(({ label }) => label)]).toEqual([1, 1, ['label-3']]);
  });

  it('is no release where it is the only one: the build says what became of it', async () => {
    const store = await storeWith([labelOf(1, { source: { stage: 'submitted' } }), labelOf(2)]);
    await expect(build(store, aRequest({ state: 'approved' }))).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(
        /must have a label, but has none: .* 1 are not so far, .* 1 were refused, .*without --state/,
      ),
    });
    expect(await store.list('releases/r1/release.json')).toEqual([]);
  });

  it('in one format alone is in the others', async () => {
    const store = await storeWith([labelOf(1), labelOf(2, { name: `${'x'.repeat(195)}/`.repeat(4).concat('1.jpg') })]);
    await build(store, aRequest({ ...noSplit, formats: [{ id: 'coco' }, { id: 'yolo' }] }));
    const release = new BuiltRelease(store);
    expect(await release.release()).toMatchObject({ labels: 2, refused: { count: 0 } });
    await exportLabel(store, labelOf(3, { width: 2 ** 21 })); // longer than a picture of masks may be
    await build(store, aRequest({ ...noSplit, release: 'r2', formats: [{ id: 'coco' }, { id: 'coco-panoptic' }] }));
    const { labels, refused } = await new BuiltRelease(store, 'r2').release();
    expect([labels, refused.labels]).toMatchObject([3, [{ label: 'label-3', format: 'coco-panoptic' }]]);
  });
});
