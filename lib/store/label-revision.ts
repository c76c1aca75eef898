import type { OmissionCount } from '../contracts/payloads.ts';
import type { ClaimOrder, OtherLabel } from './claims.ts';
import type { FileToPlace } from './place-file.ts';
import type { LabelName, LabelRecord, StandingRecord } from './record.ts';

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

export const isBefore = (before: RecordBefore, standing: StandingRecord | undefined): boolean =>
  (standing?.etag ?? 'absent') === before;
