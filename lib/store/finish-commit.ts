import { compareRanks, type OtherLabel, rankOf } from './claims.ts';
import type { LabelRevision } from './label-revision.ts';
import { type FileToPlace, type PlacedFile, type Placing, settleFile } from './place-file.ts';
import { commitRecord, type LabelRecord, type StandingRecord } from './record.ts';
import { marked, recordedFiles } from './revision-record.ts';
import { settled } from './settled.ts';

type Committed = {
  readonly label: LabelRevision;
  readonly record: LabelRecord;
  readonly etag: string;
  readonly placed: readonly PlacedFile[];
  readonly obsolete: readonly string[];
  readonly placing: Placing;
};

/** After the commit: removes what is obsolete, takes marks off, and finds who is next in line for the names given up. */
export async function finishCommit({ label, record, etag, placed, obsolete, placing }: Committed) {
  const { store } = placing;
  const final = await settled(
    placed.map((file, index) => () => settleFile(label.files[index] as FileToPlace, file, placing)),
  );
  const isUnsettled = final.some(({ displaced }) => displaced);
  const wanted = new Set(label.files.map(({ key }) => key));
  const freed = await settled(obsolete.map((key) => () => removeOwn(key, label.label, wanted.has(key), placing)));
  const isMarked = placed.some(({ displaced }) => displaced);
  let isContended = isUnsettled;
  let standing: StandingRecord | undefined = { record, etag };
  if (obsolete.length > 0 || isMarked) {
    const files = { ...record.files, ...recordedFiles(final) };
    const next = marked(label, { ...record, files, obsolete: [] }, record);
    const nextEtag = await commitRecord(store, next, etag);
    standing = nextEtag === undefined ? undefined : { record: next, etag: nextEtag };
    isContended ||= nextEtag === undefined;
  }
  const names = [...freed.flatMap((key) => key ?? []), ...final.filter(hasFallen(placing)).map(({ key }) => key)];
  const heirs = await settled(names.map((key) => () => heirOf(key, label.label, placing)));
  const others = new Map(heirs.flatMap((heir) => (heir ? [[heir.label, heir]] : [])));
  return { isContended, heirs: [...others.values()], standing };
}

/** Whether the label had the file under a better rank than it has now: another one may have a better right to the name. */
const hasFallen =
  ({ rank, order }: Placing) =>
  ({ rankBefore }: PlacedFile): boolean =>
    rankBefore !== undefined && compareRanks(rank, rankBefore, order) > 0;

async function heirOf(
  key: string,
  label: string,
  { claims, rank, order, store }: Placing,
): Promise<OtherLabel | undefined> {
  const best = await claims.best(key, order);
  if (!best || best.label === label) return undefined;
  const there = await store.head(key);
  const isMine = there !== undefined && rankOf(there)?.label === label;
  return isMine && compareRanks(best, rank, order) > 0 ? undefined : best;
}

/**
 * Deletes a file of this label, and its claim, unless the label still wants the name that it lost; the key, where the name is
 * free now. Another label's file stays.
 */
async function removeOwn(
  key: string,
  label: string,
  isWanted: boolean,
  { store, claims }: Placing,
): Promise<string | undefined> {
  if (!isWanted) await claims.remove(key, label);
  const there = await store.head(key);
  if (!there) return key; // an earlier attempt deleted it, and may have died before it found an heir
  if (rankOf(there)?.label !== label) return undefined;
  await store.deleteIf(key, there.etag);
  return key;
}
