import { InvalidLabel } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { Source } from '../../../label/label.ts';
import { invalidAt } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { type Instant, instant, later } from '../../kit/instant.ts';
import type { LabelRef } from '../../platform.ts';
import type { ExportedLabel, RowInProject } from './data-row.ts';

/** Where the label comes from, and which state of it this is. */
export function sourceOf(label: ExportedLabel, inProject: RowInProject, ref: LabelRef, project: string): Source {
  const id = idOf(label, ref);
  const changed = lastChange(label, ref);
  const annotator = label.label_details?.created_by;
  return given({
    platform: 'labelbox',
    project,
    label: id,
    revision: changed.microseconds,
    status: inProject.project_details?.workflow_status || undefined,
    updatedAt: changed.iso,
    annotator: annotator ? pseudonym(annotator) : undefined,
    groundTruth: inProject.benchmark_reference_labels?.includes(id) || undefined,
  });
}

function idOf(label: ExportedLabel, ref: LabelRef): string {
  if (label.id && ref.label && label.id !== ref.label) {
    throw new InvalidLabel('The label must have the id that was asked for, but has another one.');
  }
  const id = label.id ?? ref.label;
  if (!id) throw new InvalidLabel('The label must have an id, but has none.');
  return id;
}

/** The time of the event, where the export gives no time of the label's last change. */
function lastChange({ label_details }: ExportedLabel, ref: LabelRef): Instant {
  const times = (['updated_at', 'content_last_updated_at'] as const).flatMap((key) => {
    const text = label_details?.[key];
    return text ? [readInstant(text, `label_details.${key}`)] : [];
  });
  return later(times) ?? readInstant(ref.occurredAt, "The event's occurredAt");
}

function readInstant(text: string, path: string): Instant {
  const time = instant(text);
  if (time) return time;
  throw invalidAt(path, 'must be a time such as 2026-05-04T12:00:00.000+00:00, but cannot be read as one');
}
