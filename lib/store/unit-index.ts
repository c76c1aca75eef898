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
export async function enterUnit(
  store: ObjectStore,
  { label, dataUnit, commit }: { label: LabelName; dataUnit: string; commit: string },
): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify({ label: label.label, commit })}\n`);
  await store.put({ key: keyOf(label, dataUnit), bytes, contentType: 'application/json' });
}

/** What takes the label out again, unless it is entered anew in the meantime. */
export async function leaveUnit(store: ObjectStore, label: LabelName, dataUnit: string): Promise<() => Promise<void>> {
  const there = await store.head(keyOf(label, dataUnit));
  return async () => {
    if (there) await store.deleteIf(keyOf(label, dataUnit), there.etag);
  };
}

export async function labelsOfUnit(store: ObjectStore, project: Project, dataUnit: string): Promise<string[]> {
  const found = await settled((await store.list(keys.labelsOf(project, dataUnit))).map((key) => () => store.get(key)));
  return found.flatMap((object) =>
    object ? [(JSON.parse(object.bytes.toString('utf8')) as { label: string }).label] : [],
  );
}
