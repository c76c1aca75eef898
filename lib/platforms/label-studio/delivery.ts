import { createHash } from 'node:crypto';
import { MalformedDelivery } from '../../contracts/errors.ts';
import { instant } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement, Delivery } from '../platform.ts';

type About = Pick<Announcement, 'label' | 'dataUnit' | 'listing'> & { readonly changedAt?: string | undefined };

type Action = {
  readonly kind: Announcement['kind'];
  /** What the payload is about; undefined where it is not there. */
  about(body: DeliveryObject): readonly About[] | undefined;
};

/** One annotation, or a list of them under the same name. Their tasks stand in them. */
function annotations(body: DeliveryObject): readonly About[] | undefined {
  if (!body.has('annotation')) return undefined;
  const list = Array.isArray(body.value('annotation')) ? body.list('annotation') : [body.object('annotation')];
  return list.map((annotation) => ({
    label: idIn(annotation),
    ...(annotation.has('task') ? { dataUnit: idIn(annotation, 'task') } : {}),
    changedAt: instant(annotation.value('updated_at'))?.iso,
  }));
}

const deletedAnnotations = (body: DeliveryObject): readonly About[] | undefined =>
  body.has('annotations') ? body.list('annotations').map((annotation) => ({ label: idIn(annotation) })) : undefined;

const tasks = (body: DeliveryObject): readonly About[] | undefined =>
  body.has('tasks') ? body.list('tasks').map((task) => ({ dataUnit: idIn(task) })) : undefined;

/** Tasks that are imported may bring annotations, of which no other delivery tells. */
const importedTasks = (body: DeliveryObject): readonly About[] | undefined =>
  body.has('tasks')
    ? body.list('tasks').flatMap((task) => (task.value('total_annotations') ? [{ dataUnit: idIn(task) }] : []))
    : undefined;

/**
 * The actions that are about labels, https://labelstud.io/guide/webhook_reference. All others (projects, label links,
 * reviews, which change no annotation) announce nothing; drafts and predictions have no action at all.
 */
const actions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['ANNOTATION_CREATED', { kind: 'upserted', about: annotations }],
  ['ANNOTATION_UPDATED', { kind: 'upserted', about: annotations }],
  ['ANNOTATIONS_CREATED', { kind: 'upserted', about: annotations }],
  ['ANNOTATIONS_DELETED', { kind: 'deleted', about: deletedAnnotations }],
  ['TASKS_CREATED', { kind: 'upserted', about: importedTasks }],
  ['TASKS_DELETED', { kind: 'deleted', about: tasks }],
]);

/** Throws MalformedDelivery where a delivery does not say which project, or which labels are gone. */
export function announcementsOf({ body, query }: Delivery, now: Date): readonly Announcement[] {
  const delivery = DeliveryObject.parse(body);
  const type = delivery.text('action');
  const action = actions.get(type);
  if (!action) return [];
  const { kind } = action;
  const received = now.toISOString();
  const about = action.about(delivery) ?? [withoutPayload(type, kind)];
  if (about.length === 0) return [];
  const project = projectOf(delivery, query);
  const announced = about.map(({ changedAt, ...what }) => ({
    type,
    project,
    ...what,
    kind,
    occurredAt: changedAt ?? received,
  }));
  const id = idOf(announced);
  return announced.map((announcement) => ({ id, ...announcement }));
}

/** The word `Reader.list` understands: the tasks that changed of late. */
export const recentlyChanged = 'recently-changed';

function withoutPayload(type: string, kind: Announcement['kind']): About {
  if (kind === 'upserted') return { listing: recentlyChanged };
  throw new MalformedDelivery(
    `${type} came without payload and does not say what was deleted. Turn on "Send payload" for the webhook in Label Studio.`,
  );
}

function projectOf(body: DeliveryObject, query: Delivery['query']): string {
  if (body.has('project')) return idIn(body.object('project'));
  const project = query?.project ?? '';
  if (project !== '') return project;
  throw new MalformedDelivery(
    'The delivery names no project. Turn on "Send payload" for the webhook in Label Studio, or write the project\'s number into its URL: …/webhooks/label-studio?project=<number>.',
  );
}

function idIn(of: DeliveryObject, name = 'id'): string {
  const id = of.value(name);
  return typeof id === 'string' ? of.text(name) : String(of.number(name));
}

/**
 * Deliveries carry no id. Two that say the same are one, and a change that carries no time of its own is told apart by
 * when it came: the numbers of deleted tasks may be given again (https://www.sqlite.org/autoinc.html).
 */
const idOf = (announced: readonly object[]): string =>
  createHash('sha256').update(JSON.stringify(announced)).digest('hex').slice(0, 32);
