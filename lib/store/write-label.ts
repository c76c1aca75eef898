import { given } from '../contracts/given.ts';
import type { OmissionCount } from '../contracts/payloads.ts';
import { type ClaimOrder, claimsOf, compareRanks, type OtherLabel, type Rank, rankOf } from './claims.ts';
import type { ObjectStore } from './object-store.ts';
import {
  candidateKeys,
  type FileToPlace,
  findKept,
  type PlacedFile,
  type Placing,
  placeFile,
  settleFile,
} from './place-file.ts';
import { commitRecord, type LabelName, type LabelRecord, readRecord, type StandingRecord } from './record.ts';
import { settled } from './settled.ts';
import { withMark } from './unannounced.ts';
import { enterUnit, enterUnsettled, leaveUnit, leaveUnsettled } from './unit-index.ts';

/** The ETag of the label's record BEFORE the label was fetched, or `absent`: an ETag is quoted. */
export type RecordBefore = string;

export type LabelRevision = LabelName & {
  /**
   * `deleted`: a tombstone with no files. `not-taken`: the route does not take it as it is; no files either, but what is exported
   * may stay (`keepsExports`).
   */
  readonly status: 'exported' | 'deleted' | 'not-taken';
  readonly before: RecordBefore;
  /** The platform may have hidden another content of the same revision (`LabelRecord.unsettled`). */
  readonly unsettled?: boolean | undefined;
  readonly revision: number;
  readonly groundTruth: boolean;
  readonly content?: string | undefined;
  readonly state?: string | undefined;
  readonly stage?: string | undefined;
  /** What is exported of a label of this route stays when the route does not take the label any more. */
  readonly keepsExports?: boolean | undefined;
  readonly dataUnit?: string | undefined;
  readonly formatsDigest?: string | undefined;
  /** It is to be listed under its data unit. */
  readonly entersUnit?: boolean | undefined;
  readonly event: string;
  readonly files: readonly FileToPlace[];
  readonly omitted: readonly OmissionCount[];
  readonly unread?: LabelRecord['unread'];
  readonly leftOut?: LabelRecord['leftOut'];
  readonly order: ClaimOrder;
  /** The commit is marked as one that nobody has heard of (`LabelRecord.unannounced`). */
  readonly announces?: boolean | undefined;
  readonly commit: string;
  readonly writtenBy: string;
  readonly writtenAt: Date;
};

/**
 * `unchanged`: all of it was there already. `lost`: somebody committed since the label's record was read, so nothing of this
 * revision is left, and the label must be fetched once more. `again`: the bucket may hold a mixture; the label must be
 * fetched once more, too.
 */
export type WriteResult = {
  readonly status: LabelRevision['status'] | 'unchanged' | 'lost';
  readonly again: boolean;
  /** Labels that are next in line for a name that this one gave up. */
  readonly heirs: readonly OtherLabel[];
  /** The record as it was left, or found; undefined where there is none, and where somebody was faster than the last commit. */
  readonly standing: StandingRecord | undefined;
};

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
    if (kept.length > 0) return keep(label, standing, kept, placing);
  }
  const leave = await enterOrLeave(store, label, before);
  const placed = await settled(label.files.map((file) => () => placeFile(file, placing, standing === undefined)));
  const settle = await listUnsettled(store, label, before);
  if (standing && isSame(standing.record, label, placed)) return remark(label, standing, settle, placing);
  const obsolete = leftOver(before, placed);
  const record = marked(label, recordOf(label, placed, obsolete), before);
  const etag = await commitRecord(store, record, standing?.etag);
  if (etag === undefined) return undo(label, await readRecord(store, label), placing);
  await leave?.();
  await settle?.();
  const { isContended, ...finished } = await finish({ label, record, etag, placed, obsolete, placing });
  return { status: label.status, again: isContended, ...finished };
}

const marked = ({ announces }: LabelRevision, record: LabelRecord, before: LabelRecord | undefined): LabelRecord =>
  announces ? withMark(record, before) : record;

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
  if (label.unsettled || before.unsettled !== undefined) {
    const { unsettled: _unsettled, ...others } = before;
    const record = given({ ...others, unsettled: unsettledAt(label), commit: label.commit });
    const etag = await commitRecord(placing.store, record, standing);
    if (etag === undefined) return undo(label, await readRecord(placing.store, label), placing);
    await settle?.();
    return { status: 'unchanged', again: false, heirs: [], standing: { record, etag } };
  }
  return { status: 'unchanged', again: false, heirs: [], standing: { record: before, etag: standing } };
}

const unsettledAt = ({ unsettled, writtenAt }: LabelRevision): string | undefined =>
  unsettled ? writtenAt.toISOString() : undefined;

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
async function keep(
  label: LabelRevision,
  { record: before, etag: standing }: StandingRecord,
  kept: readonly PlacedFile[],
  placing: Placing,
): Promise<WriteResult> {
  const { revision, state, stage, content, commit, writtenAt } = label;
  const last = before.notTaken;
  const files = filesOf(kept);
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
  const { isContended, ...finished } = await finish({ label, record, etag, placed: [], obsolete, placing });
  return { status: 'not-taken', again: isContended, ...finished };
}

export const isBefore = (before: RecordBefore, standing: StandingRecord | undefined): boolean =>
  (standing?.etag ?? 'absent') === before;

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

type Committed = {
  readonly label: LabelRevision;
  readonly record: LabelRecord;
  readonly etag: string;
  readonly placed: readonly PlacedFile[];
  readonly obsolete: readonly string[];
  readonly placing: Placing;
};

/** After the commit: removes what is obsolete, takes marks off, and finds who is next in line for the names given up. */
async function finish({ label, record, etag, placed, obsolete, placing }: Committed) {
  const { store } = placing;
  const final = await settled(
    placed.map((file, index) => () => settleFile(label.files[index] as FileToPlace, file, placing)),
  );
  const isUnsettled = final.some(({ displaced }) => displaced);
  const wanted = new Set(label.files.map(({ key }) => key));
  const freed = await settled(obsolete.map((key) => () => removeOwn(key, label.label, wanted.has(key), placing)));
  const isMarked = placed.some(({ displaced }) => displaced);
  let isContended = isUnsettled;
  let standing: StandingRecord | undefined = { record, etag };
  if (obsolete.length > 0 || isMarked) {
    const files = { ...record.files, ...filesOf(final) };
    const next = marked(label, { ...record, files, obsolete: [] }, record);
    const nextEtag = await commitRecord(store, next, etag);
    standing = nextEtag === undefined ? undefined : { record: next, etag: nextEtag };
    isContended ||= nextEtag === undefined;
  }
  const names = [...freed.flatMap((key) => key ?? []), ...final.filter(hasFallen(placing)).map(({ key }) => key)];
  const heirs = await settled(names.map((key) => () => heirOf(key, label.label, placing)));
  const others = new Map(heirs.flatMap((heir) => (heir ? [[heir.label, heir]] : [])));
  return { isContended, heirs: [...others.values()], standing };
}

/** Whether the label had the file under a better rank than it has now: another one may have a better right to the name. */
const hasFallen =
  ({ rank, order }: Placing) =>
  ({ rankBefore }: PlacedFile): boolean =>
    rankBefore !== undefined && compareRanks(rank, rankBefore, order) > 0;

async function heirOf(
  key: string,
  label: string,
  { claims, rank, order, store }: Placing,
): Promise<OtherLabel | undefined> {
  const best = await claims.best(key, order);
  if (!best || best.label === label) return undefined;
  const there = await store.head(key);
  const isMine = there !== undefined && rankOf(there)?.label === label;
  return isMine && compareRanks(best, rank, order) > 0 ? undefined : best;
}

/**
 * Deletes a file of this label, and its claim, unless the label still wants the name that it lost; the key, where the name is
 * free now. Another label's file stays.
 */
async function removeOwn(
  key: string,
  label: string,
  isWanted: boolean,
  { store, claims }: Placing,
): Promise<string | undefined> {
  if (!isWanted) await claims.remove(key, label);
  const there = await store.head(key);
  if (!there) return key; // an earlier attempt deleted it, and may have died before it found an heir
  if (rankOf(there)?.label !== label) return undefined;
  await store.deleteIf(key, there.etag);
  return key;
}

const filesOf = (placed: readonly PlacedFile[]): LabelRecord['files'] =>
  Object.fromEntries(placed.map(({ key, sha256, etag }) => [key, given({ sha256, etag })]));

const leftOver = (before: LabelRecord | undefined, placed: readonly PlacedFile[]): string[] => {
  const kept = new Set(placed.map(({ key }) => key));
  const earlier = [...Object.keys(before?.files ?? {}), ...(before?.obsolete ?? [])];
  return [...new Set(earlier)].filter((key) => !kept.has(key)).sort();
};

/** A deletion commits in any case: a writer that read the record before it must not win. */
function isSame(before: LabelRecord, label: LabelRevision, placed: readonly PlacedFile[]): boolean {
  return (
    label.status !== 'deleted' &&
    before.status === label.status &&
    before.revision === label.revision &&
    before.content === label.content &&
    before.state === label.state &&
    before.stage === label.stage &&
    before.notTaken === undefined &&
    before.failure === undefined &&
    before.leaving === undefined &&
    before.obsolete.length === 0 &&
    // The files decide where the record of an earlier version does not say it.
    (before.formatsDigest === undefined || before.formatsDigest === label.formatsDigest) &&
    placed.every(({ isChanged }) => !isChanged) &&
    Object.keys(before.files).length === placed.length &&
    placed.every(({ key, sha256 }) => before.files[key]?.sha256 === sha256)
  );
}

const recordOf = (label: LabelRevision, placed: readonly PlacedFile[], obsolete: string[]): LabelRecord => ({
  schema: 1,
  connection: label.connection,
  project: label.project,
  label: label.label,
  status: label.status,
  revision: label.revision,
  state: label.state,
  stage: label.stage,
  content: label.content,
  dataUnit: label.dataUnit,
  formatsDigest: label.formatsDigest,
  event: label.event,
  files: filesOf(placed),
  obsolete,
  omitted: [...label.omitted],
  unread: label.unread,
  leftOut: label.leftOut,
  unsettled: unsettledAt(label),
  commit: label.commit,
  writtenBy: label.writtenBy,
  writtenAt: label.writtenAt.toISOString(),
});
