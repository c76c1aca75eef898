import { MalformedDelivery } from '../../contracts/errors.ts';
import { instant, later } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement } from '../platform.ts';

type Announced = Pick<Announcement, 'project' | 'label' | 'dataUnit' | 'occurredAt'> & {
  /** Undefined where the body does not say. */
  readonly kind: Announcement['kind'] | undefined;
};

/** The labels a delivery is about. `now` stands in for a time that is missing or cannot be read. */
export function announced(body: Uint8Array, now: Date): Announced[] {
  const json = DeliveryObject.parse(body);
  const row = rowIn(json);
  return row ? fromRow(row, now) : [fromLabel(json, now)];
}

/**
 * The labels whose place in the workflow changed. What a WORKFLOW_ACTION holds is not documented, so it is read like the
 * other topics where it has their form; where it has none, it announces nothing.
 */
export function moved(body: Uint8Array, now: Date): Announced[] {
  const json = DeliveryObject.parse(body);
  const row = rowIn(json);
  if (row) return fromRow(row, now);
  return json.has('project') && json.has('dataRow') ? [fromLabel(json, now)] : [];
}

/** Where version 2 puts the row, at the top or one level down, is not documented. */
const rowIn = (json: DeliveryObject): DeliveryObject | undefined =>
  [json, ...json.objects().map(([, object]) => object)].find(isRow);

const isRow = (object: DeliveryObject): boolean => object.has('data_row') && object.has('projects');

/**
 * Version 1, for webhooks made by the SDK: https://docs.labelbox.com/reference/webhook. Its field `label` is a JSON text
 * in the vocabulary of the legacy export, of any length; nothing here reads it.
 */
const fromLabel = (label: DeliveryObject, now: Date): Announced => ({
  project: label.object('project').text('id'),
  label: label.text('id'),
  dataUnit: label.object('dataRow').text('id'),
  kind: kindFrom(label.value('deleted')),
  occurredAt: instant(label.value('updatedAt'))?.iso ?? now.toISOString(),
});

const kindFrom = (deleted: unknown): Announcement['kind'] | undefined => {
  if (typeof deleted !== 'boolean') return undefined;
  return deleted ? 'deleted' : 'upserted';
};

/**
 * Version 2, for webhooks made in the app: it follows the export, so it is a data row with the labels of its projects.
 * Always `upserted`: whether a row sent with LABEL_DELETED lists the deleted label or those that remain is not
 * documented. The fetch finds out, and a label that is gone becomes a tombstone; the other way round, one that
 * remains would lose its export.
 */
function fromRow(row: DeliveryObject, now: Date): Announced[] {
  const dataUnit = row.object('data_row').text('id');
  const projects = row.object('projects').objects();
  if (projects.length === 0) throw new MalformedDelivery('projects names no project.');
  return projects.flatMap(([project, inProject]) => {
    if (project === '') throw new MalformedDelivery('projects has a project without an id.');
    const what = { project, dataUnit, kind: 'upserted' } as const;
    const labels = inProject.list('labels');
    if (labels.length === 0) return [{ ...what, occurredAt: now.toISOString() }];
    return labels.map((label) => ({
      ...what,
      label: label.text('id'),
      occurredAt: changeOf(label) ?? now.toISOString(),
    }));
  });
}

function changeOf(label: DeliveryObject): string | undefined {
  if (!label.has('label_details')) return undefined;
  const details = label.object('label_details');
  const times = [details.value('updated_at'), details.value('content_last_updated_at')].map(instant);
  return later(times.filter((time) => time !== undefined))?.iso;
}
