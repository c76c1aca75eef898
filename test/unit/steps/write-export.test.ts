import { describe, expect, it } from 'vitest';
import { type ExportFile, type LabelEvent, LabelToWrite } from '../../../lib/contracts/payloads.ts';
import { writeExport } from '../../../lib/steps/write-export.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/put-if-newer.ts';
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

function aWriter(store: ObjectStore = new MemoryStore(), queueFails = false) {
  const enqueued: LabelEvent[] = [];
  const { log, entries } = recordingLog();
  const write = (item: LabelToWrite) =>
    writeExport(item, {
      store,
      readStaged: (staged) => readStaged(store, staged),
      enqueue: async (events) => {
        enqueued.push(...events);
        return { failed: queueFails ? [{ reason: 'InternalError' }] : [] };
      },
      version: '1.2.3',
      now: () => now,
      log,
    });
  return { write, enqueued, entries };
}
const textAt = async (store: ObjectStore, key: string) => (await store.get(key))?.bytes.toString();
const recordIn = async (store: ObjectStore) =>
  JSON.parse((await textAt(store, 'records/encord/project-1/label-1.json')) ?? '') as Record<string, unknown>;

describe('writing an export', () => {
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
      files: { [textKey]: sha256Of(Buffer.from('one')) },
      obsolete: [],
      omitted: exported().omitted,
      writtenBy: 'labelwire 1.2.3',
      writtenAt: now.toISOString(),
    });
    expect(entries).toEqual([
      { event: 'label-written', fields: expect.objectContaining({ status: 'exported', files: 2, omitted: 3 }) },
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

  it('says whether the revision stood already or a newer one does', async () => {
    const { write } = aWriter();
    await write(fetched());
    expect(await write(fetched())).toEqual({ status: 'unchanged' });
    expect(await write(fetched({ revision: 4, text: 'old' }))).toEqual({ status: 'superseded' });
  });
});

describe('a label that somebody else wrote at the same time', () => {
  /** Somebody writes a newer revision of the file, without its record, while the record is read. */
  const contended = () => {
    const store = new MemoryStore();
    let done = false;
    return around(store, async (name, run) => {
      const result = await run();
      if (name === 'get' && !done) {
        done = true;
        await aWriter(store).write(fetched({ revision: 6, text: 'newer' }));
        store.objects.delete('records/encord/project-1/label-1.json');
      }
      return result;
    });
  };

  it('is enqueued once more, as its next attempt', async () => {
    const { write, enqueued, entries } = aWriter(contended());
    await write(fetched());
    expect(enqueued).toEqual([anEvent({ attempt: 2 })]);
    expect(entries.map(({ event }) => event)).toEqual(['label-enqueued-again', 'label-written']);
  });

  it('is given up after twenty attempts, saying what to do', async () => {
    const { write, enqueued } = aWriter(contended());
    await expect(write({ ...fetched(), event: anEvent({ attempt: 20 }) })).rejects.toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringMatching(/20 attempts.*delete records\/encord\/project-1\/label-1\.json, then replay/),
    });
    expect(enqueued).toEqual([]);
    const last = aWriter(contended());
    await last.write({ ...fetched(), event: anEvent({ attempt: 19 }) });
    expect(last.enqueued).toEqual([anEvent({ attempt: 20 })]);
  });

  it('fails, so that the step is tried again, when the queue does not take it', async () => {
    await expect(aWriter(contended(), true).write(fetched())).rejects.toMatchObject({
      name: 'StorageUnavailable',
      message: 'SQS did not take the label back: InternalError.',
    });
  });
});
