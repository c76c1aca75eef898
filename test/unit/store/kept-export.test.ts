import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativeKey } from '../../../lib/contracts/keys.ts';
import type { LabelRevision } from '../../../lib/store/label-revision.ts';
import { noteFailure, noteLeaving } from '../../../lib/store/note-in-record.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { type LabelRecord, readRecord } from '../../../lib/store/record.ts';
import { writeLabel } from '../../../lib/store/write-label.ts';
import { compareListed } from '../../../lib/sync/compare-listed.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const at = new Date('2026-05-04T12:00:00.000Z');
const key = 'exports/yolo/a.txt';

type Seen = { readonly revision: number; readonly stage: string; readonly label?: string; readonly keeps?: boolean };

/** A label as a route with `take: 'approved'` has it. */
function revisionOf({ revision, stage, label = 'label-1', keeps = true }: Seen): Omit<LabelRevision, 'before'> {
  const bytes = Buffer.from(`${label} of ${revision}`);
  const file = { key, alternativeKey: alternativeKey(key, label), bytes, contentType: 'text/plain' };
  return {
    connection: 'encord',
    project: 'project-1',
    label,
    revision,
    content: `${revision} ${stage}`,
    state: stage.toUpperCase(),
    stage,
    keepsExports: keeps,
    event: 'event-1',
    status: stage === 'approved' ? 'exported' : 'not-taken',
    files: stage === 'approved' ? [{ ...file, sha256: sha256Of(bytes) }] : [],
    groundTruth: false,
    omitted: [],
    order: 'all',
    commit: crypto.randomUUID(),
    writtenBy: 'labelwire test',
    writtenAt: at,
  };
}

/** Fetched now: after whatever has been committed so far. */
async function write(store: MemoryStore, seen: Seen) {
  const label = revisionOf(seen);
  const displaced: string[] = [];
  const before = (await readRecord(store, label))?.etag ?? 'absent';
  const { status } = await writeLabel(store, { ...label, before }, async (other) => void displaced.push(other.label));
  return { status, displaced };
}

async function recordOf(store: MemoryStore, label = 'label-1'): Promise<LabelRecord> {
  const standing = await readRecord(store, { connection: 'encord', project: 'project-1', label });
  if (!standing) throw new Error('There is no record.');
  return standing.record;
}

const texts = ({ objects }: MemoryStore) =>
  Object.fromEntries(
    [...objects].flatMap(([name, { bytes }]) => (name.startsWith('exports/') ? [[name, bytes.toString()]] : [])),
  );

/** Why a sync would announce the label. */
const compared = async (store: MemoryStore, listed: { readonly revision: number; readonly state?: string }) =>
  compareListed({ label: 'label-1', ...listed }, await recordOf(store), {
    labels: 'missed',
    scope: { from: 0, since: undefined },
    build: 'labelwire test',
    configuration: 'c0ffee',
    formatsDigest: undefined,
    now: at,
  }).difference?.why;

describe('an export whose label is sent back to work', () => {
  const exported = async () => {
    const store = new MemoryStore();
    await write(store, { revision: 1, stage: 'approved' });
    return store;
  };

  it('stays as it is, and the record says which revision is exported and which is not taken', async () => {
    const store = await exported();
    expect(await write(store, { revision: 2, stage: 'in-progress' })).toMatchObject({ status: 'not-taken' });
    expect(texts(store)).toEqual({ [key]: 'label-1 of 1' });
    expect(await recordOf(store)).toMatchObject({
      status: 'exported',
      revision: 1,
      state: 'APPROVED',
      files: { [key]: { sha256: sha256Of(Buffer.from('label-1 of 1')) } },
      notTaken: { revision: 2, state: 'IN-PROGRESS', stage: 'in-progress', at: at.toISOString() },
    });
    expect(await write(store, { revision: 2, stage: 'in-progress' })).toMatchObject({ status: 'unchanged' });
  });

  it('is replaced when the label is approved again, with or without a new revision', async () => {
    for (const revision of [1, 3]) {
      const store = await exported();
      await write(store, { revision, stage: 'submitted' });
      expect(await write(store, { revision, stage: 'approved' })).toMatchObject({ status: 'exported' });
      expect(texts(store)).toEqual({ [key]: `label-1 of ${revision}` });
      expect(await recordOf(store)).not.toHaveProperty('notTaken');
    }
  });

  it('is not looked at again until its revision or its state changes', async () => {
    const store = await exported();
    expect(await compared(store, { revision: 1, state: 'APPROVED' })).toBeUndefined();
    expect(await compared(store, { revision: 1, state: 'IN-PROGRESS' })).toBe('stale');
    await write(store, { revision: 2, stage: 'in-progress' });
    expect(await compared(store, { revision: 2, state: 'IN-PROGRESS' })).toBeUndefined();
    expect(await compared(store, { revision: 2 })).toBeUndefined();
    expect(await compared(store, { revision: 2, state: 'APPROVED' })).toBe('stale');
    expect(await compared(store, { revision: 3, state: 'IN-PROGRESS' })).toBe('stale');
  });

  it('goes with the route that withdraws it, also when it was kept before', async () => {
    const store = await exported();
    await write(store, { revision: 2, stage: 'in-progress' });
    expect(await write(store, { revision: 2, stage: 'in-progress', keeps: false })).toMatchObject({
      status: 'not-taken',
    });
    expect(texts(store)).toEqual({});
    expect(await recordOf(store)).toMatchObject({ status: 'not-taken', revision: 2, files: {} });
    expect(await recordOf(store)).not.toHaveProperty('notTaken');
  });

  it('has no failure of an earlier revision any more, and is not leaving', async () => {
    const store = await exported();
    const name = { connection: 'encord', project: 'project-1', label: 'label-1', at };
    const etag = async () => (await readRecord(store, name))?.etag ?? '';
    await noteLeaving(store, { ...name, before: await etag(), commit: 'leaving' });
    const failure = { error: 'InvalidLabel', message: 'No shape.' };
    await noteFailure(store, { ...name, commit: 'failure', failure, event: 'event', writtenBy: 'labelwire test' });
    await write(store, { revision: 2, stage: 'in-progress' });
    const record = await recordOf(store);
    expect(record).toMatchObject({ status: 'exported', notTaken: { revision: 2 } });
    expect([record.failure, record.leaving]).toEqual([undefined, undefined]);
  });

  it('keeps its bytes under another name when a label of a better rank takes its own', async () => {
    const store = new MemoryStore();
    await write(store, { revision: 1, stage: 'approved', label: 'label-2' });
    await write(store, { revision: 2, stage: 'in-progress', label: 'label-2' });
    expect(await write(store, { revision: 5, stage: 'approved' })).toMatchObject({ displaced: ['label-2'] });
    await write(store, { revision: 2, stage: 'in-progress', label: 'label-2' });
    const other = alternativeKey(key, 'label-2');
    expect(texts(store)).toEqual({ [key]: 'label-1 of 5', [other]: 'label-2 of 1' });
    expect(Object.keys((await recordOf(store, 'label-2')).files)).toEqual([other]);
    expect(await write(store, { revision: 2, stage: 'in-progress', label: 'label-2' })).toMatchObject({
      status: 'unchanged',
    });
  });
});

describe('a label that was never exported', () => {
  it('has a record that says so, and no files', async () => {
    const store = new MemoryStore();
    expect(await write(store, { revision: 1, stage: 'submitted' })).toMatchObject({ status: 'not-taken' });
    expect(await recordOf(store)).toMatchObject({ status: 'not-taken', revision: 1, state: 'SUBMITTED', files: {} });
    expect(await compared(store, { revision: 1, state: 'SUBMITTED' })).toBeUndefined();
    expect(await compared(store, { revision: 1, state: 'APPROVED' })).toBe('stale');
    expect(texts(store)).toEqual({});
  });
});

it('whatever the stages, what is exported is the last revision that was approved, and nothing is left to do', async () => {
  const stage = fc.constantFrom('in-progress', 'submitted', 'approved');
  const steps = fc.array(fc.record({ stage, edits: fc.boolean(), twice: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (sequence, keeps) => {
      const store = new MemoryStore();
      let revision = 1;
      let wanted: number | undefined;
      for (const step of sequence) {
        if (step.edits) revision += 1;
        await write(store, { revision, stage: step.stage, keeps });
        if (step.twice) {
          expect(await write(store, { revision, stage: step.stage, keeps })).toMatchObject({ status: 'unchanged' });
        }
        if (step.stage === 'approved') wanted = revision;
        else if (!keeps) wanted = undefined;
        expect(texts(store)).toEqual(wanted === undefined ? {} : { [key]: `label-1 of ${wanted}` });
        const listed = { revision, state: step.stage.toUpperCase() };
        expect(await compared(store, listed)).toBeUndefined();
        for (const state of ['IN-PROGRESS', 'SUBMITTED', 'APPROVED'].filter((other) => other !== listed.state)) {
          expect(await compared(store, { revision, state })).toBe('stale');
        }
      }
    }),
  );
});
