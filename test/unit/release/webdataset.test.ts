import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Label } from '../../../lib/label/label.ts';
import { assembleSamples } from '../../../lib/release/assemble-samples.ts';
import { buildObjects } from '../../../lib/release/build-objects.ts';
import { newSampleWriter, type Sample, waitingSamples } from '../../../lib/release/samples.ts';
import { aRequest, BuiltRelease, build, exportLabel } from '../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { tarMembers } from '../../support/tar-members.ts';

const box = { kind: 'box', x: 10, y: 40, width: 10, height: 20, rotationDegrees: 0 } as const;

/** Each name is a unit of the label with a box. */
function labelOf(number: number, names: readonly string[]): Label {
  const units = names.map((name, index) => ({ id: `unit-${number}-${index}`, name, media: 'image' as const }));
  return aLabel({
    source: { label: `label-${String(number).padStart(3, '0')}` },
    units: units.map((unit) => ({ ...unit, width: 640, height: 480 })),
    annotations: units.map(({ id }, index) => anAnnotation({ id: `a${index}`, unit: id, shape: box })),
  });
}

async function storeWith(labels: readonly Label[]) {
  const store = new MemoryStore();
  for (const label of labels) await exportLabel(store, label);
  return store;
}

const asSamples = (parts: Parameters<typeof aRequest>[0] = {}) => aRequest({ layout: 'webdataset', ...parts });
const many = Array.from({ length: 30 }, (_, number) => labelOf(number, [`cam/${number}.jpg`]));

it('has tar files of each split, with a sample a unit, and says which class has which number', async () => {
  const store = await storeWith(many);
  await build(store, asSamples({ formats: [{ id: 'yolo' }, { id: 'coco' }] }));
  const release = new BuiltRelease(store);
  const manifest = await release.manifest();
  expect(manifest.map(({ path, split }) => [path, split])).toEqual([
    ...['test', 'train', 'val'].map((split) => [`coco/${split}-000000.tar`, split]),
    ['yolo/data.yaml', undefined],
    ...['test', 'train', 'val'].map((split) => [`yolo/${split}-000000.tar`, split]),
  ]);
  const images = await release.images();
  for (const split of ['train', 'val', 'test']) {
    const keys = images.filter((image) => image.split === split).map(({ path }) => path.slice(7, -4));
    const yolo = await tarMembers(await release.bytes(`yolo/${split}-000000.tar`));
    expect([...yolo.keys()].toSorted()).toEqual(keys.map((key) => `${key}.txt`).toSorted());
    for (const [, row] of yolo) expect(row.toString()).toBe('0 0.0234375 0.104166665 0.015625 0.04166667\n');
    const coco = await tarMembers(await release.bytes(`coco/${split}-000000.tar`));
    for (const [name, document] of coco) {
      const { images: pictures, annotations } = JSON.parse(document.toString());
      expect([pictures[0].file_name, annotations.length]).toEqual([name.replace(/json$/, 'jpg'), 1]);
    }
  }
  const { distribution } = JSON.parse(await release.text('croissant.json'));
  const described = distribution.map((file: Record<string, string>) => [file['@id'], file.encodingFormat]);
  expect(described).toContainEqual(['yolo/train-000000.tar', 'application/x-tar']);
  expect(await release.text('yolo/data.yaml')).toContain('0: "car"');
});

it('names each unit of a label apart, whatever dots, folders and spaces are in its name', async () => {
  const names = ['a.b.jpg', 'a.c.jpg', 'v1.0/x y.jpg', 'a%2Eb.jpg', '__m__/1.jpg'];
  const store = await storeWith([labelOf(0, names), labelOf(1, ['same.jpg']), labelOf(2, ['same.png'])]);
  await build(store, asSamples({ formats: [{ id: 'coco-panoptic' }], split: undefined }));
  const release = new BuiltRelease(store);
  const [tar] = await release.manifest();
  expect(tar?.path).toBe('coco-panoptic/data-000000.tar');
  const members = [...(await tarMembers(await release.bytes(tar?.path ?? ''))).keys()];
  const keys = (await release.images()).map(({ path }) => path.replace(/^images\/|\.(jpg|png)$/g, ''));
  expect(members.toSorted()).toEqual(keys.flatMap((key) => [`${key}.json`, `${key}.panoptic.png`]).toSorted());
  expect(keys.slice(0, 3)).toEqual(['%5F_m__/1', 'a%252Eb', 'a%2Eb']);
  expect(keys.filter((key) => /^same--[0-9a-f]{16}$/.test(key))).toHaveLength(2);
  expect((await release.release()).labels).toBe(3);
});

it('has the same bytes whatever the batches are', async () => {
  const store = await storeWith(many);
  let [round, first] = [0, ''];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 30 }), async (labels) => {
      const name = `r${round++}`;
      await build(store, asSamples({ release: name }), { sizes: { labels, bytes: 1e9 } });
      const manifest = await new BuiltRelease(store, name).text('manifest.jsonl');
      first ||= manifest;
      expect(manifest).toBe(first);
    }),
    { numRuns: propertyRuns(6) },
  );
});

const contents = fc.array(fc.uint8Array({ maxLength: 2_000 }), { minLength: 1, maxLength: 3 });
/** Of several batches; each sample has a name of its own. */
const batchesOfSamples = fc.array(fc.array(contents, { maxLength: 6 }), { minLength: 1, maxLength: 5 }).map((batches) =>
  batches.map((samples, batch) =>
    samples.map(
      (files, number): Sample => ({
        members: files.map((bytes, file) => ({ path: `${batch}-${number}.${file}`, bytes })),
      }),
    ),
  ),
);

it('tar files end where samples do, at the number and bytes that are asked for, and hold every byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      batchesOfSamples,
      fc.record({ samples: fc.integer({ min: 1, max: 4 }), bytes: fc.integer({ min: 1, max: 8_000 }) }),
      fc.integer({ min: 1, max: 3_000 }),
      async (batches, sizes, largestPart) => {
        const store = new MemoryStore();
        const objects = buildObjects(store, { run: 'run' });
        const place = { root: 'yolo', split: 'train' };
        for (const [batch, samples] of batches.entries()) {
          const writer = newSampleWriter(objects, batch, largestPart);
          for (const sample of samples) await writer.add(place, sample);
          await writer.finish();
        }
        const waiting = waitingSamples(objects, place, batches.length);
        const target = { store, release: 'r1', root: 'yolo', name: 'train', split: 'train', sizes };
        const lines = await assembleSamples(waiting, target);
        const found: (readonly [string, string])[] = [];
        for (const { path, bytes } of lines) {
          const archive = await new BuiltRelease(store).bytes(path);
          const members = await tarMembers(archive);
          const samples = new Set([...members.keys()].map((name) => name.split('.', 1).join()));
          expect(samples.size).toBeLessThanOrEqual(sizes.samples);
          if (samples.size > 1) expect(archive.length - 1024).toBeLessThanOrEqual(sizes.bytes);
          expect(archive.length).toBe(bytes);
          for (const [name, content] of members) found.push([name, content.toString('hex')]);
        }
        expect(found).toEqual(
          batches.flatMap((samples) =>
            samples.flatMap(({ members }) =>
              members.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('hex')]),
            ),
          ),
        );
      },
    ),
    { numRuns: propertyRuns(30) },
  );
});
