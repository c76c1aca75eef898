import { MalformedDelivery } from '../../contracts/errors.ts';
import { given } from '../../contracts/given.ts';
import { instant } from '../kit/instant.ts';
import { DeliveryObject } from '../kit/webhook-body.ts';
import type { Announcement, Delivery } from '../platform.ts';

/** Encord raises it only for a breaking change; new fields and event types come without. */
const knownVersion = 1;

/** Event type as sent → as announced. The documentation's table misspells the first one. */
const taskEvents = new Map([
  ['task_sumbitted_event', 'task_submitted_event'],
  ['task_submitted_event', 'task_submitted_event'],
  ['task_completed_event', 'task_completed_event'],
]);

/** Says how many tasks wait for agents at a stage, but not which: they must be listed. */
const stageEvent = 'agent_stage_work_available_event';

/**
 * One announcement for each label, or one for all that wait at a stage; none for any other event.
 * https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications
 */
export function announcementsOf({ body }: Delivery, now: Date): readonly Announcement[] {
  const envelope = DeliveryObject.parse(body);
  const id = envelope.text('uid');
  const version = envelope.number('version');
  if (version !== knownVersion) {
    throw new MalformedDelivery(`version must be ${knownVersion}, but is ${version}. Upgrade Labelwire.`);
  }
  const event = envelope.text('event_type');
  const type = event === stageEvent ? event : taskEvents.get(event);
  if (!type) return [];
  const payload = envelope.object('payload');
  const announcement = {
    id,
    type,
    project: payload.text('project_hash'),
    kind: 'upserted',
    occurredAt: timeOf(envelope) ?? now.toISOString(),
  } as const;
  if (type === stageEvent) return [{ ...announcement, listing: listingOfStage(payload.text('stage_uuid')) }];
  const labels = hashesIn(payload, 'label_hash', 'label_hashes');
  const dataUnits = hashesIn(payload, 'data_hash', 'data_hashes');
  if (labels.length === 0 && dataUnits.length === 0) {
    throw new MalformedDelivery(
      'payload must name a label, but label_hash, label_hashes, data_hash and data_hashes are all missing or empty.',
    );
  }
  if (labels.length === 0) return dataUnits.map((dataUnit) => ({ ...announcement, dataUnit }));
  const arePaired = labels.length === dataUnits.length;
  return labels.map((label, index) =>
    given({ ...announcement, label, dataUnit: arePaired ? dataUnits[index] : undefined }),
  );
}

function timeOf(envelope: DeliveryObject): string | undefined {
  const time = envelope.value('event_created_timestamp');
  return typeof time === 'string' ? instant(time)?.iso : undefined;
}

/**
 * The hashes in the first field that has any. The documentation says "string", but gives plural names: each field may hold
 * one hash or a list of them.
 */
function hashesIn(payload: DeliveryObject, ...names: readonly string[]): string[] {
  const lists = names.map((name) => payload.texts(name));
  return lists.find((list) => list.length > 0) ?? [];
}

// What `listing` of an announcement means: `stage:<UUID of a stage of the workflow>`.
const stagePrefix = 'stage:';

const listingOfStage = (stage: string): string => `${stagePrefix}${stage}`;

/** undefined for a listing that is not of a stage. */
export const stageOfListing = (listing: string): string | undefined =>
  listing.startsWith(stagePrefix) && listing.length > stagePrefix.length
    ? listing.slice(stagePrefix.length)
    : undefined;
