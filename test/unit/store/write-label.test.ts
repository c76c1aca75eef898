import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativeKey } from '../../../lib/contracts/keys.ts';
import type { ObjectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/put-if-newer.ts';
import { type LabelRevision, writeLabel } from '../../../lib/store/write-label.ts';
import { around, MemoryStore } from '../../support/memory-store.ts';

/** File name → text; `undefined` for a deleted label. */
type Content = Readonly<Record<string, string>> | undefined;

function revisionOf(revision: number, content: Content, label = 'label-1'): LabelRevision {
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
    omitted: [],
    writtenBy: 'labelwire test',
    writtenAt: new Date(0),
  };
}

/** Everything in the bucket as text, the record included. */
const contents = ({ objects }: MemoryStore) =>
  Object.fromEntries(
    [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, { bytes }]) => [key, bytes.toString()]),
  );

async function alone(newest: LabelRevision) {
  const store = new MemoryStore();
  await writeLabel(store, newest);
  return contents(store);
}

describe('writing a label', () => {
  it('writes the files and a record that lists them by their sha256', async () => {
    const store = new MemoryStore();
    expect(await writeLabel(store, revisionOf(1, { 'a.txt': 'one' }))).toEqual({ status: 'exported', again: false });
    const written = contents(store);
    expect(Object.keys(written)).toEqual(['exports/yolo/a.txt', 'records/encord/project-1/label-1.json']);
    expect(JSON.parse(written['records/encord/project-1/label-1.json'] ?? '')).toMatchObject({
      revision: 1,
      status: 'exported',
      files: { 'exports/yolo/a.txt': sha256Of(Buffer.from('one')) },
      obsolete: [],
    });
  });

  it('changes nothing when the same revision comes again', async () => {
    const store = new MemoryStore();
    await writeLabel(store, revisionOf(1, { 'a.txt': 'one' }));
    const writes: string[] = [];
    const watched = around(store, (name, run) => {
      if (name !== 'head' && name !== 'get') writes.push(name);
      return run();
    });
    expect(await writeLabel(watched, revisionOf(1, { 'a.txt': 'one' }))).toEqual({ status: 'unchanged', again: false });
    expect(writes).toEqual([]);
  });

  it('lets an older revision that comes late change nothing', async () => {
    const store = new MemoryStore();
    await writeLabel(store, revisionOf(2, { 'a.txt': 'two' }));
    const before = contents(store);
    expect(await writeLabel(store, revisionOf(1, { 'a.txt': 'one', 'b.txt': 'one' }))).toEqual({
      status: 'superseded',
      again: false,
    });
    expect(contents(store)).toEqual(before);
  });

  it('removes the files a newer revision no longer has', async () => {
    const store = new MemoryStore();
    await writeLabel(store, revisionOf(1, { 'a.txt': 'one', 'b.txt': 'one' }));
    await writeLabel(store, revisionOf(2, { 'b.txt': 'two' }));
    expect(contents(store)).toEqual(await alone(revisionOf(2, { 'b.txt': 'two' })));
  });

  it('turns a deleted label into a tombstone and removes its files', async () => {
    const store = new MemoryStore();
    await writeLabel(store, revisionOf(1, { 'a.txt': 'one' }));
    expect(await writeLabel(store, revisionOf(2, undefined))).toEqual({ status: 'deleted', again: false });
    expect(contents(store)).toEqual(await alone(revisionOf(2, undefined)));
  });

  it('gives a second label of the same unit a file of its own, which goes with its label', async () => {
    const store = new MemoryStore();
    const texts = () => Object.entries(contents(store)).filter(([key]) => key.startsWith('exports/'));
    await writeLabel(store, revisionOf(1, { 'a.txt': 'by the first' }, 'label-1'));
    await writeLabel(store, revisionOf(5, { 'a.txt': 'by the second' }, 'label-2'));
    expect(texts()).toEqual([
      ['exports/yolo/a--label-2.txt', 'by the second'],
      ['exports/yolo/a.txt', 'by the first'],
    ]);
    await writeLabel(store, revisionOf(6, undefined, 'label-2'));
    expect(texts()).toEqual([['exports/yolo/a.txt', 'by the first']]);
  });

  it('never replaces or removes an object that no label wrote', async () => {
    const store = new MemoryStore();
    await store.put({ key: 'exports/yolo/a.txt', bytes: Buffer.from('written by hand'), contentType: 'text/plain' });
    await writeLabel(store, revisionOf(1, { 'a.txt': 'one' }));
    await writeLabel(store, revisionOf(2, undefined));
    expect(contents(store)['exports/yolo/a.txt']).toBe('written by hand');
  });
});

const anyContent: fc.Arbitrary<Content> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 1 },
  {
    arbitrary: fc.dictionary(fc.constantFrom('a.txt', 'b.txt', 'c.txt'), fc.constantFrom('x', 'y', ''), { maxKeys: 3 }),
    weight: 4,
  },
);

class Crash extends Error {
  override readonly name = 'Crash';
}

/** Dies at the given operations (counted over all writers), before or after they took effect. */
function crashing(
  store: ObjectStore,
  scheduler: fc.Scheduler,
  deaths: readonly { at: number; after: boolean }[],
): ObjectStore {
  let operations = 0;
  return around(store, async (_name, run) => {
    operations += 1;
    const death = deaths.find(({ at }) => at === operations);
    await scheduler.schedule(Promise.resolve());
    if (death && !death.after) throw new Crash();
    const result = await run();
    await scheduler.schedule(Promise.resolve());
    if (death) throw new Crash();
    return result;
  });
}

it('leaves what the newest revision alone would have left, whoever writes at the same time, in whatever order, and wherever they die', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(anyContent, { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 4 }),
      fc.array(fc.record({ at: fc.integer({ min: 1, max: 40 }), after: fc.boolean() }), { maxLength: 3 }),
      async (scheduler, contentsByRevision, picks, deaths) => {
        const revisions = contentsByRevision.map((content, index) => revisionOf(index + 1, content));
        const writers = picks.map((pick) => revisions[pick % revisions.length] as LabelRevision);
        const newest = writers.reduce((last, writer) => (writer.revision > last.revision ? writer : last));
        const bucket = new MemoryStore();
        const store = crashing(bucket, scheduler, deaths);
        // A writer that dies is run again (the state machine's retry, or a redelivery); "again" fetches the label anew.
        const write = async (revision: LabelRevision): Promise<void> => {
          try {
            const { again } = await writeLabel(store, revision);
            if (again) await write(newest);
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
            await write(revision);
          }
        };
        const all = Promise.all(writers.map(write));
        await scheduler.waitFor(all);
        expect(contents(bucket)).toEqual(await alone(newest));
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 500) },
  );
});
