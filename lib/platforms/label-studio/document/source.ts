import { given } from '../../../contracts/given.ts';
import type { Source } from '../../../label/label.ts';
import { invalidAt, isFields, isMissing } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { instant } from '../../kit/instant.ts';
import type { Reading } from '../../kit/reading.ts';
import type { LabelRef } from '../../platform.ts';
import type { Task, TaskAnnotation } from './task.ts';

/** Where the label comes from, and which state of it this is. What is only passed on is left out where it cannot be read. */
export function sourceOf(
  task: Task,
  annotation: TaskAnnotation,
  ref: LabelRef,
  project: string,
  reading: Reading,
): Source {
  const path = reading.at('annotations').at(0);
  const label = String(annotation.id);
  if (ref.label !== undefined && ref.label !== label) {
    throw invalidAt(path.at('id'), 'must be the id of the label that was asked for, but is another');
  }
  if (String(annotation.project ?? task.project ?? project) !== project) {
    throw invalidAt('The task', 'must belong to the project that was asked for, but belongs to another project');
  }
  const updated = instant(annotation.updated_at || ref.occurredAt);
  if (!updated) {
    throw invalidAt(path.at('updated_at'), 'must be a time such as 2026-05-04T12:00:00.000000Z, but is another string');
  }
  const passedOn = <Value>(key: keyof TaskAnnotation, read: (value: unknown) => Value | undefined) => {
    const value = annotation[key];
    const found = isMissing(value) || value === '' ? undefined : read(value);
    if (found === undefined && !isMissing(value) && value !== '') path.reading.unread(path.at(key));
    return found;
  };
  return given({
    platform: 'label-studio',
    project,
    label,
    revision: updated.microseconds,
    status: passedOn('last_action', (action) => (typeof action === 'string' ? action : undefined)),
    updatedAt: updated.iso,
    createdAt: passedOn('created_at', (time) => instant(time)?.iso),
    annotator: passedOn('completed_by', annotatorOf),
    secondsToLabel: passedOn('lead_time', (time) => (typeof time === 'number' && time >= 0 ? time : undefined)),
    groundTruth: annotation.ground_truth || undefined,
  });
}

/** A user is a number, or an object with one, depending on the request that gave the task. */
function annotatorOf(user: unknown): string | undefined {
  const id = isFields(user) ? (user.id ?? user.email) : user;
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? pseudonym(String(id)) : undefined;
}
