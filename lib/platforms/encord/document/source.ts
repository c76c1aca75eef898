import { createHash } from 'node:crypto';
import type { Source } from '../../../label/label.ts';
import { invalidAt, isFields } from '../../kit/fields.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import type { LabelRef } from '../../platform.ts';
import type { PlacedUnit } from './data-units.ts';
import type { LabelRow } from './label-row.ts';

/** Where the label comes from and which state of it this is. */
export function sourceOf(row: LabelRow, units: readonly PlacedUnit[], ref: LabelRef, project: string): Source {
  const changed = lastChange(row, ref);
  const editor = lastEditor(row, units);
  return {
    platform: 'encord',
    project,
    label: row.hash,
    revision: changed.microseconds,
    ...(row.status ? { status: row.status } : {}),
    updatedAt: changed.iso,
    ...(row.branch ? { branch: row.branch } : {}),
    ...(editor ? { annotator: createHash('sha256').update(editor).digest('hex').slice(0, 16) } : {}),
  };
}

/** Very old rows have no time of their own; the event's is the next best. */
function lastChange({ lastEditedAt }: LabelRow, ref: LabelRef): Instant {
  const changed = instant(lastEditedAt ?? ref.occurredAt);
  if (changed) return changed;
  throw invalidAt(lastEditedAt ? 'last_edited_at' : "The event's time", 'is not a time in any of the known styles');
}

/** The row itself names nobody: whoever touched one of its parts last, as `clean` hashes the address too. */
function lastEditor(row: LabelRow, units: readonly PlacedUnit[]): string | undefined {
  let last: { readonly at: number; readonly by: string } | undefined;
  const consider = (part: unknown) => {
    if (!isFields(part)) return;
    const { createdAt, createdBy, lastEditedAt, lastEditedBy } = part;
    const by = (text(lastEditedBy) || text(createdBy)).trim();
    if (by === '') return;
    const time = (text(lastEditedBy) && text(lastEditedAt)) || text(createdAt);
    const at = instant(time)?.microseconds ?? 0;
    if (!last || at > last.at) last = { at, by };
  };
  for (const { entries } of units) {
    for (const { objects, classifications } of entries) {
      objects.forEach(consider);
      classifications.forEach(consider);
    }
  }
  for (const { fields } of row.objectAnswers.values()) consider(fields);
  for (const { fields } of row.classificationAnswers.values()) consider(fields);
  return last?.by;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
