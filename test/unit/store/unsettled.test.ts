import { expect, it } from 'vitest';
import { keys } from '../../../lib/contracts/keys.ts';
import type { LabelRevision } from '../../../lib/store/label-revision.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { labelsAt } from '../../../lib/store/unit-index.ts';
import { writeLabel } from '../../../lib/store/write-label.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const name = { connection: 'encord', project: 'project-1', label: 'label-1' };
const writtenAt = new Date('2026-05-04T12:00:00.000Z');

const write = async (store: ObjectStore, parts: Partial<LabelRevision> = {}) => {
  const bytes = Buffer.from('a');
  const key = 'labels/encord/project-1/label-1.json';
  const file = { key, alternativeKey: key, bytes, contentType: 'application/json', sha256: sha256Of(bytes) };
  const facts = { revision: 1, event: 'event-1', groundTruth: false, omitted: [], order: 'all' as const };
  const before = (await readRecord(store, name))?.etag ?? 'absent';
  const commit = crypto.randomUUID();
  const by = { commit, writtenBy: 'labelwire test', writtenAt };
  const label = { ...name, ...facts, ...by, status: 'exported' as const, files: [file], before, ...parts };
  return (await writeLabel(store, label, async () => {})).status;
};

const unsettledOf = async (store: MemoryStore) => ({
  record: (await readRecord(store, name))?.record.unsettled,
  listed: await labelsAt(store, await store.list(keys.unsettled(name))),
});

const settled = { record: undefined, listed: [] };
const unsettled = { record: writtenAt.toISOString(), listed: ['label-1'] };

it.each(['exported', 'unchanged'] as const)('a label that is %s is noted as unsettled, and listed', async (status) => {
  const store = new MemoryStore();
  if (status === 'unchanged') await write(store);
  expect(await write(store, { unsettled: true })).toBe(status);
  expect(await unsettledOf(store)).toEqual(unsettled);
});

it('the next write that finds the label settled says so, whether anything has changed or not', async () => {
  for (const revision of [1, 2]) {
    const store = new MemoryStore();
    await write(store, { unsettled: true });
    await write(store, { revision });
    expect(await unsettledOf(store)).toEqual(settled);
  }
});

it('a label whose export is only kept is noted likewise', async () => {
  const store = new MemoryStore();
  await write(store);
  const keptAs = { status: 'not-taken', keepsExports: true, revision: 2, files: [] } as const;
  await write(store, { ...keptAs, unsettled: true });
  expect(await unsettledOf(store)).toEqual(unsettled);
  expect(await write(store, keptAs)).toBe('not-taken');
  expect(await unsettledOf(store)).toEqual(settled);
});

it('a tombstone is settled', async () => {
  const store = new MemoryStore();
  await write(store, { unsettled: true });
  await write(store, { status: 'deleted', files: [] });
  expect(await unsettledOf(store)).toEqual(settled);
});

it('a settled label costs no request for it', async () => {
  const store = new MemoryStore();
  const requests: string[] = [];
  const counting = around(store, (request, run) => {
    requests.push(request);
    return run();
  });
  await write(counting);
  expect(requests).toEqual(['get', 'get', 'putIf', 'putIf']);
  requests.length = 0;
  await write(counting);
  expect(requests).toEqual(['get', 'get', 'head']);
});
