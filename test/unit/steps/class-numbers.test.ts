import { beforeEach, expect, it } from 'vitest';
import type { StagedBytes } from '../../../lib/contracts/payloads.ts';
import yolo from '../../../lib/formats/yolo/index.ts';
import type { PlatformApi, Reader } from '../../../lib/platforms/platform.ts';
import { stagedClasses } from '../../../lib/runtime/storage.ts';
import { fetchLabels } from '../../../lib/steps/fetch-labels.ts';
import { transformLabel } from '../../../lib/steps/transform-label.ts';
import { writeExport } from '../../../lib/steps/write-export.ts';
import { extendClasses } from '../../../lib/store/class-map.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { readStaged, stagingArea } from '../../../lib/store/staging.ts';
import { anEvent } from '../../support/events.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const project = { connection: 'encord', project: 'p' };
const mapKey = 'classes/encord/p.json';
const formats = [{ format: yolo, options: yolo.Options.parse({}) }];
const log = () => {};
const nobody = async () => ({ failed: [] });

let store: MemoryStore;
let areas = 0;
beforeEach(() => {
  store = new MemoryStore();
});

const edit = (classes: readonly string[]) =>
  store.put({
    key: mapKey,
    bytes: Buffer.from(JSON.stringify({ schema: 1, locked: false, classes })),
    contentType: 'application/json',
  });
const textOf = (key: string) => store.objects.get(`exports/yolo/encord/p/${key}`)?.bytes.toString();
const newArea = () => {
  areas += 1;
  return stagingArea(store, `area-${areas}`);
};
async function stage(bytes: Uint8Array): Promise<StagedBytes> {
  const area = newArea();
  const staged = await area.add(bytes);
  await area.flush();
  return staged;
}

/** A label with a box of each class, fetched, transformed and written; `between` happens after it was fetched. */
async function exportLabel(id: string, names: readonly string[], revision: number, between = async () => {}) {
  const reader: Reader = {
    batch: 1,
    async *fetch(_project, refs) {
      for (const ref of refs) yield { ref, document: {} };
    },
    normalise: () => {
      const { source, units } = aLabel();
      return aLabel({
        source: { ...source, project: 'p', label: id, revision },
        categories: names.map((name) => ({ name, kind: 'object' })),
        units: units.map((unit) => ({ ...unit, name: `${id}.jpg` })),
        annotations: names.map((category) => anAnnotation({ id: category, category })),
      });
    },
    clean: (document) => document,
  };
  const { batches } = await fetchLabels(
    { ...project, events: [anEvent({ project: 'p', label: id })] },
    {
      reader,
      api: { now: () => new Date() } as PlatformApi,
      staging: newArea(),
      records: {
        read: (label) => readRecord(store, label),
        noteLeaving: async () => undefined,
        labelsOf: async () => [],
      },
      extendClasses: (added) => extendClasses(store, project, added),
      enqueue: nobody,
      log,
    },
  );
  await between();
  const [item] = batches.flat();
  if (item?.status !== 'fetched') throw new Error('The label was not fetched.');
  const read = (staged: StagedBytes) => readStaged(store, staged);
  const made = await transformLabel(item, {
    formats,
    readStaged: read,
    classes: stagedClasses(store),
    stage,
    log,
  });
  const surroundings = {
    store,
    readStaged: read,
    enqueue: nobody,
    orderOf: () => 'all' as const,
    newId: () => id,
    version: '0',
    now: () => new Date(0),
    log,
  };
  return writeExport({ ...item, export: made }, surroundings);
}

const yaml = 'names:\n  0: "bicycle"\n  1: "car"\n  2: "dog"\n';
const numbersIn = (rows = '') => rows.split('\n').map((row) => row.split(' ')[0]);

it('a class taken out of the class map by hand stops the project before a number changes its meaning', async () => {
  await exportLabel('one', ['bicycle', 'car', 'dog'], 1);
  await edit(['car', 'dog']);
  for (const next of [exportLabel('two', ['car'], 2), exportLabel('one', ['car', 'dog'], 3)]) {
    await expect(next).rejects.toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringMatching(/"bicycle" as class 0/),
    });
  }
  expect(textOf('data.yaml')).toContain(yaml);
  expect(numbersIn(textOf('labels/one.txt'))).toEqual(['0', '1', '2', '']);
  expect(textOf('labels/two.txt')).toBeUndefined();
});

it('the rows of a label and the list of classes are of one map, even when it is edited after the label was fetched', async () => {
  const reversed = () => edit(['dog', 'car', 'bicycle']);
  await exportLabel('one', ['bicycle', 'car', 'dog'], 1, async () => void (await reversed()));
  expect(textOf('data.yaml')).toContain(yaml);
  expect(numbersIn(textOf('labels/one.txt'))).toEqual(['0', '1', '2', '']);
});

it('each file with class numbers says from which class map they are, by its ETag, and no other file does', async () => {
  await exportLabel('one', ['bicycle', 'car', 'dog'], 1);
  const etag = store.objects.get(mapKey)?.etag.replaceAll('"', '');
  const labelled = [...store.objects].filter(([, { metadata }]) => metadata['class-map'] === etag).map(([key]) => key);
  expect(labelled.sort()).toEqual(['exports/yolo/encord/p/data.yaml', 'exports/yolo/encord/p/labels/one.txt']);
});

it('goes on once the earlier map is restored', async () => {
  await exportLabel('one', ['bicycle', 'car', 'dog'], 1);
  const before = store.objects.get(mapKey)?.bytes.toString() ?? '';
  await edit(['car', 'dog']);
  await expect(exportLabel('two', ['car'], 2)).rejects.toThrow(/Restore an earlier version/);
  await store.put({ key: mapKey, bytes: Buffer.from(before), contentType: 'application/json' });
  await exportLabel('two', ['car'], 2);
  expect(numbersIn(textOf('labels/two.txt'))).toEqual(['1', '']);
});

it('gives the classes new numbers in all files once the witness and the exports are deleted', async () => {
  await exportLabel('one', ['bicycle', 'car', 'dog'], 1);
  await edit(['car', 'dog']);
  for (const key of [...store.objects.keys()]) {
    if (/^(records|exports)\/|\.given\.json$/.test(key)) store.objects.delete(key);
  }
  await exportLabel('one', ['car', 'dog'], 1);
  expect(numbersIn(textOf('labels/one.txt'))).toEqual(['0', '1', '']);
  expect(textOf('data.yaml')).toContain('names:\n  0: "car"\n  1: "dog"\n');
});
