import type { LabelStage } from '../../../label/label.ts';

/** Kinds of stages of a workflow: https://docs.encord.com/platform-documentation/Annotate/annotate-projects/annotate-workflows-and-templates */
const kinds: ReadonlyMap<string, LabelStage> = new Map([
  ['ANNOTATION', 'in-progress'],
  ['CONSENSUS_ANNOTATION', 'in-progress'],
  ['REVIEW', 'submitted'],
  ['CONSENSUS_REVIEW', 'submitted'],
  ['DONE', 'approved'],
]);

/** What `annotation_task_status` of a label row may be. */
const statuses: ReadonlyMap<string, LabelStage> = new Map([
  ['QUEUED', 'in-progress'],
  ['NEW', 'in-progress'],
  ['ASSIGNED', 'in-progress'],
  ['RELEASED', 'in-progress'],
  ['SKIPPED', 'in-progress'],
  ['RETURNED', 'in-progress'],
  ['REOPENED', 'in-progress'],
  ['IN_REVIEW', 'submitted'],
  ['COMPLETED', 'approved'],
]);

/**
 * What the place of a label in its workflow means. `kind`: of the stage that it is at; undefined where only the label row is
 * known, whose own status decides then. Before an agent or a router the status decides, too, but nothing is approved there:
 * more is to come.
 */
export function stageOf(status: string | undefined, kind: string | undefined): LabelStage | undefined {
  const byStatus = statuses.get(status ?? '');
  if (kind === undefined) return byStatus;
  return kinds.get(kind) ?? (byStatus === 'approved' ? 'submitted' : byStatus);
}
