import { createHash } from 'node:crypto';
import { InvalidRequest } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { LabelRef, PlatformApi, Reader } from '../platforms/platform.ts';
import { type Enqueue, stored } from './put-back.ts';

export type ListerDependencies = {
  readonly reader: Reader;
  readonly api: PlatformApi;
  readonly enqueue: Enqueue;
  readonly log: Log;
};

/** Sent in less than a minute, ten at a time. */
const mostListed = 10_000;

/**
 * Asks the connection once which labels these events with the same listing mean, and gives each label an event of its own
 * in label-events; nothing is sent before the list is whole. Throws what the connection's reader throws, InvalidRequest
 * where it has no listings or the list is too long, StorageUnavailable when SQS does not take all.
 */
export async function listLabels(events: readonly LabelEvent[], dependencies: ListerDependencies): Promise<void> {
  const { reader, api, enqueue, log } = dependencies;
  const [{ connection, project, listing = '', occurredAt }] = events.toSorted(byTime) as [LabelEvent];
  if (!reader.list) {
    throw new InvalidRequest(`The event has a listing, and ${connection} has none. Enqueue its labels themselves.`);
  }
  const listed = new Map<string, LabelEvent>();
  // What has changed since the first of them has changed since the others, too.
  for await (const ref of reader.list(project, listing, occurredAt, api)) {
    const event = eventFor(ref, events, api.now());
    listed.set(event.id, event);
    if (listed.size > mostListed) {
      throw new InvalidRequest(`The listing holds more than ${mostListed} labels, and none of them was taken.`);
    }
  }
  if (listed.size > 0) await stored(enqueue([...listed.values()]));
  log('labels-listed', { connection, project, event: events[0]?.id, events: events.length, labels: listed.size });
}

const byTime = (a: LabelEvent, b: LabelEvent): number => Date.parse(a.occurredAt) - Date.parse(b.occurredAt);

/** The same listing events and label make the same id and attempt, however often the step is tried. */
function eventFor({ label, dataUnit, occurredAt }: LabelRef, events: readonly LabelEvent[], now: Date): LabelEvent {
  const [{ schema, connection, project, type, kind }] = events as [LabelEvent];
  const ids = events.map(({ id }) => id).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([ids, label ?? null, dataUnit ?? null]))
    .digest('hex');
  return {
    schema,
    id: digest.slice(0, 32),
    connection,
    project,
    ...(label === undefined ? {} : { label }),
    ...(dataUnit === undefined ? {} : { dataUnit }),
    type,
    kind,
    occurredAt,
    receivedAt: now.toISOString(),
    attempt: Math.max(...events.map(({ attempt }) => attempt)),
    replays: Math.max(...events.map(({ replays }) => replays)),
  };
}
