import { noCounts, type SyncCounts, type SyncProgress } from '../contracts/sync.ts';
import type { SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';
import { scopeOf } from './scope.ts';

/** Notes what was found out about the project, and goes on to the next one. */
export const summariseProject: SyncStep = async function* (progress, dependencies) {
  const { counts, page, at = progress.startedAt, run } = progress;
  const { project, since } = await scopeOf(progress, dependencies);
  const isWhole = since === undefined;
  await runObjects(dependencies.store, run).writeSummary({ project, counts, pages: page, at, isWhole });
  const isIncomplete = progress.isIncomplete || counts.kept > 0;
  yield nextProject({ ...progress, isIncomplete, totals: sum(progress.totals, counts) });
};

export const nextProject = (progress: SyncProgress): SyncProgress => {
  const project = progress.project + 1;
  const step = project < progress.projects ? 'records' : 'compared';
  return { ...progress, project, counts: noCounts, page: 0, after: undefined, at: undefined, step };
};

const sum = (a: SyncCounts, b: SyncCounts): SyncCounts =>
  Object.fromEntries(
    Object.entries(a).map(([name, count]) => [name, count + b[name as keyof SyncCounts]]),
  ) as SyncCounts;

/** All projects are compared: the run exports what it found, or ends with its counts. */
export const endComparison: SyncStep = async function* (progress, { log }) {
  const { request, totals, run } = progress;
  log('sync-compared', { connection: request.connection, run, ...totals });
  const step = request.afterCounts === 'stop' ? 'ended' : 'export';
  yield { ...progress, project: 0, page: 1, position: 0, step };
};
