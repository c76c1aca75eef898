import { causeOf } from '../contracts/dead-letter.ts';
import { InvalidRequest } from '../contracts/errors.ts';
import { noCounts, noOutcomes, type SyncCall, type SyncProgress } from '../contracts/sync.ts';
import { compareFiles } from './compare-files.ts';
import { isTimeUp, type SyncDependencies, type SyncStep } from './dependencies.ts';
import { endRun } from './end-run.ts';
import { exportDifferences } from './export-differences.ts';
import { findGone } from './find-gone.ts';
import { findProjects } from './find-projects.ts';
import { findUnsettled } from './find-unsettled.ts';
import { listPlatform } from './list-platform.ts';
import { listRecords } from './list-records.ts';
import { runObjects } from './run-objects.ts';
import { endComparison, nextProject, summariseProject } from './summarise.ts';

const steps: Readonly<Record<Exclude<SyncProgress['step'], 'ended'>, SyncStep>> = {
  projects: findProjects,
  records: listRecords,
  list: listPlatform,
  unsettled: findUnsettled,
  gone: findGone,
  files: compareFiles,
  summary: summariseProject,
  compared: endComparison,
  export: exportDifferences,
};

/**
 * Goes on with a run for as long as the call has time, and answers how far it is. What fails after some of the work is done
 * fails once more, and alone, in the next call; the state machine tries again what may pass.
 */
export async function advance(call: SyncCall, dependencies: SyncDependencies): Promise<SyncProgress> {
  const { store } = dependencies;
  const begun = await progressOf(call, dependencies);
  let last = begun;
  try {
    while (last.step !== 'ended') {
      for await (const next of steps[last.step](last, dependencies)) {
        if (next.step === 'ended' && next.request.afterCounts === 'export') await endRun(next, dependencies);
        await runObjects(store, next.run).writeProgress(next);
        last = next; // only now: what ended without a note of it would never be noted
        if (last.waitSeconds > 0 || isTimeUp(dependencies)) return last;
      }
    }
  } catch (error) {
    if (last === begun) throw error; // else the next call begins where this one failed, and fails alone
  }
  return last;
}

export const connectionOfCall = (call: SyncCall): string =>
  'begin' in call ? call.begin.connection : call.request.connection;

async function progressOf(call: SyncCall, { store }: SyncDependencies): Promise<SyncProgress> {
  if ('begin' in call) {
    const { begin, run, startedAt, failure } = call;
    if (failure) throw failed(failure);
    if ('resume' in begin) {
      const before = await runObjects(store, begin.resume).progress();
      if (before.step !== 'ended' || before.request.afterCounts !== 'stop') {
        throw new InvalidRequest(`Sync ${begin.resume} does not wait for anybody: it is at "${before.step}".`);
      }
      const { allowDeletions } = begin;
      const isIncomplete = before.refused.length > 0 || (before.totals.kept > 0 && !allowDeletions);
      const request = { ...before.request, afterCounts: 'export' as const, allowDeletions };
      return { ...before, step: 'export', request, isIncomplete };
    }
    return { ...nothingYet, request: begin, run, startedAt };
  }
  const { failure, ...progress } = call;
  const awake = { ...progress, waitSeconds: 0 };
  if (!failure) return awake;
  return refuse(awake, failure, store);
}

const nothingYet: Omit<SyncProgress, 'request' | 'run' | 'startedAt'> = {
  step: 'projects',
  projects: 0,
  project: 0,
  page: 0,
  position: 0,
  counts: noCounts,
  totals: noCounts,
  announced: 0,
  outcomes: noOutcomes,
  running: [],
  refused: [],
  waitSeconds: 0,
  isIncomplete: false,
};

type Failure = { readonly Error: string; readonly Cause: string };

/** Not more travel through the state machine; the run is incomplete anyway. */
const mostRefused = 20;
const longestMessage = 300;

/** A project that cannot be compared holds no other. */
async function refuse(
  progress: SyncProgress,
  failure: Failure,
  store: SyncDependencies['store'],
): Promise<SyncProgress> {
  if (!['records', 'list', 'unsettled', 'gone', 'files', 'summary'].includes(progress.step)) throw failed(failure);
  const project = (await runObjects(store, progress.run).projects())[progress.project] ?? '';
  const message = messageOf(failure).slice(0, longestMessage);
  const refused = [...progress.refused, { project, error: failure.Error, message }].slice(0, mostRefused);
  return nextProject({ ...progress, refused, isIncomplete: true });
}

const failed = (failure: Failure): Error => Object.assign(new Error(messageOf(failure)), { name: failure.Error });

const messageOf = ({ Error: error, Cause }: Failure): string => causeOf({ error, message: Cause }).message;
