import type { Project } from '../contracts/keys.ts';
import type { SyncCounts, SyncDifference, SyncPage, SyncRequest } from '../contracts/sync.ts';
import type { ListedLabel } from '../platforms/platform.ts';
import { isSettledAfter } from '../steps/judge-label.ts';
import { type LabelRecord, lastSeenOf } from '../store/record.ts';
import type { Scope } from './scope.ts';

export type Reading = {
  readonly labels: SyncRequest['labels'];
  readonly scope: Pick<Scope, 'from' | 'since'>;
  /** Who gives labels up now: what another version or configuration gave up is tried again. */
  readonly build: string;
  readonly configuration: string;
  /** Of the formats that labels are exported with now; undefined where labels of other formats are left alone. */
  readonly formatsDigest: string | undefined;
  readonly now: Date;
};

export type ComparedLabel = { readonly counted: keyof SyncCounts; readonly difference?: SyncDifference };

/** What to do about a label that the platform lists. Pure. */
export function compareListed(listed: ListedLabel, record: LabelRecord | undefined, reading: Reading): ComparedLabel {
  const { labels, scope, now } = reading;
  const { label, dataUnit = record?.dataUnit, revision } = listed;
  const as = (why: SyncDifference['why'], counted: keyof SyncCounts = why as keyof SyncCounts): ComparedLabel => ({
    counted,
    difference: { why, label, dataUnit, revision },
  });
  const why = differenceOf(listed, record, now) ?? (isOfOtherFormats(record, reading) ? 'otherFormats' : undefined);
  if (why === 'failed' && record && labels === 'missed' && !hasChanged(listed, record, reading)) {
    return { counted: 'givenUp' };
  }
  if (why === 'missing' && revision !== undefined && revision < scope.from) return { counted: 'older' };
  if (why) return as(why);
  // A listing of what has changed that does not tell when it did: the label itself tells whether anything is new.
  if (scope.since !== undefined && revision === undefined) return as('stale');
  return labels === 'all' ? as('all', 'upToDate') : { counted: 'upToDate' };
}

/** Why a label has to be looked at again; undefined where its record says what the platform has, as far as the listing tells. */
function differenceOf(
  listed: ListedLabel,
  record: LabelRecord | undefined,
  now: Date,
): 'missing' | 'failed' | 'stale' | 'damaged' | 'unsettled' | undefined {
  if (!record || record.status === 'deleted') return 'missing';
  if (record.failure) return 'failed';
  const seen = lastSeenOf(record);
  if ((listed.revision !== undefined && seen.revision !== listed.revision) || record.leaving) return 'stale';
  // A record of version 0.1, or of a route that takes labels at any stage, has a state that no decision depends on.
  if (seen.stage !== undefined && listed.state !== undefined && seen.state !== listed.state) return 'stale';
  if (record.obsolete.length > 0) return 'damaged';
  // A writer died before it could announce what it wrote; one that still runs does so within a minute.
  if (record.unannounced && isSettledAfter(record.writtenAt, now)) return 'stale';
  return isDoubtful(record, now) ? 'unsettled' : undefined;
}

/** Where a record does not say what its formats were, an earlier version wrote it, and the label is left alone. */
const isOfOtherFormats = (record: LabelRecord | undefined, { formatsDigest }: Reading): boolean =>
  record?.status === 'exported' &&
  record.notTaken === undefined &&
  record.formatsDigest !== undefined &&
  formatsDigest !== undefined &&
  record.formatsDigest !== formatsDigest;

/** Whether a label is unsettled, and for so long that fetching it again settles it. */
export const isDoubtful = ({ unsettled }: LabelRecord, now: Date): boolean =>
  unsettled !== undefined && isSettledAfter(unsettled, now);

/** After this time a label whose listing never says whether it has changed is tried once more: one dead letter a week at most. */
const blindRetryMilliseconds = 7 * 24 * 3_600_000;

/**
 * Whether what gave the label up may come out otherwise now: the label, the version or the configuration is another one. A
 * listing without its time of change says so where it holds nothing but what has changed.
 */
function hasChanged(
  { revision }: ListedLabel,
  { failure }: LabelRecord,
  { scope, build, configuration, now }: Reading,
): boolean {
  if (failure === undefined) return false;
  const wasConfigured = failure.configuration ?? configuration; // not every function knows it
  if (failure.build !== build || wasConfigured !== configuration) return true;
  const failedAt = Date.parse(failure.at);
  if (revision === undefined) return scope.since !== undefined || now.getTime() - failedAt >= blindRetryMilliseconds;
  return failure.revision === undefined ? revision > failedAt * 1000 : revision !== failure.revision;
}

/**
 * A label whose record stands although the platform does not list it any more, or of whose deletion nobody has heard, since its
 * writer died; undefined where nothing of it is there. Pure.
 */
export function compareUnlisted(record: LabelRecord): SyncDifference | undefined {
  const { status, obsolete, failure, unannounced, label, dataUnit } = record;
  const stands = status === 'exported' || obsolete.length > 0 || failure !== undefined || unannounced !== undefined;
  return stands ? { why: 'gone', label, dataUnit } : undefined;
}

export const filesOf = ({ label, dataUnit, files }: LabelRecord): SyncPage['files'] =>
  Object.entries(files).map(([key, { etag }]) => ({ label, dataUnit, key, etag }));

export const labelName = ({ connection, project }: Project, label: string) => ({ connection, project, label });
