import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keys } from '../../lib/contracts/keys.ts';
import {
  FetchedLabels,
  LabelGroup,
  type LabelToWrite,
  LabelToWrite as LabelToWriteSchema,
  parseContract,
  TransformedLabel,
} from '../../lib/contracts/payloads.ts';
import { readDeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { readMessage } from '../../lib/steps/read-message.ts';
import { type WriterDependencies, writeExport } from '../../lib/steps/write-export.ts';
import { readClasses } from '../../lib/store/class-map.ts';
import { commitRecord, readRecord } from '../../lib/store/record.ts';
import { readJson, root } from '../support/examples.ts';
import { MemoryStore } from '../support/memory-store.ts';

/** What version 0.1 wrote: it may be in a queue, in a running execution or in the bucket while today's code is deployed. */
const written = (name: string): unknown => readJson(join(root, 'test', 'contract', 'earlier-release', `${name}.json`));
const now = new Date('2026-05-04T12:10:00.000Z');
const name = { connection: 'encord', project: 'project-1', label: 'label-1' };
const put = (store: MemoryStore, key: string, json: unknown) =>
  store.put({ key, bytes: Buffer.from(JSON.stringify(json)), contentType: 'application/json' });

const writerInto = (store: MemoryStore): WriterDependencies => ({
  store,
  readStaged: () => Promise.reject(new Error('unreachable')),
  enqueue: async () => ({ failed: [] }),
  orderOf: () => 'all',
  newId: () => 'commit-1',
  version: 'today',
  now: () => now,
  log: () => undefined,
});

describe('what the release before wrote is read:', () => {
  it('an event', () => {
    expect(readMessage(JSON.stringify(written('label-event')), now)).toMatchObject({
      events: [{ connection: 'encord', label: 'label-1', attempt: 1 }],
    });
  });

  it.each([
    ['label-group', LabelGroup],
    ['fetched-labels', FetchedLabels],
    ['transformed-label', TransformedLabel],
    ['label-to-write', LabelToWriteSchema],
  ] as const)('the payload %s', (file, schema) => {
    expect(parseContract(schema, written(file), file)).toBeDefined();
  });

  it('a dead letter, which can be replayed', () => {
    const body = JSON.stringify(written('dead-letter'));
    expect(readDeadLetter({ id: 'letter', body, sentAt: now, receiveCount: 1 })).toMatchObject({
      error: 'InvalidLabel',
      message: 'annotations[0] has no shape.',
      step: 'TransformLabel',
      events: [{ connection: 'encord', label: 'label-1' }],
    });
    expect(readMessage(body, now)).toMatchObject({ events: [{ label: 'label-1', attempt: 2, replays: 1 }] });
  });

  it('a class map', async () => {
    const store = new MemoryStore();
    await put(store, keys.classes(name), written('class-map'));
    expect((await readClasses(store, name)).classes).toEqual(['car', 'bus']);
  });

  it('a record, which the next export replaces', async () => {
    const store = new MemoryStore();
    await put(store, keys.record(name), written('record'));
    const [key] = Object.keys((await readRecord(store, name))?.record.files ?? {});
    expect(key).toBe('exports/yolo/encord/project-1/labels/street/1.txt');
    const item = parseContract(LabelToWriteSchema, written('label-to-write'), 'label-to-write') as LabelToWrite;
    const { status } = await writeExport(item, writerInto(store));
    expect(status).toBe('exported');
    expect((await readRecord(store, name))?.record).toMatchObject({ commit: 'commit-1', writtenBy: 'labelwire today' });
  });
});

describe('a label that its route does not take, exported by the release before', () => {
  const notTaken = async (onLeave: 'keep' | undefined) => {
    const store = new MemoryStore();
    await put(store, keys.record(name), written('record'));
    const record = (await readRecord(store, name))?.record;
    for (const [key, { sha256 }] of Object.entries(record?.files ?? {})) {
      const metadata = { label: name.label, sha256 };
      await store.put({ key, bytes: Buffer.from('0.1'), contentType: 'text/plain', metadata });
    }
    const item = parseContract(LabelToWriteSchema, written('label-to-write'), 'label-to-write') as LabelToWrite;
    if (item.status !== 'fetched') throw new Error('unreachable');
    const facts = { content: '0'.repeat(64), groundTruth: false, isTaken: false, ...(onLeave ? { onLeave } : {}) };
    const kind = 'inline' as const;
    const { status } = await writeExport(
      { ...item, export: { content: { kind, export: { files: [], omitted: [], facts } } } },
      writerInto(store),
    );
    return { status, before: record, record: (await readRecord(store, name))?.record };
  };

  it('keeps its export where the route keeps exports, and its record says what was not taken', async () => {
    const { status, before, record } = await notTaken('keep');
    expect(status).toBe('not-taken');
    expect(record).toMatchObject({
      status: 'exported',
      revision: before?.revision,
      notTaken: { at: now.toISOString() },
    });
    expect(Object.keys(record?.files ?? {})).toEqual(Object.keys(before?.files ?? {}));
  });

  it('is withdrawn where an execution of that release does not say', async () => {
    const { record } = await notTaken(undefined);
    expect(record).toMatchObject({ status: 'not-taken', files: {} });
  });
});

it('keeps what a later release may add to a record, when a note changes it', async () => {
  const store = new MemoryStore();
  await put(store, keys.record(name), { ...(written('record') as object), reviewedBy: 'robot' });
  const standing = await readRecord(store, name);
  if (!standing) throw new Error('unreachable');
  await commitRecord(store, { ...standing.record, commit: 'commit-2' }, standing.etag);
  expect((await readRecord(store, name))?.record).toMatchObject({ reviewedBy: 'robot', commit: 'commit-2' });
});
