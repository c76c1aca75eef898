import { PlatformThrottled, PlatformUnavailable, StorageUnavailable } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelEvent, LabelGroup } from '../contracts/payloads.ts';

/** The failures for which the state machine waits with a group as it is. */
const waitsFor = [PlatformUnavailable, PlatformThrottled, StorageUnavailable];

/** Reports, at each try that fails so, how many labels wait for the connection, and since when the first of them was announced. */
export function noteWaiting(
  { connection, project, events }: LabelGroup,
  error: unknown,
  { now, log }: { readonly now: Date; readonly log: Log },
): void {
  if (!waitsFor.some((failure) => error instanceof failure)) return;
  const since = Math.min(...events.map(announcedAt));
  const minutes = Math.max(0, Math.floor((now.getTime() - since) / 60_000));
  log('labels-waiting', { connection, project, labels: events.length, minutes, error: (error as Error).name });
}

const announcedAt = ({ receivedAt, replayedAt }: LabelEvent): number => Date.parse(replayedAt ?? receivedAt);
