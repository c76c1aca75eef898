import { describe, expect, it } from 'vitest';
import type { EventBus, LabelNotification } from '../../../lib/contracts/notifications.ts';
import { type ExportFile, type LabelEvent, LabelToWrite } from '../../../lib/contracts/payloads.ts';
import { writeExport } from '../../../lib/steps/write-export.ts';
import { rankMetadata } from '../../../lib/store/claims.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { readStaged, stagingArea } from '../../../lib/store/staging.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const textKey = 'exports/yolo/encord/project-1/labels/a.txt';
const yamlKey = 'exports/yolo/encord/project-1/data.yaml';

const aFile = (key: string, text: string, parts: Partial<ExportFile> = {}): ExportFile => ({
  key,
  alternativeKey: `${key}--label-1`,
  contentType: 'text/plain',
  sha256: sha256Of(Buffer.from(text)),
  base64: Buffer.from(text).toString('base64'),
  belongsTo: 'label',
  revision: 5,
  ...parts,
});
const exported = (text = 'one', revision = 5, classes = 1) => ({
  files: [
    aFile(textKey, text, { revision }),
    aFile(yamlKey, `classes: ${classes}`, { belongsTo: 'dataset', revision: classes }),
  ],
  omitted: [{ format: 'yolo', code: 'shape-not-held', count: 3, annotations: ['a'] }],
  facts: { content: 'c'.repeat(64), groundTruth: false, state: 'APPROVED', dataUnit: 'unit-1' },
});
const fetched = (parts: { text?: string; revision?: number; classes?: number } = {}): LabelToWrite =>
  LabelToWrite.parse({
    status: 'fetched',
    event: anEvent(),
    label: 'label-1',
    revision: parts.revision ?? 5,
    staged: { key: 'staging/x', start: 0, end: 1, sha256: '0'.repeat(64) },
    export: { content: { kind: 'inline', export: exported(parts.text, parts.revision, parts.classes) } },
  });

function aWriter(store: ObjectStore = new MemoryStore(), queueFails = false, bus?: EventBus) {
  const enqueued: LabelEvent[] = [];
  const delays: unknown[] = [];
  const { log, entries } = recordingLog();
  const write = (item: LabelToWrite) =>
    writeExport(item, {
      store,
      readStaged: (staged) => readStaged(store, staged),
      enqueue: async (events, delaySeconds) => {
        enqueued.push(...events);
        delays.push(...events.map((event) => delaySeconds?.(event)));
        return { failed: queueFails ? [{ reason: 'InternalError' }] : [] };
      },
      orderOf: () => 'all' as const,
      bus,
      newId: () => 'commit-1',
      version: '1.2.3',
      now: () => now,
      log,
    });
  return { write, enqueued, delays, entries };
}
const textAt = async (store: ObjectStore, key: string) => (await store.get(key))?.bytes.toString();
const recordIn = async (store: ObjectStore) =>
  JSON.parse((await textAt(store, 'records/encord/project-1/label-1.json')) ?? '') as Record<string, unknown>;

describe('writing an export', () => {
  it('has a label looked at by its data unit whose name it takes, also before that label has a record', async () => {
    const store = new MemoryStore();
    const owner = { label: 'label-2', groundTruth: false, revision: 1, dataUnit: 'unit/2' };
    await store.put({
      key: textKey,
      bytes: Buffer.from('two'),
      contentType: 'text/plain',
      metadata: rankMetadata(owner),
    });
    const { write, enqueued } = aWriter(store);
    expect(await write(fetched())).toEqual({ status: 'exported' });
    expect(enqueued.map(({ label, dataUnit, kind }) => [label, dataUnit, kind])).toEqual([
      ['label-2', 'unit/2', 'upserted'],
    ]);
  });

  it('removes the files of a label that its route does not take any more, and says so in the record', async () => {
    const store = new MemoryStore();
    const { write } = aWriter(store);
    await write(fetched());
    const item = fetched({ revision: 6 });
    if (item.status !== 'fetched' || item.export.content.kind !== 'inline') throw new Error('unreachable');
    const { facts } = exported();
    item.export.content.export = { files: [], omitted: [], facts: { ...facts, isTaken: false } };
    expect(await write(item)).toEqual({ status: 'not-taken' });
    expect(await write(item)).toEqual({ status: 'unchanged' });
    expect(await textAt(store, textKey)).toBeUndefined();
    expect(await recordIn(store)).toMatchObject({ status: 'not-taken', revision: 6, files: {} });
  });

  it('writes the files and a record that says where they come from', async () => {
    const store = new MemoryStore();
    const { write, entries } = aWriter(store);
    expect(await write(fetched())).toEqual({ status: 'exported' });
    expect(await textAt(store, textKey)).toBe('one');
    expect(await recordIn(store)).toEqual({
      schema: 1,
      connection: 'encord',
      project: 'project-1',
      label: 'label-1',
      revision: 5,
      status: 'exported',
      event: 'event-1',
      content: 'c'.repeat(64),
      state: 'APPROVED',
      dataUnit: 'unit-1',
      files: { [textKey]: { sha256: sha256Of(Buffer.from('one')), etag: expect.any(String) } },
      obsolete: [],
      omitted: exported().omitted,
      commit: 'commit-1',
      writtenBy: 'labelwire 1.2.3',
      writtenAt: now.toISOString(),
    });
    expect(entries).toEqual([
      { event: 'label-written', fields: expect.objectContaining({ status: 'exported', files: 2, omitted: 3 }) },
    ]);
  });

  it('says how long a label took since its webhook, and only where that is what it waited for', async () => {
    const millisecondsOf = async (event: Partial<LabelEvent>) => {
      const { write, entries } = aWriter(new MemoryStore());
      const item = fetched();
      await write({ ...item, event: { ...item.event, receivedAt: threeSecondsBefore, ...event } });
      return entries.find(({ event: name }) => name === 'label-written')?.fields.milliseconds;
    };
    const threeSecondsBefore = new Date(now.getTime() - 3000).toISOString();
    expect(await millisecondsOf({})).toBe(3000);
    expect(await millisecondsOf({ attempt: 3, waits: 2 })).toBe(3000); // what the platform made it wait counts
    expect(await millisecondsOf({ type: 'sync' })).toBeUndefined();
    expect(await millisecondsOf({ replays: 1 })).toBeUndefined();
    expect(await millisecondsOf({ looks: 1 })).toBeUndefined();

    const { write, entries } = aWriter(new MemoryStore());
    await write(fetched());
    await write(fetched());
    expect(entries.map(({ fields }) => [fields.status, fields.milliseconds !== undefined])).toEqual([
      ['exported', true],
      ['unchanged', false],
    ]);
  });

  it('reads an export that was too large for the state out of staging', async () => {
    const store = new MemoryStore();
    const staging = stagingArea(store, 'area');
    const staged = await staging.add(Buffer.from(JSON.stringify(exported('large'))));
    await staging.flush();
    const item = { ...fetched(), export: { content: { kind: 'staged', staged } } } as LabelToWrite;
    expect(await aWriter(store).write(item)).toEqual({ status: 'exported' });
    expect(await textAt(store, textKey)).toBe('large');
  });

  it('refuses a staged export that breaks its contract, saying where', async () => {
    const store = new MemoryStore();
    const staging = stagingArea(store, 'area');
    const staged = await staging.add(Buffer.from('{"files": 1, "omitted": []}'));
    await staging.flush();
    const item = { ...fetched(), export: { content: { kind: 'staged', staged } } } as LabelToWrite;
    await expect(aWriter(store).write(item)).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringMatching(/staging\/area-0.*files must be a list, but is a number/),
    });
  });

  it('leaves a tombstone of a deleted label, and the files of its project', async () => {
    const store = new MemoryStore();
    const { write } = aWriter(store);
    await write(fetched());
    expect(
      await write({ status: 'deleted', event: anEvent({ kind: 'deleted' }), label: 'label-1', revision: 6 }),
    ).toEqual({ status: 'deleted' });
    expect(await textAt(store, textKey)).toBeUndefined();
    expect(await textAt(store, yamlKey)).toBe('classes: 1');
    expect(await recordIn(store)).toMatchObject({ status: 'deleted', files: {}, revision: 6 });
  });

  it('lets no label of fewer classes take a project back', async () => {
    const store = new MemoryStore();
    const { write } = aWriter(store);
    await write(fetched({ classes: 3 }));
    await write(fetched({ revision: 6, classes: 2 }));
    expect(await textAt(store, yamlKey)).toBe('classes: 3');
  });

  it('says whether the label was exported so already', async () => {
    const { write } = aWriter();
    await write(fetched());
    expect(await write(fetched())).toEqual({ status: 'unchanged' });
  });

  it('looks at a label again, after this step, whose file name it took', async () => {
    const store = new MemoryStore();
    const { write, enqueued, delays } = aWriter(store);
    await write({ ...fetched(), label: 'label-2' });
    await write({ ...fetched({ text: 'two' }), before: 'absent' });
    expect(enqueued).toEqual([
      expect.objectContaining({ label: 'label-2', dataUnit: 'unit-1', kind: 'upserted', attempt: 1 }),
    ]);
    expect(delays).toEqual([60]);
  });
});

describe('a label that somebody else wrote since it was fetched', () => {
  const late = (parts: Partial<LabelEvent> = {}): LabelToWrite => ({
    ...fetched({ text: 'late' }),
    before: 'absent',
    event: anEvent(parts),
  });
  const written = async () => {
    const store = new MemoryStore();
    await aWriter(store).write(fetched({ text: 'newer' }));
    return store;
  };

  it('is enqueued once more, later each time', async () => {
    const { write, enqueued, delays, entries } = aWriter(await written());
    expect(await write(late())).toEqual({ status: 'lost' });
    await write(late({ attempt: 2, losses: 1 }));
    expect(enqueued).toEqual([anEvent({ attempt: 2, losses: 1 }), anEvent({ attempt: 3, losses: 2 })]);
    expect(delays).toEqual([15, 30]);
    expect(entries.map(({ event }) => event).slice(0, 2)).toEqual(['label-enqueued-again', 'label-written']);
  });

  it('is given up after fifty losses, saying what to do', async () => {
    const { write, enqueued } = aWriter(await written());
    await expect(write(late({ losses: 50 }))).rejects.toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringMatching(/faster 50 times.*what else writes records\/encord\/project-1\/label-1\.json/),
    });
    expect(enqueued).toEqual([]);
  });

  it('fails, so that the step is tried again, when the queue does not take it', async () => {
    await expect(aWriter(await written(), true).write(late())).rejects.toMatchObject({
      name: 'StorageUnavailable',
      message: 'SQS did not take 1 events: InternalError.',
    });
  });
});

describe('a bus that wants to hear of labels', () => {
  const aBus = () => {
    const sent: LabelNotification[] = [];
    return { sent, keyPrefix: '', send: async (notification: LabelNotification) => void sent.push(notification) };
  };

  it('hears of each change of files once, and the record says so', async () => {
    const store = new MemoryStore();
    const bus = aBus();
    const { write } = aWriter(store, false, bus);
    await write(fetched());
    await write(fetched());
    await write(fetched({ text: 'two', revision: 6 }));
    expect(bus.sent.map(({ type, detail }) => [type, detail.revision])).toEqual([
      ['label.exported', 5],
      ['label.exported', 6],
    ]);
    expect(await recordIn(store)).not.toHaveProperty('unannounced');
  });

  it('costs one PUT a label, and nothing where nobody wants to hear', async () => {
    const puts = async (bus?: EventBus) => {
      let count = 0;
      const store = around(new MemoryStore(), (name, run) => {
        if (name === 'putIf') count += 1;
        return run();
      });
      await aWriter(store, false, bus).write(fetched());
      return count;
    };
    expect((await puts(aBus())) - (await puts())).toBe(1);
  });

  it('hears at the next try what could not be sent, of a label that nothing else happened to', async () => {
    const store = new MemoryStore();
    const silent = { keyPrefix: '', send: () => Promise.reject(new Error('Not now.')) };
    await expect(aWriter(store, false, silent).write(fetched())).rejects.toThrow('Not now.');
    const bus = aBus();
    expect(await aWriter(store, false, bus).write(fetched())).toEqual({ status: 'unchanged' });
    expect(bus.sent).toHaveLength(1);
  });
});
