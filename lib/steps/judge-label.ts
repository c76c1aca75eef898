import { type LabelEvent, syncEventType } from '../contracts/payloads.ts';
import type { TimePrecision } from '../platforms/platform.ts';
import { type LabelRecord, lastSeenOf } from '../store/record.ts';

/** What the platform shows of a label; `content` is the sha256 of the canonical label. */
export type SeenLabel = { readonly revision: number; readonly content: string };

/** `wait`: put the event back. `looksAgain`: look at the label once more after it is exported. `isUnsettled`: see there. */
export type Verdict =
  | { readonly action: 'wait'; readonly reason: string }
  | {
      readonly action: 'export';
      readonly looksAgain: boolean;
      readonly isOlder: boolean;
      readonly isUnsettled: boolean;
    };

/**
 * How long what the platform shows may be older than what its event says: a webhook may be faster than the platform's own
 * read side (https://github.com/Labelbox/labelbox-python/pull/727 waits 10 s). After that it is taken as it is.
 */
const patienceMilliseconds = 10 * 60 * 1000;

/** Looks at a label after which it is settled whatever the platform's replicas show. */
const mostLooks = 3;

/** Whether one more look is worth it: the looks of an event are minutes apart, longer than a child of the state machine lives. */
export const maySettleLater = ({ looks = 0 }: LabelEvent): boolean => looks < mostLooks;

/** Whether what the platform shows may still lag behind the event. */
export const mayStillChange = ({ receivedAt, replayedAt }: LabelEvent, now: Date): boolean =>
  now.getTime() - Date.parse(replayedAt ?? receivedAt) < patienceMilliseconds;

/** What to do about a label that the platform shows, of which `standing` was read BEFORE the platform was asked, `now`. Pure. */
export function judgeLabel(
  event: LabelEvent,
  seen: SeenLabel,
  standing: LabelRecord | undefined,
  { now, precision = 'microsecond' }: { readonly now: Date; readonly precision?: TimePrecision | undefined },
): Verdict {
  const isOlder = standing !== undefined && isOlderThanRecord(seen, standing);
  if (mayStillChange(event, now)) {
    if (event.kind === 'deleted') return wait('the platform still shows the label, which was deleted');
    if (isOlderThanEvent(seen, event, precision))
      return wait('the platform shows the label as it was before the event');
    if (isOlder) return wait('the platform shows an older revision than it did before');
  }
  const looksAgain = maySettleLater(event) && isAmbiguous(seen, standing);
  return { action: 'export', looksAgain, isOlder, isUnsettled: isUnsettled(event, seen, standing, { now, precision }) };
}

/** How long ago the newest edit may have been that the platform still hides. */
const longestLagMilliseconds = patienceMilliseconds;

/** Whether a label that was written then is in doubt no longer once it is fetched again. */
export const isSettledAfter = (unsettled: string, now: Date): boolean =>
  now.getTime() - Date.parse(unsettled) >= longestLagMilliseconds;

/**
 * Whether the platform may hide an edit that left the revision as it was, so that what it shows has to be compared again later.
 * Every edit has an event. So the newest edit is hidden only where an event of the label is recent, and where its revision was
 * seen before, by another event or with another content; or where events do not say when the label changed, and one was
 * recorded before. An event of sync is none of them. What is older than the record, or than an edit that was given up, hides an edit for
 * sure, or was put back. Pure.
 */
function isUnsettled(
  event: LabelEvent,
  seen: SeenLabel,
  standing: LabelRecord | undefined,
  { now, precision }: { readonly now: Date; readonly precision: TimePrecision },
): boolean {
  const isRecent = (instant: string | undefined) => instant !== undefined && !isSettledAfter(instant, now);
  const announces = event.type !== syncEventType;
  const isNews = announces && isRecent(event.receivedAt);
  if (isNews && event.joined) return true;
  if (!standing) return false;
  const { unsettled, writtenAt, failure, status } = standing;
  const wasGivenUp = isOlderThanEvent(seen, { changedAt: failure?.revision }, precision);
  if (announces && (wasGivenUp || isOlderThanRecord(seen, standing))) return true;
  if (unsettled !== undefined && (isNews || isRecent(unsettled))) return true;
  if (!announces || !(isNews || isRecent(writtenAt) || isRecent(failure?.at))) return false;
  if (status === 'deleted') return true;
  if (failure && (failure.revision === undefined || isSameTime(failure.revision, seen.revision, precision)))
    return true;
  const last = lastSeenOf(standing);
  if (last.revision !== seen.revision) {
    // Events without a time of change do not wait for it: the record may be what the platform showed to a later one than this.
    return event.changedAt === undefined && (isRecent(writtenAt) || isRecent(failure?.at));
  }
  return last.content !== seen.content || (standing.event !== event.id && !isOfEarlierEdit(event, seen, precision));
}

/**
 * Whether a label that the platform shows as not labelled may still be an older state than the one that its event announced;
 * `revision` is undefined where the document does not say when it changed.
 */
export function mayBeLabelledSince(
  event: LabelEvent,
  revision: number | undefined,
  { now, precision = 'microsecond' }: { readonly now: Date; readonly precision?: TimePrecision | undefined },
): boolean {
  if (!mayStillChange(event, now)) return false;
  if (event.kind === 'deleted') return true;
  return revision === undefined ? event.changedAt !== undefined : isOlderThanEvent({ revision }, event, precision);
}

const wait = (reason: string): Verdict => ({ action: 'wait', reason });

/** An exported label that the platform does not show any more is looked at again before its tombstone is written. */
export const isLeaving = ({ status, leaving }: LabelRecord): boolean =>
  status === 'exported' && (leaving?.looks ?? 0) < mostLooks;

/** A label that is back after its tombstone, or changed without a new time: a lagging replica shows the same. */
function isAmbiguous(seen: SeenLabel, standing: LabelRecord | undefined): boolean {
  if (standing === undefined) return false;
  if (standing.status === 'deleted') return true;
  const { revision, content } = lastSeenOf(standing);
  return revision === seen.revision && content !== undefined && content !== seen.content;
}

const isOlderThanRecord = (seen: SeenLabel, standing: LabelRecord): boolean =>
  isShown(standing) && lastSeenOf(standing).revision > seen.revision;

/** Whether the platform showed the label when the record was written, whatever became of it. */
const isShown = ({ status }: LabelRecord): boolean => status === 'exported' || status === 'not-taken';

const microseconds = { second: 1_000_000, millisecond: 1_000, microsecond: 1 } as const;

const coarse = (time: number, precision: TimePrecision): number => Math.floor(time / microseconds[precision]);

const isSameTime = (a: number, b: number, precision: TimePrecision): boolean =>
  coarse(a, precision) === coarse(b, precision);

const isOfEarlierEdit = (
  { changedAt }: LabelEvent,
  { revision }: Pick<SeenLabel, 'revision'>,
  precision: TimePrecision,
): boolean => changedAt !== undefined && coarse(changedAt, precision) < coarse(revision, precision);

function isOlderThanEvent(
  seen: Pick<SeenLabel, 'revision'>,
  { changedAt }: Pick<LabelEvent, 'changedAt'>,
  precision: TimePrecision,
): boolean {
  if (changedAt === undefined) return false;
  return coarse(seen.revision, precision) < coarse(changedAt, precision);
}
