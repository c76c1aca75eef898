import { encodeId, keys, type Project } from '../contracts/keys.ts';
import type { ObjectStore } from './object-store.ts';
import type { LabelName } from './record.ts';
import { settled } from './settled.ts';

/**
 * Which labels a data unit has: a platform that deletes a unit says nothing of its labels. One object for each of them, written
 * before the label's record.
 */
const keyOf = (label: LabelName, dataUnit: string) => `${keys.labelsOf(label, dataUnit)}${encodeId(label.label)}`;

/** `commit` keeps two objects of one key apart by their ETags. */
export const enterUnit = (
  store: ObjectStore,
  { label, dataUnit, commit }: { label: LabelName; dataUnit: string; commit: string },
): Promise<void> => enter(store, keyOf(label, dataUnit), label, commit);

/** What takes the label out again, unless it is entered anew in the meantime. */
export const leaveUnit = (store: ObjectStore, label: LabelName, dataUnit: string): Promise<() => Promise<void>> =>
  leave(store, keyOf(label, dataUnit));

export const labelsOfUnit = (store: ObjectStore, project: Project, dataUnit: string): Promise<string[]> =>
  store.list(keys.labelsOf(project, dataUnit)).then((found) => labelsAt(store, found));

/** Unsettled labels: a comparison of what has changed lately would not come across them. */
const unsettledKey = (label: LabelName) => `${keys.unsettled(label)}${encodeId(label.label)}`;

export const enterUnsettled = (store: ObjectStore, label: LabelName, commit: string): Promise<void> =>
  enter(store, unsettledKey(label), label, commit);

export const leaveUnsettled = (store: ObjectStore, label: LabelName): Promise<() => Promise<void>> =>
  leave(store, unsettledKey(label));

async function enter(store: ObjectStore, key: string, { label }: LabelName, commit: string): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify({ label, commit })}\n`);
  await store.put({ key, bytes, contentType: 'application/json' });
}

async function leave(store: ObjectStore, key: string): Promise<() => Promise<void>> {
  const there = await store.head(key);
  return async () => {
    if (there) await store.deleteIf(key, there.etag);
  };
}

/** The labels that the objects of a list name. */
export async function labelsAt(store: ObjectStore, found: readonly string[]): Promise<string[]> {
  const objects = await settled(found.map((key) => () => store.get(key)));
  return objects.flatMap((object) =>
    object ? [(JSON.parse(object.bytes.toString('utf8')) as { label: string }).label] : [],
  );
}
