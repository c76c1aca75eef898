import { given } from '../contracts/given.ts';
import { claimsOf, type OtherLabel, type Rank, rankOf } from './claims.ts';
import { finishCommit } from './finish-commit.ts';
import { isBefore, type LabelRevision, type WriteResult } from './label-revision.ts';
import type { ObjectStore } from './object-store.ts';
import { candidateKeys, findKept, type PlacedFile, type Placing, placeFile } from './place-file.ts';
import { commitRecord, type LabelRecord, readRecord, type StandingRecord } from './record.ts';
import { changesNothing, marked, obsoleteKeys, recordedFiles, recordOf, unsettledAt } from './revision-record.ts';
import { settled } from './settled.ts';
import { enterUnit, enterUnsettled, leaveUnit, leaveUnsettled } from './unit-index.ts';

export type Displace = (other: OtherLabel) => Promise<void>;

/**
 * Writes the files of a label, then its record: the commit point. The commit requires the ETag that the record had before
 * the label was fetched, so the writer that commits has fetched after the commit that it replaces: clocks, equal revisions and late
 * writers play no part. Whatever runs at the same time, and wherever it dies, the platform's newest state is left in the
 * end, provided that a writer that died is run again and that `lost` and `again` are heeded.
 */
export async function writeLabel(store: ObjectStore, label: LabelRevision, displace: Displace): Promise<WriteResult> {
  const { groundTruth, revision, dataUnit } = label;
  const rank: Rank = { label: label.label, groundTruth, revision, dataUnit };
  const { order, event, keepsExports } = label;
  const placing: Placing = { store, claims: claimsOf(store, label), rank, order, event, keepsExports, displace };
  const standing = await readRecord(store, label);
  if (!isBefore(label.before, standing)) return undo(label, standing, placing);
  const before = standing?.record;
  if (standing && keepsExports && label.status === 'not-taken') {
    const kept = await keptFiles(standing.record, placing);
    if (kept.length > 0) return keepExport(label, standing, kept, placing);
  }
  const leave = await enterOrLeave(store, label, before);
  const placed = await settled(label.files.map((file) => () => placeFile(file, placing, standing === undefined)));
  const settle = await listUnsettled(store, label, before);
  if (standing && changesNothing(standing.record, label, placed)) return remark(label, standing, settle, placing);
  const obsolete = obsoleteKeys(before, placed);
  const record = marked(label, recordOf(label, placed, obsolete), before);
  const etag = await commitRecord(store, record, standing?.etag);
  if (etag === undefined) return undo(label, await readRecord(store, label), placing);
  await leave?.();
  await settle?.();
  const { isContended, ...finished } = await finishCommit({ label, record, etag, placed, obsolete, placing });
  return { status: label.status, again: isContended, ...finished };
}

/** Keeps the list of the data unit's labels: before the commit a label comes in, after it the label goes out. */
async function enterOrLeave(store: ObjectStore, label: LabelRevision, before: LabelRecord | undefined) {
  const { status, dataUnit, entersUnit, commit } = label;
  if (status === 'exported') {
    const isNew = before?.status !== 'exported' || before.dataUnit !== dataUnit;
    if (isNew && entersUnit && dataUnit !== undefined) await enterUnit(store, { label, dataUnit, commit });
    return undefined;
  }
  if (status === 'not-taken') return undefined;
  const left = before?.dataUnit ?? dataUnit;
  return left === undefined ? undefined : leaveUnit(store, label, left);
}

/** Keeps the list of unsettled labels likewise. */
async function listUnsettled(store: ObjectStore, label: LabelRevision, before: LabelRecord | undefined) {
  if (label.unsettled) return void (await enterUnsettled(store, label, label.commit));
  return before?.unsettled === undefined ? undefined : leaveUnsettled(store, label);
}

/** Nothing has changed, unless it is in doubt now, or not any more. */
async function remark(
  label: LabelRevision,
  { record: before, etag: standing }: StandingRecord,
  settle: (() => Promise<void>) | undefined,
  placing: Placing,
): Promise<WriteResult> {
  if (!label.unsettled && before.unsettled === undefined) {
    return { status: 'unchanged', again: false, heirs: [], standing: { record: before, etag: standing } };
  }
  const { unsettled: _unsettled, ...others } = before;
  const record = given({ ...others, unsettled: unsettledAt(label), commit: label.commit });
  const etag = await commitRecord(placing.store, record, standing);
  if (etag === undefined) return undo(label, await readRecord(placing.store, label), placing);
  await settle?.();
  return { status: 'unchanged', again: false, heirs: [], standing: { record, etag } };
}

/** The files of an export that stays. None of a label that is not exported. */
async function keptFiles({ status, files }: LabelRecord, placing: Placing): Promise<PlacedFile[]> {
  if (status !== 'exported') return [];
  const found = await settled(
    Object.entries(files).map(
      ([key, file]) =>
        () =>
          findKept(key, file, placing),
    ),
  );
  return found.flatMap((file) => file ?? []);
}

/** Leaves an export as it is, and notes beside it which revision is not taken. */
async function keepExport(
  label: LabelRevision,
  { record: before, etag: standing }: StandingRecord,
  kept: readonly PlacedFile[],
  placing: Placing,
): Promise<WriteResult> {
  const { revision, state, stage, content, commit, writtenAt } = label;
  const last = before.notTaken;
  const files = recordedFiles(kept);
  const obsolete = before.obsolete.filter((key) => !(key in files));
  const isNoted =
    last?.revision === revision && last.state === state && last.stage === stage && last.content === content;
  const isSettled =
    before.failure === undefined &&
    before.leaving === undefined &&
    before.obsolete.length === 0 &&
    before.unsettled === undefined &&
    !label.unsettled;
  const areInPlace = kept.length === Object.keys(before.files).length && kept.every(({ key }) => key in before.files);
  if (isNoted && isSettled && areInPlace) {
    return { status: 'unchanged', again: false, heirs: [], standing: { record: before, etag: standing } };
  }
  const settle = await listUnsettled(placing.store, label, before);
  const { failure: _failure, leaving: _leaving, unsettled: _unsettled, ...export_ } = before;
  const notTaken = given({ revision, state, stage, content, at: writtenAt.toISOString() });
  const change = given({ ...export_, files, obsolete, notTaken, unsettled: unsettledAt(label), commit });
  const record = marked(label, change, before);
  const etag = await commitRecord(placing.store, record, standing);
  if (etag === undefined) return { status: 'lost', again: true, heirs: [], standing: undefined };
  await settle?.();
  const { isContended, ...finished } = await finishCommit({ label, record, etag, placed: [], obsolete, placing });
  return { status: 'not-taken', again: isContended, ...finished };
}

/** A writer that lost takes back what only it wrote. What it put over a file of the winner, the next look repairs. */
async function undo(
  label: LabelRevision,
  standing: StandingRecord | undefined,
  placing: Placing,
): Promise<WriteResult> {
  const { store, rank } = placing;
  const kept = standing?.record.files ?? {};
  await settled(
    label.files.flatMap((file) =>
      candidateKeys(file, rank).map((key) => async () => {
        if (key in kept) return;
        const there = await store.head(key);
        if (there?.metadata.sha256 !== file.sha256 || rankOf(there)?.label !== label.label) return;
        await store.deleteIf(key, there.etag);
      }),
    ),
  );
  return { status: 'lost', again: true, heirs: [], standing };
}
