import { causeOf } from '../../lib/contracts/dead-letter.ts';
import type { SyncProgress } from '../../lib/contracts/sync.ts';
import type { SyncApi } from './api.ts';
import type { Run } from './runs.ts';

export type Clock = { now(): Date; sleep(milliseconds: number): Promise<void> };

const shortestLook = 250;
const longestLook = 2_000;

/** An execution that ended before its run did. */
export class RunFailed extends Error {
  override readonly name: string;

  constructor(error: string, message: string) {
    super(message);
    this.name = error;
  }
}

/** Looks at a run until it is as far as is wanted; RunFailed where its execution ends before. */
export async function watch(
  { run, execution }: Run,
  api: SyncApi,
  clock: Clock,
  { isThere, onLook }: { isThere(progress: SyncProgress): boolean; onLook(progress: SyncProgress | undefined): void },
): Promise<SyncProgress> {
  for (let look = shortestLook; ; look = Math.min(look * 1.5, longestLook)) {
    const { status, error, cause } = await api.describe(execution);
    const progress = await api.progress(run); // after the status: one that has ended writes nothing any more
    if (progress && isThere(progress)) return progress;
    if (status !== 'RUNNING') throw failureOf(status, error, cause);
    onLook(progress);
    await clock.sleep(look);
  }
}

const endings: Readonly<Record<string, string>> = {
  ABORTED: 'Somebody stopped it.',
  TIMED_OUT: 'It took longer than its state machine allows.',
};

function failureOf(status: string, error = status, cause = ''): RunFailed {
  const { message } = causeOf({ error, message: cause });
  return new RunFailed(error, message || endings[status] || `Its execution ended as ${status}.`);
}
