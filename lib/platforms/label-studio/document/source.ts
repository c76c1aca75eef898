import { createHash } from 'node:crypto';
import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Source } from '../../../label/label.ts';
import { type Instant, instant } from '../../kit/instant.ts';
import type { LabelRef } from '../../platform.ts';
import type { Task, TaskAnnotation } from './task.ts';

/** Where the label comes from, and which state of it this is. */
export function sourceOf(task: Task, annotation: TaskAnnotation, ref: LabelRef, project: string): Source {
  const label = String(annotation.id);
  if (ref.label !== undefined && ref.label !== label) {
    throw new InvalidLabel('annotations[0].id is another one than was asked for.');
  }
  const belongsTo = annotation.project ?? task.project ?? project;
  if (String(belongsTo) !== project) throw new InvalidLabel('The task belongs to another project than was asked for.');
  const changed = timeOf(annotation.updated_at || ref.occurredAt, 'updated_at');
  const created = annotation.created_at ? timeOf(annotation.created_at, 'created_at') : undefined;
  const annotator = hashOf(annotation.completed_by);
  return {
    platform: 'label-studio',
    project,
    label,
    revision: changed.microseconds,
    ...(annotation.last_action ? { status: annotation.last_action } : {}),
    updatedAt: changed.iso,
    ...(created ? { createdAt: created.iso } : {}),
    ...(annotator ? { annotator } : {}),
    ...(typeof annotation.lead_time === 'number' ? { secondsToLabel: annotation.lead_time } : {}),
    ...(annotation.ground_truth ? { groundTruth: true } : {}),
  };
}

function timeOf(text: string, field: string): Instant {
  const time = instant(text);
  if (time) return time;
  throw new InvalidLabel(`annotations[0].${field} is not a time such as 2026-05-04T12:00:00.000000Z.`);
}

/** A user is a number, or an object with one, by the request that gave the task: the same hash either way. */
function hashOf(user: TaskAnnotation['completed_by']): string | undefined {
  const id = typeof user === 'object' && user !== null ? (user.id ?? user.email) : user;
  if (id === undefined || id === null || id === '') return undefined;
  return createHash('sha256').update(String(id)).digest('hex').slice(0, 16);
}
