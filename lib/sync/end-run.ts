import type { SyncedUntil, SyncProgress, SyncRequest } from '../contracts/sync.ts';
import type { SyncDependencies } from './dependencies.ts';
import { runObjects, syncedUntil, writeSyncedUntil } from './run-objects.ts';

/** Notes of each project up to when it is reconciled, once everything that was found is on its way. */
export async function endRun(progress: SyncProgress, { store, log }: SyncDependencies): Promise<void> {
  const { request, run, startedAt, announced, outcomes, refused } = progress;
  const { connection, isAutomatic } = request;
  const objects = runObjects(store, run);
  for (const project of await objects.projects()) {
    const summary = await objects.summary(project);
    if (!summary) continue; // it was refused, and is to be compared from where it was
    const last = await syncedUntil(store, { connection, project });
    if (leavesGap(request.since, last)) continue;
    const isWhole = summary.isWhole && (summary.counts.kept === 0 || request.allowDeletions);
    const firstLook = last ? last.from : startedAt;
    await writeSyncedUntil(
      store,
      { connection, project },
      {
        until: summary.at,
        ...(isAutomatic || !isWhole ? { from: firstLook } : {}),
        ...(isWhole ? { wholeAt: startedAt } : { wholeAt: last?.wholeAt }),
        run,
      },
    );
  }
  log('sync-ended', { connection, run, announced, ...outcomes, refused: refused.length });
}

/** What changed before an instant that somebody chose, and after the last run, was not listed: the next run has to ask for it. */
const leavesGap = (since: SyncRequest['since'], last: SyncedUntil | undefined): boolean =>
  since !== undefined && since !== 'last' && (last === undefined || Date.parse(since) > Date.parse(last.until));
