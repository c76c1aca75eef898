import { MalformedDelivery } from '../../contracts/errors.ts';
import { instant } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement, Delivery } from '../platform.ts';
import { listingOfStage } from './listing.ts';

/** Raised by Encord only for a breaking change; fields and event types are added without. */
const knownVersion = 1;

/** Event type as sent → as announced. The documentation's table misspells the first one. */
const taskEvents = new Map([
  ['task_sumbitted_event', 'task_submitted_event'],
  ['task_submitted_event', 'task_submitted_event'],
  ['task_completed_event', 'task_completed_event'],
]);

/** Says that tasks wait at a stage for agents, and how many, but not which: they are to be listed. */
const stageEvent = 'agent_stage_work_available_event';

/**
 * One announcement a label, or one for all that wait at a stage; none for an event that is about neither.
 * https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications
 */
export function announcementsOf({ body }: Delivery, now: Date): readonly Announcement[] {
  const envelope = DeliveryObject.parse(body);
  const id = envelope.text('uid');
  const version = envelope.number('version');
  if (version !== knownVersion) {
    throw new MalformedDelivery(`version ${version} of Encord's deliveries is not known, only ${knownVersion}.`);
  }
  const said = envelope.text('event_type');
  const type = said === stageEvent ? said : taskEvents.get(said);
  if (!type) return [];
  const payload = envelope.object('payload');
  const announced = {
    id,
    type,
    project: payload.text('project_hash'),
    kind: 'upserted',
    occurredAt: timeOf(envelope) ?? now.toISOString(),
  } as const;
  if (type === stageEvent) return [{ ...announced, listing: listingOfStage(payload.text('stage_uuid')) }];
  const labels = hashes(payload, 'label_hash', 'label_hashes');
  const dataUnits = hashes(payload, 'data_hash', 'data_hashes');
  if (labels.length === 0 && dataUnits.length === 0) {
    throw new MalformedDelivery(
      'payload names no label: label_hash, label_hashes, data_hash and data_hashes are all missing or empty.',
    );
  }
  if (labels.length === 0) return dataUnits.map((dataUnit) => ({ ...announced, dataUnit }));
  const paired = labels.length === dataUnits.length;
  return labels.map((label, index) => ({ ...announced, label, ...(paired ? { dataUnit: dataUnits[index] } : {}) }));
}

function timeOf(envelope: DeliveryObject): string | undefined {
  const time = envelope.value('event_created_timestamp');
  return typeof time === 'string' ? instant(time)?.iso : undefined;
}

/**
 * The first field that holds anything. The documentation says "string" and gives plural names: each field may hold one
 * hash or a list of them.
 */
function hashes(payload: DeliveryObject, ...names: readonly string[]): string[] {
  const lists = names.map((name) => payload.texts(name));
  return lists.find((list) => list.length > 0) ?? [];
}
