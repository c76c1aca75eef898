import { given } from '../contracts/given.ts';
import type { LabelRevision } from './label-revision.ts';
import type { PlacedFile } from './place-file.ts';
import type { LabelRecord } from './record.ts';
import { withMark } from './unannounced.ts';

/** What the record of a label says after this revision is written, with its mark still to come. */
export const recordOf = (label: LabelRevision, placed: readonly PlacedFile[], obsolete: string[]): LabelRecord => ({
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
  files: recordedFiles(placed),
  obsolete,
  omitted: [...label.omitted],
  unread: label.unread,
  leftOut: label.leftOut,
  unsettled: unsettledAt(label),
  commit: label.commit,
  writtenBy: label.writtenBy,
  writtenAt: label.writtenAt.toISOString(),
});

export const recordedFiles = (placed: readonly PlacedFile[]): LabelRecord['files'] =>
  Object.fromEntries(placed.map(({ key, sha256, etag }) => [key, given({ sha256, etag })]));

/** Since when it is in doubt whether the platform showed all of the revision. */
export const unsettledAt = ({ unsettled, writtenAt }: LabelRevision): string | undefined =>
  unsettled ? writtenAt.toISOString() : undefined;

/** Keys of files that the label had, and that this revision does not have. */
export const obsoleteKeys = (before: LabelRecord | undefined, placed: readonly PlacedFile[]): string[] => {
  const kept = new Set(placed.map(({ key }) => key));
  const earlier = [...Object.keys(before?.files ?? {}), ...(before?.obsolete ?? [])];
  return [...new Set(earlier)].filter((key) => !kept.has(key)).sort();
};

/**
 * Whether all of the revision is in the record and in its place.
 * A deletion commits in any case: a writer that read the record before it must not win.
 */
export function changesNothing(before: LabelRecord, label: LabelRevision, placed: readonly PlacedFile[]): boolean {
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

/** The record with the mark of a commit that nobody has heard of yet, where commits of the label are announced. */
export const marked = (
  { announces }: LabelRevision,
  record: LabelRecord,
  before: LabelRecord | undefined,
): LabelRecord => (announces ? withMark(record, before) : record);
