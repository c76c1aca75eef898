import type { Project } from '../contracts/keys.ts';
import type { SyncProgress } from '../contracts/sync.ts';
import type { SyncDependencies } from './dependencies.ts';
import { runObjects, syncedUntil } from './run-objects.ts';

/** Which labels of a project a run looks at. */
export type Scope = Project & {
  /** Only what has changed since, by the platform's clock; undefined: everything. */
  readonly since: string | undefined;
  /** Microseconds since 1970: a label that is older and was never exported is not missed. */
  readonly from: number;
};

/** A listing is not a snapshot, and its clock is not that of the labels. */
const marginMilliseconds = 10 * 60_000;
/** What changed in this time before the first run of a schedule is missed like anything later: deployments take a while. */
const firstLookMilliseconds = 24 * 3_600_000;

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The scope of the project that the run is at. */
export async function scopeOf(
  { request, run, startedAt, project: index }: SyncProgress,
  { store }: SyncDependencies,
): Promise<Scope> {
  const { connection, since, isAutomatic } = request;
  const project = (await runObjects(store, run).projects())[index] ?? '';
  const last = await syncedUntil(store, { connection, project });
  const firstLook = instant(Date.parse(startedAt) - firstLookMilliseconds);
  const from = isAutomatic ? (last ? last.from : firstLook) : undefined;
  const isNew = isAutomatic ? firstLook : undefined;
  const changedSince = since === 'last' ? (last ? instant(Date.parse(last.until) - marginMilliseconds) : isNew) : since;
  return { connection, project, since: changedSince, from: from === undefined ? 0 : Date.parse(from) * 1000 };
}
