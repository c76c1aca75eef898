import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type LabelRecord, readRecordAt } from '../../lib/store/record.ts';

/** Whose events are looked for. Of a label that was never seen before, only its id is known. */
export type TracedLabel = {
  readonly connection?: string | undefined;
  readonly project?: string | undefined;
  readonly label: string;
  readonly dataUnit?: string | undefined;
};

export type TracedFile = {
  readonly key: string;
  /** `changed`: somebody wrote other bytes there since. */
  readonly standing: 'there' | 'changed' | 'missing';
};

export type Exported = { readonly record: LabelRecord; readonly files: readonly TracedFile[] };

/** What the bucket has of a label; undefined where its record has just gone. */
export async function exportedOf(recordKey: string, store: ObjectStore): Promise<Exported | undefined> {
  const standing = await readRecordAt(store, recordKey);
  if (!standing) return undefined;
  const { record } = standing;
  const files = Object.entries(record.files).map(async ([key, { sha256 }]): Promise<TracedFile> => {
    const there = await store.head(key);
    if (!there) return { key, standing: 'missing' };
    return { key, standing: there.metadata.sha256 === sha256 ? 'there' : 'changed' };
  });
  return { record, files: await Promise.all(files) };
}

export const isAbout = ({ events }: HeldLetter, { connection, label, dataUnit }: TracedLabel): boolean =>
  events.some(
    (event) =>
      (connection === undefined || event.connection === connection) &&
      (event.label === label || (dataUnit !== undefined && event.dataUnit === dataUnit)),
  );
