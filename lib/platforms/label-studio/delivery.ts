import { createHash } from 'node:crypto';
import { MalformedDelivery } from '../../contracts/errors.ts';
import { given } from '../../contracts/given.ts';
import { type Instant, instant } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement, Delivery } from '../platform.ts';

/** Throws MalformedDelivery where a delivery does not say which project, or which labels are deleted. */
export function announcementsOf({ body, query }: Delivery, now: Date): readonly Announcement[] {
  const delivery = DeliveryObject.parse(body);
  const type = delivery.text('action');
  const action = actions.get(type);
  if (!action) return [];
  const { kind } = action;
  const received = now.toISOString();
  const subjects = action.subjectsIn(delivery) ?? [withoutPayload(type, kind)];
  if (subjects.length === 0) return [];
  const project = projectIn(delivery, query);
  const announced = subjects.map(({ changed, ...subject }) =>
    given({
      type,
      project,
      ...subject,
      kind,
      occurredAt: changed?.iso ?? received,
      changedAt: changed?.microseconds,
    }),
  );
  const id = idOf(announced.map(({ changedAt: _changedAt, ...others }) => others)); // `occurredAt` is the same time
  return announced.map((announcement) => ({ id, ...announcement }));
}

/** What a delivery is about: a label, the labels of a task, or a listing. */
type Subject = Pick<Announcement, 'label' | 'dataUnit' | 'listing'> & { readonly changed?: Instant };

type Action = {
  readonly kind: Announcement['kind'];
  /** Undefined where the delivery came without payload. */
  subjectsIn(body: DeliveryObject): readonly Subject[] | undefined;
};

/** One annotation, or a list of them under the same name, each with its task. */
function annotationsIn(body: DeliveryObject): readonly Subject[] | undefined {
  if (!body.has('annotation')) return undefined;
  const list = Array.isArray(body.value('annotation')) ? body.list('annotation') : [body.object('annotation')];
  return list.map((annotation) =>
    given({
      label: idIn(annotation),
      dataUnit: annotation.has('task') ? idIn(annotation, 'task') : undefined,
      changed: instant(annotation.value('updated_at')),
    }),
  );
}

const deletedAnnotationsIn = (body: DeliveryObject): readonly Subject[] | undefined =>
  body.has('annotations') ? body.list('annotations').map((annotation) => ({ label: idIn(annotation) })) : undefined;

const tasksIn = (body: DeliveryObject): readonly Subject[] | undefined =>
  body.has('tasks') ? body.list('tasks').map((task) => ({ dataUnit: idIn(task) })) : undefined;

/** Imported tasks may bring annotations, which no other delivery announces. */
const importedTasksIn = (body: DeliveryObject): readonly Subject[] | undefined =>
  body.has('tasks')
    ? body.list('tasks').flatMap((task) => (task.value('total_annotations') ? [{ dataUnit: idIn(task) }] : []))
    : undefined;

/**
 * A review changes the stage of an annotation. What its delivery holds is not documented: the annotation itself, or a review
 * that names it. The annotation's own time stays as it is, so it cannot distinguish two reviews. A deleted review names nothing: its
 * label is among those that changed recently.
 */
function reviewedIn(body: DeliveryObject): readonly Subject[] | undefined {
  const annotations = annotationsIn(body);
  if (annotations) return annotations.map(({ changed: _changed, ...subject }) => subject);
  if (!body.has('review')) return undefined;
  const review = body.object('review');
  if (!review.has('annotation')) return undefined;
  const isId = typeof review.value('annotation') !== 'object';
  return [{ label: isId ? idIn(review, 'annotation') : idIn(review.object('annotation')) }];
}

/**
 * The actions that are about labels, https://labelstud.io/guide/webhook_reference. All others (projects, label links) announce
 * nothing; drafts and predictions have no action at all.
 */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ANNOTATION_CREATED', { kind: 'upserted', subjectsIn: annotationsIn }],
  ['ANNOTATIONS_CREATED', { kind: 'upserted', subjectsIn: annotationsIn }],
  ['ANNOTATION_UPDATED', { kind: 'upserted', subjectsIn: annotationsIn }],
  ['ANNOTATIONS_DELETED', { kind: 'deleted', subjectsIn: deletedAnnotationsIn }],
  ['TASKS_CREATED', { kind: 'upserted', subjectsIn: importedTasksIn }],
  ['TASKS_DELETED', { kind: 'deleted', subjectsIn: tasksIn }],
  // Only of the Enterprise edition.
  ['REVIEW_CREATED', { kind: 'upserted', subjectsIn: reviewedIn }],
  ['REVIEW_UPDATED', { kind: 'upserted', subjectsIn: reviewedIn }],
  ['REVIEWS_DELETED', { kind: 'upserted', subjectsIn: () => undefined }],
]);

/** Those that a webhook is registered for, where the server knows them. */
export const labelActions: readonly string[] = [...actions.keys()];

/** The word that `Reader.list` understands: the tasks that changed recently. */
export const recentlyChanged = 'recently-changed';

function withoutPayload(type: string, kind: Announcement['kind']): Subject {
  if (kind === 'upserted') return { listing: recentlyChanged };
  throw new MalformedDelivery(
    `${type} came without payload and does not say what was deleted. Turn on "Send payload" for the webhook in Label Studio.`,
  );
}

function projectIn(body: DeliveryObject, query: Delivery['query']): string {
  if (body.has('project')) return idIn(body.object('project'));
  const project = query?.project ?? '';
  if (project !== '') return project;
  throw new MalformedDelivery(
    'The delivery names no project. Turn on "Send payload" for the webhook in Label Studio, or add the project\'s number to its URL: …/webhooks/label-studio?project=<number>.',
  );
}

function idIn(fields: DeliveryObject, name = 'id'): string {
  const id = fields.value(name);
  return typeof id === 'string' ? fields.text(name) : String(fields.number(name));
}

/**
 * Deliveries carry no id. Two that say the same have one id. A change without a time of its own gets another one at each
 * receipt, because the numbers of deleted tasks may be used again: https://www.sqlite.org/autoinc.html
 */
const idOf = (announced: readonly object[]): string =>
  createHash('sha256').update(JSON.stringify(announced)).digest('hex').slice(0, 32);
