import type { OmissionCount } from '../contracts/payloads.ts';
import type { ObjectStore } from './object-store.ts';
import { isOwnedBy, putIfNewer, type Revised, revisionOf } from './put-if-newer.ts';
import { commitRecord, type LabelName, type LabelRecord, readRecord } from './record.ts';

export type LabelFile = Omit<Revised, 'owner' | 'event' | 'revision'> & {
  /** Taken when another label owns `key`. */
  readonly alternativeKey: string;
};

export type LabelRevision = LabelName & {
  readonly revision: number;
  readonly event: string;
  /** `deleted`: a tombstone with no files. */
  readonly status: LabelRecord['status'];
  readonly files: readonly LabelFile[];
  readonly omitted: readonly OmissionCount[];
  readonly writtenBy: string;
  readonly writtenAt: Date;
};

/**
 * `unchanged`: this revision was there already. `superseded`: a newer one is there.
 * `again`: whoever wrote at the same time may have left a mixture; the label must be enqueued once more.
 */
export type WriteResult = {
  readonly status: 'exported' | 'deleted' | 'unchanged' | 'superseded';
  readonly again: boolean;
};

/**
 * Writes the files of one revision of one label, then its record: the commit point. Whatever runs at the same time, in
 * whatever order, and wherever it dies, the newest revision alone is left in the end, provided that a writer that died
 * is run again and that `again` is heeded.
 */
export async function writeLabel(store: ObjectStore, label: LabelRevision): Promise<WriteResult> {
  let standing = await readRecord(store, label);
  // Even a late writer goes on to undo and compare: an earlier attempt of its own may have left files.
  const isLate = standing !== undefined && standing.record.revision > label.revision;
  const placed = isLate ? undefined : await placeFiles(store, label, standing === undefined);
  let contended = placed?.stale ?? false;
  for (;;) {
    if (!placed || (standing && standing.record.revision > label.revision)) {
      const newer = standing?.record.files ?? {};
      const removed = await removeOwn(
        store,
        label,
        candidateKeys(label).filter((key) => !(key in newer)),
      );
      return { status: 'superseded', again: removed || (await differs(store, newer)) };
    }
    const before = standing?.record;
    if (before && !placed.changed && isSame(before, label, placed.files)) return { status: 'unchanged', again: false };
    const obsolete = leftOver(before, placed.files);
    const record = recordOf(label, placed.files, obsolete);
    const etag = await commitRecord(store, record, standing?.etag);
    if (etag === undefined) {
      contended = true;
      standing = await readRecord(store, label);
      continue;
    }
    if (obsolete.length > 0) {
      await removeOwn(store, label, obsolete);
      contended = (await commitRecord(store, { ...record, obsolete: [] }, etag)) === undefined || contended;
    }
    return { status: label.status, again: contended && (await differs(store, placed.files)) };
  }
}

type Files = Readonly<Record<string, string>>;
type Placed = { readonly files: Files; readonly changed: boolean; readonly stale: boolean };

async function placeFiles(store: ObjectStore, label: LabelRevision, isNew: boolean): Promise<Placed> {
  const placed = await settled(label.files.map((file) => placeFile(store, label, file, isNew)));
  return {
    files: Object.fromEntries(placed.map(({ key, sha256 }) => [key, sha256])),
    changed: placed.some(({ outcome }) => outcome !== 'unchanged'),
    stale: placed.some(({ outcome }) => outcome === 'stale'),
  };
}

/** All results, or the first failure, but only when nothing runs any more: a write that lands after its step was tried again would stay. */
async function settled<Result>(running: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(running);
  return Promise.all(running);
}

async function placeFile(store: ObjectStore, label: LabelRevision, file: LabelFile, isNew: boolean) {
  const { alternativeKey, ...plain } = file;
  const revised = { ...plain, owner: label.label, event: label.event, revision: label.revision };
  let { key } = file;
  let outcome = await putIfNewer(store, revised, { expectAbsent: isNew });
  if (outcome === 'taken') {
    key = alternativeKey;
    outcome = await putIfNewer(store, { ...revised, key });
  }
  return { key, sha256: file.sha256, outcome };
}

const candidateKeys = (label: LabelRevision): string[] =>
  label.files.flatMap(({ key, alternativeKey }) => [key, alternativeKey]);

/** Deletes what this label wrote in this revision or an older one; a newer writer's file, or another label's, stays. */
async function removeOwn(store: ObjectStore, label: LabelRevision, keysToRemove: readonly string[]): Promise<boolean> {
  let removed = false;
  for (const key of keysToRemove) {
    const there = await store.head(key);
    if (!there || !isOwnedBy(there, label.label) || revisionOf(there) > label.revision) continue;
    await store.deleteIf(key, there.etag);
    removed = true;
  }
  return removed;
}

async function differs(store: ObjectStore, files: Files): Promise<boolean> {
  const there = await Promise.all(
    Object.entries(files).map(async ([key, sha256]) => (await store.head(key))?.metadata.sha256 === sha256),
  );
  return there.includes(false);
}

const leftOver = (before: LabelRecord | undefined, files: Files): string[] =>
  [...new Set([...Object.keys(before?.files ?? {}), ...(before?.obsolete ?? [])])]
    .filter((key) => !(key in files))
    .sort();

const isSame = (before: LabelRecord, label: LabelRevision, files: Files): boolean =>
  before.revision === label.revision &&
  before.status === label.status &&
  before.obsolete.length === 0 &&
  Object.keys(before.files).length === Object.keys(files).length &&
  Object.entries(files).every(([key, sha256]) => before.files[key] === sha256);

const recordOf = (label: LabelRevision, files: Files, obsolete: string[]): LabelRecord => ({
  schema: 1,
  connection: label.connection,
  project: label.project,
  label: label.label,
  revision: label.revision,
  status: label.status,
  event: label.event,
  files,
  obsolete,
  omitted: [...label.omitted],
  writtenBy: label.writtenBy,
  writtenAt: label.writtenAt.toISOString(),
});
