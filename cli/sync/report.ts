import { printable } from '../../lib/contracts/printable.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import type { SyncSummary } from '../../lib/contracts/sync.ts';
import type { SyncApi } from './api.ts';
import { toSend } from './estimate.ts';
import type { FollowedRun, SyncCall } from './run-sync.ts';
import { counted, figure } from './run-text.ts';

/** What was left undone, and what to do about it: one sentence or two each. */
export async function problemsOf(followed: FollowedRun, call: SyncCall, api: SyncApi): Promise<readonly string[]> {
  const { run, status, progress, failure } = followed;
  const problems: string[] = [];
  if (failure) problems.push(`The run ${run} failed with ${printable(failure.error)}: ${failure.message}`);
  if (!progress || status === 'running') return problems;
  const { outcomes, refused, totals, request, projects } = progress;
  if (outcomes.failed > 0) problems.push(`${counted(outcomes.failed, 'label')} went to the dead letters.`);
  if (refused.length > 0)
    problems.push(
      `${figure(refused.length)} of ${counted(projects, 'project')} could not be compared, for the reasons above.`,
    );
  if (totals.kept > 0 && !request.allowDeletions) problems.push(heldBackText(await api.summaries(run), call));
  return problems;
}

function heldBackText(summaries: readonly SyncSummary[], { connection, where }: SyncCall): string {
  const held = summaries.filter(({ counts }) => counts.kept > 0);
  const projects = held.map(
    ({ project, counts }) =>
      `${figure(counts.kept)} of ${counted(exportedOf(counts), 'label')} of project ${printable(project)}`,
  );
  const named = held.map(({ project }) => shellWord(project)).join(' ');
  return `Gone from the platform, and not withdrawn, since that is more than a tenth: ${projects.join('; ')}. If they really were deleted: npx labelwire sync ${connection} --project ${named} --allow-deletions${where}`;
}

/** Those that have a record: they are listed and known, or known and not listed. */
const exportedOf = ({ listed, missing, older, gone }: SyncSummary['counts']): number => listed - missing - older + gone;

/** For programs: the run in plain words, all of it that is known. */
export function runJson({ run, status, progress, estimate, failure }: FollowedRun, connection: string): object {
  const named = { connection, run, status };
  if (!progress) return { ...named, failure };
  const { totals, outcomes, refused, startedAt, projects, announced } = progress;
  return {
    ...named,
    startedAt,
    projects,
    counts: {
      onPlatform: totals.listed,
      upToDate: totals.upToDate,
      missing: totals.missing,
      stale: totals.stale,
      failedBefore: totals.failed,
      givenUpUnchanged: totals.givenUp,
      damaged: totals.damaged,
      unsettled: totals.unsettled,
      otherFormats: totals.otherFormats,
      gone: totals.gone,
      notWithdrawn: totals.kept,
      olderThanFirstRun: totals.older,
      unnamedFilesRemoved: totals.orphans,
    },
    toSend: toSend(progress),
    sent: announced,
    outcomes: {
      exported: outcomes.exported,
      withdrawn: outcomes.deleted,
      notTaken: outcomes.notTaken,
      deadLetters: outcomes.failed,
      leaving: outcomes.leaving,
      waiting: outcomes.waiting,
    },
    refused,
    estimate: estimate && { seconds: estimate.seconds, usd: estimate.usd },
    failure,
  };
}
