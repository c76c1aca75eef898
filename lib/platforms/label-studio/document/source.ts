import { given } from '../../../contracts/given.ts';
import type { Source } from '../../../label/label.ts';
import { FieldPath, invalidAt } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import type { LabelRef } from '../../platform.ts';
import type { Task, TaskAnnotation } from './task.ts';

const annotationPath = new FieldPath(0, new FieldPath('annotations'));

/** Where the label comes from, and which state of it this is. */
export function sourceOf(task: Task, annotation: TaskAnnotation, ref: LabelRef, project: string): Source {
  const label = String(annotation.id);
  if (ref.label !== undefined && ref.label !== label) {
    throw invalidAt(annotationPath.at('id'), 'must be the id of the label that was asked for, but is another');
  }
  if (String(annotation.project ?? task.project ?? project) !== project) {
    throw invalidAt('The task', 'must belong to the project that was asked for, but belongs to another project');
  }
  const updated = instantOf(annotation.updated_at || ref.occurredAt, 'updated_at');
  return given({
    platform: 'label-studio',
    project,
    label,
    revision: updated.microseconds,
    status: annotation.last_action || undefined,
    updatedAt: updated.iso,
    createdAt: annotation.created_at ? instantOf(annotation.created_at, 'created_at').iso : undefined,
    annotator: annotatorOf(annotation.completed_by),
    secondsToLabel: annotation.lead_time ?? undefined,
    groundTruth: annotation.ground_truth || undefined,
  });
}

function instantOf(text: string, key: string): Instant {
  const found = instant(text);
  if (found) return found;
  throw invalidAt(annotationPath.at(key), 'must be a time such as 2026-05-04T12:00:00.000000Z, but is another string');
}

/** A user is a number, or an object with one, depending on the request that gave the task. */
function annotatorOf(user: TaskAnnotation['completed_by']): string | undefined {
  const id = typeof user === 'object' && user !== null ? (user.id ?? user.email) : user;
  return id === undefined || id === null || id === '' ? undefined : pseudonym(String(id));
}
