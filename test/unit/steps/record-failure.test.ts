import { expect, it } from 'vitest';
import { type GivenUpLabel, LabelToRecord } from '../../../lib/contracts/dead-letter.ts';
import { keys } from '../../../lib/contracts/keys.ts';
import type { EventBus, LabelNotification } from '../../../lib/contracts/notifications.ts';
import { recordFailure } from '../../../lib/steps/record-failure.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { commitRecord, readRecord } from '../../../lib/store/record.ts';
import { labelsAt } from '../../../lib/store/unit-index.ts';
import { anEvent, aRecord, recordingLog } from '../../support/events.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const name = { connection: 'encord', project: 'project-1', label: 'label-1' };
const reason = {
  error: 'InvalidLabel',
  message: JSON.stringify({ errorType: 'InvalidLabel', errorMessage: '[TransformLabel] objects[3] has no shape.' }),
  step: 'TransformLabel',
  executionStartedAt: '2026-05-04T11:50:00.000Z',
};

async function recordedIn(store: ObjectStore, item: Partial<GivenUpLabel['item']> = {}, bus?: EventBus) {
  const { log, entries } = recordingLog();
  const input = LabelToRecord.parse({ status: 'given-up', item: { event: anEvent(), ...item }, reason });
  const dependencies = {
    store,
    bus,
    version: '1.2.3',
    configurationOf: () => 'c0ffee',
    newId: () => 'commit-2',
    now: () => now,
    log,
  };
  const { status } = await recordFailure(input as GivenUpLabel, dependencies);
  return { status, record: (await readRecord(store, name))?.record, entries };
}
const failure = {
  error: 'InvalidLabel',
  message: 'objects[3] has no shape.',
  build: 'labelwire 1.2.3',
  configuration: 'c0ffee',
  at: now.toISOString(),
};

it('gives a label that was never exported a record that says why it was given up', async () => {
  const { status, record, entries } = await recordedIn(new MemoryStore(), { before: 'absent', revision: 7 });
  expect(status).toBe('noted');
  expect(record).toMatchObject({ status: 'failed', revision: 0, files: {}, failure: { ...failure, revision: 7 } });
  expect(entries.map(({ event }) => event)).toEqual(['label-given-up']);
});

it('leaves what is exported as it is, and notes the failure beside it', async () => {
  const store = new MemoryStore();
  const standing = aRecord({ files: { 'labels/a.json': { sha256: 'a'.repeat(64), etag: '"a"' } } });
  const before = await commitRecord(store, standing, undefined);
  const { record } = await recordedIn(store, { label: 'label-1', before });
  expect(record).toEqual({ ...standing, failure, commit: 'commit-2' });
});

it('notes nothing when somebody has committed since the label was fetched', async () => {
  const store = new MemoryStore();
  await commitRecord(store, aRecord({}), undefined);
  const { status, record } = await recordedIn(store, { before: '"older"' });
  expect([status, record?.failure]).toEqual(['lost', undefined]);
});

it('notes that a label is unsettled which somebody has committed meanwhile: he may not have seen the edit', async () => {
  const store = new MemoryStore();
  await commitRecord(store, aRecord({}), undefined);
  const { record } = await recordedIn(store, { before: '"older"' });
  expect(record).toEqual({ ...aRecord({}), unsettled: now.toISOString(), commit: 'commit-2' });
  // By this list a comparison of what has changed lately comes across it.
  expect(await labelsAt(store, await store.list(keys.unsettled(name)))).toEqual(['label-1']);
});

it('notes the failure over a record that somebody replaces at the same moment with an older one', async () => {
  const store = new MemoryStore();
  await commitRecord(store, aRecord({}), undefined);
  const { putIf } = store;
  let losses = 1;
  store.putIf = async (object, condition) => (losses-- > 0 ? undefined : await putIf.call(store, object, condition));
  expect((await recordedIn(store)).status).toBe('noted');
});

it('notes nothing over a record that was written after the execution started, where nothing else tells the order', async () => {
  const store = new MemoryStore();
  await commitRecord(store, aRecord({ writtenAt: '2026-05-04T11:55:00.000Z' }), undefined);
  expect((await recordedIn(store)).status).toBe('lost');
  const earlier = new MemoryStore();
  await commitRecord(earlier, aRecord({ writtenAt: '2026-05-04T11:45:00.000Z' }), undefined);
  expect((await recordedIn(earlier)).status).toBe('noted');
});

it('notes nothing of an event that names a data unit alone', async () => {
  const store = new MemoryStore();
  const { label: _label, ...event } = anEvent();
  expect((await recordedIn(store, { event: { ...event, dataUnit: 'unit-1' } })).status).toBe('lost');
  expect(store.objects.size).toBe(0);
});

it('announces the error and the letter of a label that is given up, recorded or not, and no message', async () => {
  const sent: LabelNotification[] = [];
  const bus = { keyPrefix: '', send: async (notification: LabelNotification) => void sent.push(notification) };
  await recordedIn(new MemoryStore(), { before: 'absent', revision: 7 }, bus);
  await recordedIn(new MemoryStore(), { event: anEvent({ id: 'event-2', label: undefined, dataUnit: 'unit-1' }) }, bus);
  const about = { connection: 'encord', project: 'project-1', error: 'InvalidLabel', step: 'TransformLabel' };
  expect(sent).toEqual([
    {
      type: 'label.failed',
      detail: { ...about, label: 'label-1', revision: 7, event: 'event-1', failedAt: now.toISOString() },
    },
    { type: 'label.failed', detail: { ...about, dataUnit: 'unit-1', event: 'event-2', failedAt: now.toISOString() } },
  ]);
});
