import type { SyncRequest } from '../lib/contracts/sync.ts';
import { reconcileHours } from './environment.ts';

type Reconciliation = {
  readonly connections: readonly string[];
  start(request: Partial<SyncRequest> & { readonly connection: string }): Promise<void>;
  /** Calls it again and again, first after so many milliseconds. */
  every(milliseconds: number, call: () => void): void;
  onFailure(error: Error): void;
};

const hour = 3_600_000;
const wholeAfterHours = 7 * 24;

/** As the schedules that are deployed: what has changed, at once and then every few hours; once a week, everything. */
export function reconcileByItself({ connections, start, every, onFailure }: Reconciliation): void {
  const reconcile = (request: Partial<SyncRequest>) => {
    for (const connection of connections) start({ connection, isAutomatic: true, ...request }).catch(onFailure);
  };
  const changed = () => reconcile({ since: 'last' });
  changed();
  every(reconcileHours * hour, changed);
  every(wholeAfterHours * hour, () => reconcile({ files: true }));
}
