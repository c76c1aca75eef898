import { createHash } from 'node:crypto';
import { InvalidRequest } from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { PlatformApi, Reader } from '../platforms/platform.ts';
import { type Enqueue, stored } from './put-back.ts';

export type ListerDependencies = {
  readonly reader: Reader;
  readonly api: PlatformApi;
  readonly enqueue: Enqueue;
  readonly log: Log;
};

/** Labels that one event lists before it hands the rest over: sent in less than a minute, ten at a time. */
const enoughListed = 10_000;
/** Pages that one event asks for, which may hold no label at all: two requests each, of some seconds, in fifteen minutes. */
const enoughPages = 100;

/**
 * Asks the connection which labels these events with the same listing mean, and gives each label an event of its own in
 * label-events. A long listing goes on in an event of its own, from the page where this one ends. Nothing is sent before
 * all pages are there. Throws what the connection's reader throws, InvalidRequest where it has no listings,
 * StorageUnavailable when SQS does not take all.
 */
export async function listLabels(events: readonly LabelEvent[], dependencies: ListerDependencies): Promise<void> {
  const { reader, api, enqueue, log } = dependencies;
  const [first] = events.toSorted(byTime) as [LabelEvent];
  const { connection, project, listing = '', after } = first;
  if (!reader.list) {
    throw new InvalidRequest(`The event has a listing, and ${connection} has none. Enqueue its labels themselves.`);
  }
  // What has changed since the first of them has changed since the others, too.
  const { occurredAt } = first;
  const listed = new Map<string, LabelEvent>();
  let rest: LabelEvent | undefined;
  let pages = 0;
  for await (const { refs, next } of reader.list(project, { listing, occurredAt, after }, api)) {
    for (const ref of refs) {
      const event = eventFor(ref, events, api.now());
      listed.set(event.id, event);
    }
    pages += 1;
    if (next === undefined || (listed.size < enoughListed && pages < enoughPages)) continue;
    rest = eventFor({ listing, occurredAt, after: next }, events, api.now());
    break;
  }
  const sent = [...listed.values(), ...(rest ? [rest] : [])];
  if (sent.length > 0) await stored(enqueue(sent));
  const counts = { events: events.length, labels: listed.size, after, goesOnAfter: rest?.after };
  log('labels-listed', { connection, project, event: events[0]?.id, ...counts });
}

const byTime = (a: LabelEvent, b: LabelEvent): number => Date.parse(a.occurredAt) - Date.parse(b.occurredAt);

type Subject = Pick<LabelEvent, 'label' | 'dataUnit' | 'listing' | 'after' | 'occurredAt'>;

/** The same listing events and label make the same id and attempt, however often the step is tried. */
function eventFor(
  { label, dataUnit, listing, after, occurredAt }: Subject,
  events: readonly LabelEvent[],
  now: Date,
): LabelEvent {
  const [{ schema, connection, project, type, kind }] = events as [LabelEvent];
  const ids = events.map(({ id }) => id).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([ids, label ?? null, dataUnit ?? null, ...(after === undefined ? [] : [after])]))
    .digest('hex');
  return given({
    schema,
    id: digest.slice(0, 32),
    connection,
    project,
    label,
    dataUnit,
    listing,
    after,
    type,
    kind,
    occurredAt,
    receivedAt: now.toISOString(),
    attempt: Math.max(...events.map(({ attempt }) => attempt)),
    replays: Math.max(...events.map(({ replays }) => replays)),
  });
}
