import { given } from '../contracts/given.ts';
import { isBefore, type RecordBefore } from './label-revision.ts';
import type { ObjectStore } from './object-store.ts';
import {
  commitRecord,
  type Failure,
  type LabelName,
  type LabelRecord,
  readRecord,
  type StandingRecord,
} from './record.ts';
import { enterUnsettled } from './unit-index.ts';

/** A note changes the record and none of the files. It is a commit like any other: a writer that read the record before it loses. */
type Note = LabelName & { readonly commit: string; readonly at: Date };

/** `lost`: somebody was faster. */
export type NoteResult = 'noted' | 'lost';

/**
 * Notes that the platform does not show the label any more. Nothing that was fetched earlier comes in between the note and
 * the tombstone.
 */
export async function noteLeaving(
  store: ObjectStore,
  { before, commit, at, ...label }: Note & { readonly before: RecordBefore },
): Promise<NoteResult> {
  const standing = await readRecord(store, label);
  if (!standing || !isBefore(before, standing)) return 'lost';
  const { leaving } = standing.record;
  const noted = { looks: (leaving?.looks ?? 0) + 1, since: leaving?.since ?? at.toISOString() };
  const etag = await commitRecord(store, { ...standing.record, leaving: noted, commit }, standing.etag);
  return etag === undefined ? 'lost' : 'noted';
}

export type FailureNote = Note & {
  /** Where it is not known: the record must not have been written since `startedAt`. */
  readonly before?: RecordBefore | undefined;
  readonly startedAt?: Date | undefined;
  readonly failure: Pick<Failure, 'error' | 'message' | 'revision' | 'configuration'>;
  readonly event: string;
  readonly dataUnit?: string | undefined;
  readonly writtenBy: string;
};

/**
 * Notes why the label is given up. What is exported stays; a label that was never exported gets a record that says so. Where
 * somebody else has written the label since, he may have seen it as it was before this edit: the label is unsettled then.
 */
export async function noteFailure(store: ObjectStore, note: FailureNote): Promise<NoteResult> {
  const { connection, project, label, commit } = note;
  for (;;) {
    const standing = await readRecord(store, { connection, project, label });
    const isLate = isWrittenSince(standing, note);
    if (isLate && !standing) return 'lost';
    if (isLate) await enterUnsettled(store, note, commit); // before the record, as everybody does
    const change = isLate
      ? { unsettled: note.at.toISOString() }
      : { failure: failureOf(note, standing?.record.failure) };
    const record = { ...(standing?.record ?? neverExported(note)), ...change, commit };
    const etag = await commitRecord(store, record, standing?.etag);
    if (etag !== undefined) return isLate ? 'lost' : 'noted';
  }
}

const isWrittenSince = (standing: StandingRecord | undefined, { before, startedAt }: FailureNote): boolean =>
  before === undefined
    ? standing !== undefined && startedAt !== undefined && new Date(standing.record.writtenAt) > startedAt
    : !isBefore(before, standing);

function failureOf({ failure, writtenBy, at }: FailureNote, before: Failure | undefined): Failure {
  const { revision: own, ...why } = failure;
  const revision = before ? newestOf(own, before.revision) : own;
  return given({ ...why, revision, build: writtenBy, at: at.toISOString() });
}

/** Events may be given up in another order than their edits were made in. A revision that is not known may be any. */
const newestOf = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : Math.max(one, other);

const neverExported = ({
  connection,
  project,
  label,
  dataUnit,
  event,
  commit,
  writtenBy,
  at,
}: FailureNote): LabelRecord => ({
  schema: 1,
  connection,
  project,
  label,
  status: 'failed',
  revision: 0,
  dataUnit,
  event,
  files: {},
  obsolete: [],
  omitted: [],
  commit,
  writtenBy,
  writtenAt: at.toISOString(),
});
