import { describe, expect, it } from 'vitest';
import { alternativeKey } from '../../../lib/contracts/keys.ts';
import type { LabelRevision } from '../../../lib/store/label-revision.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { labelsOfUnit } from '../../../lib/store/unit-index.ts';
import { writeLabel } from '../../../lib/store/write-label.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

/** File name → text; `undefined` for a deleted label. */
type Content = Readonly<Record<string, string>> | undefined;

function revisionOf(
  revision: number,
  content: Content,
  label = 'label-1',
  groundTruth = false,
): Omit<LabelRevision, 'before'> {
  return {
    connection: 'encord',
    project: 'project-1',
    label,
    revision,
    event: `event-${revision}`,
    status: content ? 'exported' : 'deleted',
    files: Object.entries(content ?? {}).map(([name, text]) => {
      const bytes = Buffer.from(text);
      const key = `exports/yolo/${name}`;
      return {
        key,
        alternativeKey: alternativeKey(key, label),
        bytes,
        contentType: 'text/plain',
        sha256: sha256Of(bytes),
      };
    }),
    groundTruth,
    omitted: [],
    order: 'all',
    commit: 'commit-1',
    writtenBy: 'labelwire test',
    writtenAt: new Date(0),
  };
}

/** Everything in the bucket as text, the record included. */
const contents = ({ objects }: MemoryStore) =>
  Object.fromEntries(
    [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { bytes }]) => [key, bytes.toString()]),
  );

/** Fetched now: after whatever has been committed so far. */
async function write(store: ObjectStore, label: Omit<LabelRevision, 'before'>) {
  const displaced: string[] = [];
  const before = (await readRecord(store, label))?.etag ?? 'absent';
  const { standing: _standing, ...result } = await writeLabel(store, { ...label, before }, async (other) => {
    displaced.push(other.label);
  });
  return { ...result, heirs: result.heirs.map((heir) => heir.label), displaced };
}

async function alone(newest: Omit<LabelRevision, 'before'>) {
  const store = new MemoryStore();
  await write(store, newest);
  return contents(store);
}

const done = { status: 'exported', again: false, heirs: [], displaced: [] };
const texts = (store: MemoryStore) =>
  Object.fromEntries(Object.entries(contents(store)).filter(([key]) => key.startsWith('exports/')));

describe('the list of the labels of a data unit', () => {
  const project = { connection: 'encord', project: 'project-1' };
  const unitOf = (dataUnit: string) => ({ dataUnit, entersUnit: true });

  it('holds each label that is exported, before its record is committed, until its tombstone', async () => {
    const store = new MemoryStore();
    await write(store, { ...revisionOf(1, { 'a.txt': 'one' }), ...unitOf('unit') });
    await write(store, { ...revisionOf(1, { 'b.txt': 'two' }, 'Label/2'), ...unitOf('unit') });
    expect(await labelsOfUnit(store, project, 'unit')).toEqual(['Label/2', 'label-1']);
    await write(store, { ...revisionOf(2, undefined), ...unitOf('unit') });
    expect(await labelsOfUnit(store, project, 'unit')).toEqual(['Label/2']);
  });

  it('keeps a label that is exported again while its tombstone is being finished', async () => {
    const store = new MemoryStore();
    const label = { ...revisionOf(1, { 'a.txt': 'one' }), ...unitOf('unit') };
    await write(store, label);
    let isBack = false;
    const late = around(store, async (name, run) => {
      if (name === 'deleteIf' && !isBack) {
        isBack = true;
        await write(store, { ...label, revision: 3, commit: 'commit-3' });
      }
      return run();
    });
    await write(late, { ...revisionOf(2, undefined), ...unitOf('unit') });
    expect(await labelsOfUnit(store, project, 'unit')).toEqual(['label-1']);
  });
});

describe('writing a label', () => {
  it('writes the files and a record that lists them by their sha256 and ETag', async () => {
    const store = new MemoryStore();
    expect(await write(store, revisionOf(1, { 'a.txt': 'one' }))).toEqual(done);
    const written = contents(store);
    expect(Object.keys(written)).toEqual(['exports/yolo/a.txt', 'records/encord/project-1/label-1.json']);
    expect(JSON.parse(written['records/encord/project-1/label-1.json'] ?? '')).toMatchObject({
      revision: 1,
      status: 'exported',
      files: {
        'exports/yolo/a.txt': {
          sha256: sha256Of(Buffer.from('one')),
          etag: store.objects.get('exports/yolo/a.txt')?.etag,
        },
      },
      obsolete: [],
    });
  });

  it('changes nothing when the same revision comes again', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(1, { 'a.txt': 'one' }));
    const writes: string[] = [];
    const watched = around(store, (name, run) => {
      if (name !== 'head' && name !== 'get') writes.push(name);
      return run();
    });
    expect(await write(watched, revisionOf(1, { 'a.txt': 'one' }))).toEqual({ ...done, status: 'unchanged' });
    expect(writes).toEqual([]);
  });

  it('records other formats though they make the same files, but not those of an earlier version, which nobody knows', async () => {
    const label = revisionOf(1, { 'a.txt': 'one' });
    const afterwards = async (earlier: string | undefined) => {
      const store = new MemoryStore();
      await write(store, { ...label, formatsDigest: earlier });
      const { status } = await write(store, { ...label, formatsDigest: 'yolo' });
      return [status, (await readRecord(store, label))?.record.formatsDigest];
    };
    expect(await afterwards('coco')).toEqual(['exported', 'yolo']);
    expect(await afterwards(undefined)).toEqual(['unchanged', undefined]);
  });

  it('leaves nothing of a label that was fetched before the last commit, and has it fetched again', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(2, { 'a.txt': 'two' }));
    const before = contents(store);
    const late = { ...revisionOf(3, { 'a.txt': 'late', 'b.txt': 'late' }), before: 'absent' };
    expect(await writeLabel(store, late, async () => {})).toMatchObject({ status: 'lost', again: true, heirs: [] });
    expect(contents(store)).toEqual(before);
  });

  it('exports what the platform shows over a record of a higher revision', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(2, { 'a.txt': 'two' }));
    expect(await write(store, revisionOf(1, { 'a.txt': 'one' }))).toEqual(done);
    expect(texts(store)).toEqual({ 'exports/yolo/a.txt': 'one' });
  });

  it('removes the files a newer revision no longer has', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(1, { 'a.txt': 'one', 'b.txt': 'one' }));
    await write(store, revisionOf(2, { 'b.txt': 'two' }));
    expect(contents(store)).toEqual(await alone(revisionOf(2, { 'b.txt': 'two' })));
  });

  it('turns a deleted label into a tombstone and removes its files', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(1, { 'a.txt': 'one' }));
    expect(await write(store, revisionOf(2, undefined))).toEqual({ ...done, status: 'deleted' });
    expect(contents(store)).toEqual(await alone(revisionOf(2, undefined)));
  });

  it('never replaces or removes an object that no label wrote', async () => {
    const store = new MemoryStore();
    await store.put({ key: 'exports/yolo/a.txt', bytes: Buffer.from('written by hand'), contentType: 'text/plain' });
    await write(store, revisionOf(1, { 'a.txt': 'one' }));
    expect(texts(store)).toEqual({ 'exports/yolo/a--label-1.txt': 'one', 'exports/yolo/a.txt': 'written by hand' });
    await write(store, revisionOf(2, undefined));
    expect(texts(store)).toEqual({ 'exports/yolo/a.txt': 'written by hand' });
  });

  it('writes and deletes ten thousand files', async () => {
    const store = new MemoryStore();
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`${index}.txt`, 'x']));
    await write(store, revisionOf(1, many));
    expect(Object.keys(texts(store))).toHaveLength(10_000);
    await write(store, revisionOf(2, undefined));
    expect(texts(store)).toEqual({});
  });
});

describe('a file name that several labels want', () => {
  const first = revisionOf(1, { 'a.txt': 'by the first' }, 'label-1');
  const second = revisionOf(5, { 'a.txt': 'by the second' }, 'label-2');

  it('goes to the label of the smallest id, whichever is written first', async () => {
    const [one, other] = [new MemoryStore(), new MemoryStore()];
    await write(one, first);
    expect(await write(one, second)).toEqual(done);
    await write(other, second);
    expect(await write(other, first)).toEqual({ ...done, displaced: ['label-2'] });
    await write(other, second); // the displaced label was enqueued
    const wanted = { 'exports/yolo/a--label-2.txt': 'by the second', 'exports/yolo/a.txt': 'by the first' };
    expect([texts(one), texts(other)]).toEqual([wanted, wanted]);
  });

  it('goes to ground truth first', async () => {
    const store = new MemoryStore();
    await write(store, first);
    const truth = revisionOf(5, { 'a.txt': 'the truth' }, 'label-2', true);
    expect(await write(store, truth)).toEqual({ ...done, displaced: ['label-1'] });
    await write(store, first);
    expect(texts(store)).toEqual({ 'exports/yolo/a--label-1.txt': 'by the first', 'exports/yolo/a.txt': 'the truth' });
  });

  it('goes to the next claimant when its owner leaves', async () => {
    const store = new MemoryStore();
    await write(store, first);
    await write(store, second);
    expect(await write(store, revisionOf(6, undefined, 'label-1'))).toMatchObject({ heirs: ['label-2'] });
    await write(store, second);
    expect(texts(store)).toEqual({ 'exports/yolo/a.txt': 'by the second' });
  });

  it('goes back to a label that lost it when the other one leaves', async () => {
    const store = new MemoryStore();
    await write(store, second);
    await write(store, first);
    await write(store, second); // displaced
    expect(await write(store, revisionOf(6, undefined, 'label-1'))).toMatchObject({ heirs: ['label-2'] });
    await write(store, second);
    expect(texts(store)).toEqual({ 'exports/yolo/a.txt': 'by the second' });
  });

  it('goes to the next claimant when its owner is not ground truth any more', async () => {
    const store = new MemoryStore();
    await write(store, revisionOf(5, { 'a.txt': 'the truth' }, 'label-2', true));
    await write(store, first);
    expect(await write(store, second)).toMatchObject({ heirs: ['label-1'] });
    await write(store, first);
    await write(store, second);
    expect(texts(store)['exports/yolo/a.txt']).toBe('by the first');
  });
});
