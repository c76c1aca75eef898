import { createHash } from 'node:crypto';
import { MalformedDelivery } from '../../contracts/errors.ts';
import { given } from '../../contracts/given.ts';
import { type Instant, instant, later } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement, Delivery } from '../platform.ts';

type Announced = Pick<Announcement, 'project' | 'label' | 'dataUnit' | 'occurredAt' | 'changedAt'> & {
  /** Undefined where the body does not say. */
  readonly kind: Announcement['kind'] | undefined;
};

type Topic = {
  readonly kind: Announcement['kind'];
  /** The labels that a delivery is about. `now` replaces a time that is missing or cannot be read. */
  readonly labels: (body: Uint8Array, now: Date) => readonly Announced[];
};

/** Any other topic (the REVIEW_* that Labelbox removed in 2024) leaves the label as it is. */
const topics: ReadonlyMap<string, Topic> = new Map([
  ['LABEL_CREATED', { kind: 'upserted', labels: changed }],
  ['LABEL_UPDATED', { kind: 'upserted', labels: changed }],
  ['LABEL_DELETED', { kind: 'deleted', labels: changed }],
  ['WORKFLOW_ACTION', { kind: 'upserted', labels: moved }], // changes the label's status
]);

/**
 * A signed body about a label whose topic was lost on the way counts as a change: the label is fetched anyway, and refusing
 * the delivery would lose it. The body takes precedence over the topic, which no signature covers: otherwise an old
 * delivery, sent again as LABEL_DELETED, would remove an export.
 */
export function announcementsOf({ headers, body }: Delivery, now: Date): readonly Announcement[] {
  const name = headers['x-labelbox-event'] || undefined; // an empty header means the same as none
  const topic = topics.get(name ?? 'LABEL_UPDATED');
  if (!topic) return [];
  const id = headers['x-labelbox-id'] || createHash('sha256').update(body).digest('hex').slice(0, 32);
  return topic.labels(body, now).map(({ kind = topic.kind, changedAt, ...announced }) =>
    given({
      id,
      type: name ?? (kind === 'deleted' ? 'LABEL_DELETED' : 'LABEL_UPDATED'),
      ...announced,
      kind,
      changedAt: kind === 'deleted' ? undefined : changedAt,
    }),
  );
}

function changed(body: Uint8Array, now: Date): readonly Announced[] {
  const json = DeliveryObject.parse(body);
  const row = rowIn(json);
  return row ? fromRow(row, now) : [fromLabel(json, now)];
}

/**
 * The labels whose place in the workflow changed. The body of a WORKFLOW_ACTION is not documented, so it is read like that
 * of the other topics where it has their form; otherwise it announces nothing.
 */
function moved(body: Uint8Array, now: Date): readonly Announced[] {
  const json = DeliveryObject.parse(body);
  const row = rowIn(json);
  if (row) return fromRow(row, now);
  return json.has('project') && json.has('dataRow') ? [fromLabel(json, now)] : [];
}

/** Where version 2 has the row, at the top or one level down, is not documented. */
const rowIn = (json: DeliveryObject): DeliveryObject | undefined =>
  [json, ...json.objects().map(([, object]) => object)].find(isRow);

const isRow = (object: DeliveryObject): boolean => object.has('data_row') && object.has('projects');

/**
 * Version 1, for webhooks made with the SDK: https://docs.labelbox.com/reference/webhook. Its field `label` is JSON in a
 * string, in the vocabulary of the legacy export and of any length; it is not read.
 */
const fromLabel = (label: DeliveryObject, now: Date): Announced => {
  const changed = instant(label.value('updatedAt'));
  return {
    project: label.object('project').text('id'),
    label: label.text('id'),
    dataUnit: label.object('dataRow').text('id'),
    kind: kindFrom(label.value('deleted')),
    occurredAt: changed?.iso ?? now.toISOString(),
    changedAt: changed?.microseconds,
  };
};

const kindFrom = (deleted: unknown): Announcement['kind'] | undefined => {
  if (typeof deleted !== 'boolean') return undefined;
  return deleted ? 'deleted' : 'upserted';
};

/**
 * Version 2, for webhooks made in the app: like an export, a data row with the labels of its projects. Always `upserted`:
 * whether a row sent with LABEL_DELETED lists the deleted label or those that remain is not documented. The fetch finds
 * out, and a label that is gone becomes a tombstone; as `deleted`, a label that remains would lose its export.
 */
function fromRow(row: DeliveryObject, now: Date): Announced[] {
  const dataUnit = row.object('data_row').text('id');
  const projects = row.object('projects').objects();
  if (projects.length === 0) throw new MalformedDelivery('projects must name a project, but names none.');
  return projects.flatMap(([project, inProject]) => {
    if (project === '') throw new MalformedDelivery('projects has a project without an id.');
    const shared = { project, dataUnit, kind: 'upserted' } as const;
    const labels = inProject.list('labels');
    if (labels.length === 0) return [{ ...shared, occurredAt: now.toISOString() }];
    return labels.map((label) => {
      const changed = changeOf(label);
      return given({
        ...shared,
        label: label.text('id'),
        occurredAt: changed?.iso ?? now.toISOString(),
        changedAt: changed?.microseconds,
      });
    });
  });
}

function changeOf(label: DeliveryObject): Instant | undefined {
  if (!label.has('label_details')) return undefined;
  const details = label.object('label_details');
  const times = [details.value('updated_at'), details.value('content_last_updated_at')].map(instant);
  return later(times.filter((time) => time !== undefined));
}
