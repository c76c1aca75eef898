import { describe, expect, it } from 'vitest';
import { commitRecord, LabelRecord } from '../../../lib/store/record.ts';
import { asCommitted, recordHistory } from '../../../lib/store/record-history.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const name = { connection: 'encord', project: 'quay', label: 'label-1' };

function aStore(keepsVersions = true) {
  const store = new MemoryStore(undefined, { keepsVersions });
  let etag: string | undefined;
  return {
    store,
    async commit(fields: Partial<LabelRecord>) {
      const record = LabelRecord.parse({
        ...{ schema: 1, ...name, status: 'exported', revision: 1, content: 'a', event: 'event-1' },
        ...{ files: {}, obsolete: [], omitted: [], commit: 'commit-1', writtenBy: '1.0.0' },
        ...{ writtenAt: '2026-05-04T12:00:00.000Z', ...fields },
      });
      etag = await commitRecord(store, record, etag);
    },
  };
}

describe('the history of a record', () => {
  it('has each revision that was exported, as it was committed last, the newest first', async () => {
    const { store, commit } = aStore();
    await commit({ revision: 1, content: 'a', commit: 'first' });
    await commit({ revision: 1, content: 'a', commit: 'first again' });
    await commit({ revision: 1, content: 'b', commit: 'hidden edit' });
    await commit({ revision: 2, content: 'a', commit: 'third' });
    await commit({ revision: 2, content: 'a', commit: 'gone', status: 'deleted' });
    const { revisions, ...rest } = await recordHistory(store, name);
    expect(revisions.map(({ commit }) => commit)).toEqual(['third', 'hidden edit', 'first again']);
    expect(rest).toEqual({ keepsVersions: true, notRead: 0 });
  });

  it('has the newest alone in a bucket without versions, and says so', async () => {
    const { store, commit } = aStore(false);
    await commit({ revision: 1 });
    await commit({ revision: 2, commit: 'newest' });
    const { revisions, keepsVersions } = await recordHistory(store, name);
    expect(revisions.map(({ commit }) => commit)).toEqual(['newest']);
    expect(keepsVersions).toBe(false);
  });

  it('counts commits that cannot be read', async () => {
    const { store, commit } = aStore();
    await commit({ revision: 1 });
    await store.put({
      key: 'records/encord/quay/label-1.json',
      bytes: Buffer.from('{'),
      contentType: 'application/json',
    });
    const { revisions, notRead } = await recordHistory(store, name);
    expect([revisions.length, notRead]).toEqual([1, 1]);
  });
});

describe('the files of an earlier commit', () => {
  const put = (store: MemoryStore, text: string) =>
    store.put({ key: 'labels/a', bytes: Buffer.from(text), contentType: 'text/plain' });

  it('are as they were then', async () => {
    const { store } = aStore();
    await put(store, 'was');
    const { etag = '' } = (await store.head('labels/a')) ?? {};
    await put(store, 'is');
    const { commit, store: records } = aStore();
    await commit({ files: { 'labels/a': { sha256: '', etag } } });
    const [record] = (await recordHistory(records, name)).revisions;
    expect((await asCommitted(store, record as LabelRecord).get('labels/a'))?.bytes.toString()).toBe('was');
  });

  it('that are gone are named, and why', async () => {
    const { store, commit } = aStore();
    await commit({ files: { 'labels/a': { sha256: '', etag: '"gone"' } } });
    const [record] = (await recordHistory(store, name)).revisions;
    await expect(asCommitted(store, record as LabelRecord).get('labels/a')).rejects.toThrow(
      /must still have labels\/a as revision 1 wrote it, but has not: .*noncurrentVersionDays/,
    );
  });
});
