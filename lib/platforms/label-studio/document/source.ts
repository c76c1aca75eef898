import { given } from '../../../contracts/given.ts';
import type { LabelStage, Source } from '../../../label/label.ts';
import { type Fields, invalidAt, isFields, isMissing } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { type Instant, instant } from '../../kit/instant.ts';
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
    stage: stageOf(annotation),
    updatedAt: updated.iso,
    createdAt: passedOn('created_at', (time) => instant(time)?.iso),
    annotator: passedOn('completed_by', annotatorOf),
    secondsToLabel: passedOn('lead_time', (time) => (typeof time === 'number' && time >= 0 ? time : undefined)),
    groundTruth: annotation.ground_truth || undefined,
  });
}

/** What an annotator did last, after any review there was: it is to be reviewed (again). */
const submissions: ReadonlySet<unknown> = new Set(['submitted', 'updated']);

/**
 * An annotation exists once it is submitted; a draft is none. Reviews are a feature of the Enterprise edition: the last one
 * counts, unless the annotation was changed since. A rejected annotation is back with its annotator.
 */
function stageOf({ reviews, last_action }: TaskAnnotation): LabelStage {
  const accepted = lastReview(reviews)?.accepted;
  if (typeof accepted !== 'boolean' || submissions.has(last_action)) return 'submitted';
  return accepted ? 'approved' : 'in-progress';
}

/** The newest one; where one of them has no time, the last of the list. */
function lastReview(reviews: unknown): Fields | undefined {
  if (!Array.isArray(reviews)) return undefined;
  const all = reviews.filter(isFields);
  const times = all.map(({ created_at }) => instant(created_at));
  if (!times.every((time): time is Instant => time !== undefined)) return all.at(-1);
  const newest = Math.max(...times.map(({ microseconds }) => microseconds));
  return all[times.findLastIndex(({ microseconds }) => microseconds === newest)];
}

/** A user is a number, or an object with one, depending on the request that gave the task. */
function annotatorOf(user: unknown): string | undefined {
  const id = isFields(user) ? (user.id ?? user.email) : user;
  return typeof id === 'number' || (typeof id === 'string' && id !== '') ? pseudonym(String(id)) : undefined;
}
