import { given } from '../../../contracts/given.ts';
import type { Source } from '../../../label/label.ts';
import { isFields } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import type { FetchedDocument, LabelRef } from '../../platform.ts';
import { unknownTime } from './annotation-parts.ts';
import type { LabelRow } from './label-row.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { stageOf } from './stage.ts';

/** Where the label comes from, and which state of it this is. */
export function sourceOf(
  row: LabelRow,
  units: readonly PlacedUnit[],
  { ref, workflowStage }: Pick<FetchedDocument, 'ref' | 'workflowStage'>,
  project: string,
): Source {
  const changed = lastChange(row, ref);
  const editor = lastEditor(row, units);
  return given({
    platform: 'encord',
    project,
    label: row.hash,
    revision: changed.microseconds,
    status: row.status || undefined,
    stage: stageOf(row.taskStatus, workflowStage),
    updatedAt: changed.iso,
    createdAt: row.createdAt?.iso,
    branch: row.branch || undefined,
    annotator: editor && pseudonym(editor),
  });
}

/** Very old rows have no time of their own: the event's is the next best. */
function lastChange({ lastEditedAt }: LabelRow, ref: LabelRef): Instant {
  const changed = instant(lastEditedAt ?? ref.occurredAt);
  if (changed) return changed;
  throw unknownTime(lastEditedAt ? 'label_row.last_edited_at' : 'The time of the event');
}

/** The row itself names nobody: the editor is the person who last touched one of its parts. */
function lastEditor(row: LabelRow, units: readonly PlacedUnit[]): string | undefined {
  let last: { readonly microseconds: number; readonly person: string } | undefined;
  const consider = (part: unknown) => {
    if (!isFields(part)) return;
    const { createdAt, createdBy, lastEditedAt, lastEditedBy } = part;
    const person = (textOrEmpty(lastEditedBy) || textOrEmpty(createdBy)).trim();
    if (person === '') return;
    const time = (textOrEmpty(lastEditedBy) && textOrEmpty(lastEditedAt)) || textOrEmpty(createdAt);
    const microseconds = instant(time)?.microseconds ?? 0;
    if (!last || microseconds > last.microseconds) last = { microseconds, person };
  };
  for (const { entries } of units) {
    for (const { objects, classifications } of entries) {
      objects.forEach(consider);
      classifications.forEach(consider);
    }
  }
  for (const { fields } of row.objectAnswers.values()) consider(fields);
  for (const { fields } of row.classificationAnswers.values()) consider(fields);
  return last?.person;
}

const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '');
