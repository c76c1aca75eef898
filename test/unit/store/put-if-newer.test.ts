import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { putIfNewer, type Revised } from '../../../lib/store/put-if-newer.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

const file = (parts: Partial<Omit<Revised, 'bytes'>> & { text?: string } = {}): Revised => {
  const { text = 'one', ...rest } = parts;
  const bytes = Buffer.from(text);
  return {
    key: 'exports/yolo/a.txt',
    bytes,
    contentType: 'text/plain',
    sha256: sha256Of(bytes),
    revision: 1,
    owner: 'label-1',
    event: 'event-1',
    ...rest,
  };
};
const textIn = (store: MemoryStore) => store.objects.get('exports/yolo/a.txt')?.bytes.toString();

describe.each([false, true])('putIfNewer (expectAbsent %s)', (expectAbsent) => {
  const outcomeAfter = async (first: Revised, second: Revised) => {
    const store = new MemoryStore();
    await putIfNewer(store, first);
    return { outcome: await putIfNewer(store, second, { expectAbsent }), text: textIn(store), store };
  };

  it('writes where nothing is, with its revision, sum, label and event beside it', async () => {
    const store = new MemoryStore();
    const written = file({ owner: 'a/ü', event: 'événement' });
    expect(await putIfNewer(store, written, { expectAbsent })).toBe('written');
    expect(store.objects.get(written.key)?.metadata).toEqual({
      revision: '1',
      sha256: written.sha256,
      label: 'a%2F%C3%BC',
      event: '%C3%A9v%C3%A9nement',
    });
  });

  it('replaces an older revision', async () => {
    const { outcome, text } = await outcomeAfter(file(), file({ text: 'two', revision: 2 }));
    expect([outcome, text]).toEqual(['written', 'two']);
  });

  it('leaves a newer revision alone', async () => {
    const { outcome, text } = await outcomeAfter(file({ text: 'two', revision: 2 }), file());
    expect([outcome, text]).toEqual(['stale', 'two']);
  });

  it('writes nothing when the same bytes stand in the same revision', async () => {
    const store = new MemoryStore();
    await putIfNewer(store, file());
    const watched = around(store, (name, run) => {
      if (name === 'put') throw new Error('written');
      return run();
    });
    expect(await putIfNewer(watched, file(), { expectAbsent })).toBe('unchanged');
  });

  it('writes equal bytes of an older revision again: else a late write of a revision between would win', async () => {
    const { outcome, store } = await outcomeAfter(file(), file({ revision: 3 }));
    expect(outcome).toBe('written');
    expect(await putIfNewer(store, file({ text: 'two', revision: 2 }))).toBe('stale');
    expect(textIn(store)).toBe('one');
  });

  it('writes other bytes of the same revision: the configuration or the version may have changed', async () => {
    const { outcome, text } = await outcomeAfter(file(), file({ text: 'other' }));
    expect([outcome, text]).toEqual(['written', 'other']);
  });

  it("never replaces another owner's file, nor one that nobody owns", async () => {
    const { outcome, text } = await outcomeAfter(file(), file({ owner: 'label-2', text: 'two', revision: 9 }));
    expect([outcome, text]).toEqual(['taken', 'one']);
    const store = new MemoryStore();
    await store.put({ key: file().key, bytes: Buffer.from('by hand'), contentType: 'text/plain' });
    expect(await putIfNewer(store, file({ revision: 9 }), { expectAbsent })).toBe('taken');
    expect(textIn(store)).toBe('by hand');
  });
});

// Equal bytes in two revisions have one ETag, so that no single key can be made safe: the record is (write-label).
it('lets the newest of several writers of different bytes stand, in whatever order their requests arrive', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
      async (scheduler, revisions) => {
        const store = new MemoryStore();
        const slow = around(store, async (_name, run) => {
          await scheduler.schedule(Promise.resolve());
          return run();
        });
        const all = Promise.all(
          revisions.map((revision) => putIfNewer(slow, file({ text: `of ${revision}`, revision }))),
        );
        await scheduler.waitFor(all);
        const newest = Math.max(...revisions);
        expect(textIn(store)).toBe(`of ${newest}`);
        expect(store.objects.get(file().key)?.metadata.revision).toBe(`${newest}`);
      },
    ),
  );
});
