import { createHash } from 'node:crypto';
import type { Source } from '../../label/label.ts';
import type { LabelRef } from '../platform.ts';
import { invalidAt, type LabelRow } from './label-row.ts';
import { type Instant, parseTimestamp } from './timestamp.ts';

/** Where the label comes from and which state of it this is. */
export function sourceOf(row: LabelRow, ref: LabelRef, project: string): Source {
  const changed = lastChange(row, ref);
  const status = row.workflow_graph_node?.title || row.annotation_task_status || row.label_status;
  const editor = lastEditor(row);
  return {
    platform: 'encord',
    project,
    label: row.label_hash,
    revision: changed.microseconds,
    ...(status ? { status } : {}),
    updatedAt: changed.iso,
    ...(row.branch_name ? { branch: row.branch_name } : {}),
    ...(editor ? { annotator: createHash('sha256').update(editor).digest('hex').slice(0, 16) } : {}),
  };
}

/** Very old rows have no time of their own; the event's is the next best. */
function lastChange(row: LabelRow, ref: LabelRef): Instant {
  const changed = parseTimestamp(row.last_edited_at || ref.occurredAt);
  if (changed) return changed;
  throw invalidAt(
    row.last_edited_at ? 'last_edited_at' : "The event's time",
    'is not a time in any of the known styles',
  );
}

/** The row itself names nobody: whoever touched one of its parts last, as `clean` hashes the address too. */
function lastEditor(row: LabelRow): string | undefined {
  const parts = [
    ...Object.values(row.data_units).flatMap(({ labels }) => [
      ...(labels.objects ?? []),
      ...(labels.classifications ?? []),
    ]),
    ...Object.values(row.classification_answers ?? {}),
  ];
  let last: { readonly at: number; readonly by: string } | undefined;
  for (const { createdAt, createdBy, lastEditedAt, lastEditedBy } of parts) {
    const by = (lastEditedBy || createdBy)?.trim();
    const at = parseTimestamp((lastEditedBy && lastEditedAt) || createdAt || '')?.microseconds ?? 0;
    if (by && (!last || at > last.at)) last = { at, by };
  }
  return last?.by;
}
