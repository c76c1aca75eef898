import type { SyncRequest } from '../lib/contracts/sync.ts';
import { reconcileHours } from './environment.ts';

/** When everything of each connection was last compared, ISO 8601, by its name; kept across restarts. */
export type WholeComparisons = Readonly<Record<string, string>>;

export type Reconciliation = {
  readonly connections: readonly string[];
  readonly clock: { now(): Date; every(milliseconds: number, run: () => void): void };
  readonly kept: { read(): WholeComparisons; write(whole: WholeComparisons): void };
  start(request: Partial<SyncRequest> & Pick<SyncRequest, 'connection'>): Promise<void>;
  /** What a comparison that did not start is reported by. */
  report(error: Error): void;
};

const hour = 3_600_000;
const wholeMilliseconds = 7 * 24 * hour;

/**
 * Compares each connection with its platform as the schedules of a deployment do: what has changed, at once and then every few
 * hours; once a week everything, the files included. The first start begins the first week.
 */
export function reconcileByItself({ connections, clock, kept, start, report }: Reconciliation): void {
  const reconcile = async (connection: string) => {
    const now = clock.now();
    const last = kept.read()[connection];
    const isDue = last !== undefined && now.getTime() - Date.parse(last) >= wholeMilliseconds;
    await start({ connection, isAutomatic: true, ...(isDue ? { files: true } : { since: 'last' }) });
    if (isDue || last === undefined) kept.write({ ...kept.read(), [connection]: now.toISOString() });
  };
  const run = () => {
    for (const connection of connections) reconcile(connection).catch(report);
  };
  run();
  clock.every(reconcileHours * hour, run);
}
