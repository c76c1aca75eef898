import { InvalidLabel } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { LabelStage, Source } from '../../../label/label.ts';
import { type FieldPath, invalidAt, isMissing } from '../../kit/fields.ts';
import { pseudonym } from '../../kit/finish-label.ts';
import { type Instant, instant, later } from '../../kit/instant.ts';
import type { Reading } from '../../kit/reading.ts';
import type { LabelRef } from '../../platform.ts';
import type { ExportedLabel, RowInProject } from './data-row.ts';

/** Where the label comes from, and which state of it this is. */
export function sourceOf(
  label: ExportedLabel,
  inProject: RowInProject,
  ref: LabelRef,
  project: string,
  reading: Reading,
): Source {
  const id = idOf(label, ref);
  const path = reading.at('label_details');
  const changed = lastChange(label, ref, path);
  const { created_at, created_by: annotator } = label.label_details ?? {};
  const status = statusOf(inProject, id, reading.at('project_details').at('workflow_status'));
  return given({
    platform: 'labelbox',
    project,
    label: id,
    revision: changed.microseconds,
    status,
    stage: stageOf(status),
    updatedAt: changed.iso,
    createdAt: timeIn(created_at, id, path.at('created_at'))?.iso,
    annotator: typeof annotator === 'string' && annotator !== '' ? pseudonym(annotator) : undefined,
    secondsToLabel: secondsIn(label, id, reading.at('performance_details').at('seconds_to_create')),
    groundTruth: inProject.benchmark_reference_labels?.includes(id) || undefined,
  });
}

/** Where the row is in the workflow of its project: https://docs.labelbox.com/docs/workflows */
const stages: ReadonlyMap<string, LabelStage> = new Map([
  ['tolabel', 'in-progress'],
  ['inrework', 'in-progress'],
  ['inreview', 'submitted'],
  ['done', 'approved'],
]);

/** An export writes IN_REVIEW, a filter InReview: the letters count. */
const stageOf = (status = ''): LabelStage | undefined => stages.get(status.toLowerCase().replace(/[^a-z]/g, ''));

function statusOf({ project_details }: RowInProject, label: string, path: FieldPath): string | undefined {
  const status = project_details?.workflow_status;
  if (isMissing(status) || status === '') return undefined;
  if (typeof status === 'string') return status;
  path.reading.notKept(label, path, 'a state of the workflow that is not a text');
  return undefined;
}

/** Undefined, and reported of the label, where it cannot be read. */
function timeIn(text: unknown, label: string, path: FieldPath): Instant | undefined {
  if (isMissing(text) || text === '') return undefined;
  const time = instant(text);
  if (!time) path.reading.notKept(label, path, 'a time that cannot be read');
  return time;
}

function secondsIn({ performance_details }: ExportedLabel, label: string, path: FieldPath): number | undefined {
  const seconds = performance_details?.seconds_to_create;
  if (isMissing(seconds)) return undefined;
  if (typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0) return seconds;
  path.reading.notKept(label, path, 'a time of work that is not a number of seconds');
  return undefined;
}

function idOf(label: ExportedLabel, ref: LabelRef): string {
  if (label.id && ref.label && label.id !== ref.label) {
    throw new InvalidLabel('The label must have the id that was asked for, but has another one.');
  }
  const id = label.id ?? ref.label;
  if (!id) throw new InvalidLabel('The label must have an id, but has none.');
  return id;
}

/**
 * The later of the two times of a change. Where only one of them can be read, it is that one: a change of the contents sets
 * both. The time of the event, where the export gives neither.
 */
function lastChange({ label_details, id }: ExportedLabel, ref: LabelRef, path: FieldPath): Instant {
  const keys = ['updated_at', 'content_last_updated_at'] as const;
  const given = keys.filter((key) => !isMissing(label_details?.[key]) && label_details?.[key] !== '');
  const [first] = given;
  if (first === undefined) return eventTime(ref);
  const times = given.flatMap((key) => timeIn(label_details?.[key], id ?? ref.label ?? '', path.at(key)) ?? []);
  const last = later(times);
  if (last) return last;
  throw invalidAt(`label_details.${first}`, unreadable);
}

function eventTime({ occurredAt }: LabelRef): Instant {
  const time = instant(occurredAt);
  if (time) return time;
  throw invalidAt("The event's occurredAt", unreadable);
}

const unreadable = 'must be a time such as 2026-05-04T12:00:00.000+00:00, but cannot be read as one';
