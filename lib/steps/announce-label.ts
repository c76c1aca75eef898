import { given } from '../contracts/given.ts';
import { keys } from '../contracts/keys.ts';
import type { EventBus, LabelNotification } from '../contracts/notifications.ts';
import type { UnannouncedLabel, WrittenLabel } from '../contracts/payloads.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { commitRecord, type LabelRecord, readRecord, type StandingRecord } from '../store/record.ts';

export type AnnouncerDependencies = {
  readonly store: ObjectStore;
  /** Left out where nobody wants to hear of labels. */
  readonly bus?: EventBus | undefined;
  newId(): string;
};

/**
 * Bytes of the lists of keys, so that an event stays below 64 KB, for which one event is paid, and far below the 256 KB that
 * EventBridge takes: https://aws.amazon.com/eventbridge/pricing/
 */
const longestKeys = 40_000;
const longestRemovedKeys = 12_000;
/** Formats have a handful of codes each. */
const mostCounts = 60;

/**
 * Sends what a committed record says, if nobody has heard of it yet, and takes the mark off. A crash in between sends it once
 * more. A writer that commits in between carries the mark on, and sends what it wrote.
 */
export async function announceLabel({ record, etag }: StandingRecord, dependencies: AnnouncerDependencies) {
  const { store, bus, newId } = dependencies;
  const { unannounced, ...announced } = record;
  if (!unannounced) return;
  await bus?.send(notificationOf(record, bus.keyPrefix));
  await commitRecord(store, { ...announced, commit: newId() }, etag);
}

/** Makes up for a writer that died before it could announce what it had written. The bucket stays as it is. */
export async function announceStanding(
  { event: { connection, project }, label }: UnannouncedLabel,
  dependencies: AnnouncerDependencies,
): Promise<WrittenLabel> {
  const standing = await readRecord(dependencies.store, { connection, project, label });
  if (standing) await announceLabel(standing, dependencies);
  return { status: 'unchanged' };
}

/** What is sent about a record. Pure. */
export function notificationOf(record: LabelRecord, keyPrefix: string): LabelNotification {
  const { connection, project, label, revision, state, unannounced, omitted, leftOut, writtenAt } = record;
  const present = Object.keys(record.files).sort();
  const removed = unannounced?.removed ?? [];
  const status = record.status === 'exported' || record.status === 'not-taken' ? record.status : 'deleted';
  const withPrefix = (key: string) => keyPrefix + key;
  const detail = given({
    connection,
    project,
    label,
    status,
    state,
    revision,
    record: withPrefix(keys.record(record)),
    trees: [...new Set([...present, ...removed].map(treeOf))].sort(),
    keys: firstOf(present.map(withPrefix), longestKeys),
    keyCount: present.length,
    removedKeys: firstOf(removed.map(withPrefix), longestRemovedKeys),
    removedKeyCount: removed.length,
    omitted: summed(omitted, ({ format, code }) => ({ format, code })),
    leftOut: summed(leftOut ?? [], ({ code }) => ({ code })),
    writtenAt,
  });
  return { type: status === 'exported' ? 'label.exported' : 'label.deleted', detail };
}

/** `exports/coco/…` → `exports/coco`, `labels/…` → `labels`. */
function treeOf(key: string): string {
  const [root = '', format = ''] = key.split('/');
  return root === 'exports' ? `${root}/${format}` : root;
}

/** As many as have so many bytes of JSON together. */
function firstOf(all: readonly string[], most: number): string[] {
  let bytes = 0;
  const end = all.findIndex((key) => {
    bytes += Buffer.byteLength(JSON.stringify(key)) + 1;
    return bytes > most;
  });
  return all.slice(0, end < 0 ? all.length : end);
}

/** Counts of the same name added up. */
function summed<Count extends { readonly count: number }, Name extends object>(
  counts: readonly Count[],
  nameOf: (count: Count) => Name,
): (Name & { count: number })[] {
  const sums = new Map<string, Name & { count: number }>();
  for (const each of counts) {
    const name = nameOf(each);
    const id = JSON.stringify(name);
    sums.set(id, { ...name, count: (sums.get(id)?.count ?? 0) + each.count });
  }
  return [...sums.values()].slice(0, mostCounts);
}
