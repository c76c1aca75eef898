import { hash } from 'node:crypto';
import { alternativeKey, endingAt } from '../contracts/keys.ts';
import {
  type ClaimOrder,
  type Claims,
  compareRanks,
  type OtherLabel,
  type Rank,
  rankMetadata,
  rankOf,
} from './claims.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import type { RecordedFile } from './record.ts';

export const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

export type FileToPlace = {
  readonly key: string;
  /** Where the file goes when a label of a better rank, or an object that no label wrote, has `key`. */
  readonly alternativeKey: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** ETag of the class map that the numbers in the file are from. */
  readonly classMap?: string | undefined;
};

export type Placing = {
  readonly store: ObjectStore;
  readonly claims: Claims;
  readonly rank: Rank;
  readonly order: ClaimOrder;
  /** The event that caused the write, for people who look at the object. */
  readonly event: string;
  /** The file of another label that is replaced goes to its other name: its label may not be exportable any more. */
  readonly keepsExports?: boolean | undefined;
  /** Called before the file of another label is replaced: that label must be looked at again. */
  displace(other: OtherLabel): Promise<void>;
};

export type PlacedFile = RecordedFile & {
  readonly key: string;
  readonly isChanged: boolean;
  /** The rank under which the file was there before, where it was this label's. */
  readonly rankBefore?: Rank | undefined;
  /** It replaced the file of another label, and says so until the record is committed. */
  readonly displaced?: boolean;
};

/**
 * Puts a file where it belongs, by conditional writes, whatever runs at the same time. It is compared by sha256 in the
 * metadata: an ETag differs under SSE-KMS. Which revision wins is not decided here: the commit of the record decides.
 *
 * `expectAbsent` saves a look at a key where nothing is expected.
 */
export async function placeFile(file: FileToPlace, placing: Placing, expectAbsent = false): Promise<PlacedFile> {
  const { store, claims, rank, order } = placing;
  const first = expectAbsent ? await store.putIf(objectOf(file, placing), { ifAbsent: true }) : undefined;
  if (first !== undefined) return { key: file.key, sha256: file.sha256, etag: first, isChanged: true };
  let hasClaim = false;
  for (;;) {
    const there = await store.head(file.key);
    const owner = there && rankOf(there);
    const isFree = there === undefined || owner?.label === rank.label;
    if (isFree || (owner && compareRanks(rank, owner, order) < 0)) {
      const placed = await putOver(there, file, placing);
      if (!placed) continue;
      if (hasClaim) await claims.remove(file.key, rank.label);
      return placed;
    }
    if (hasClaim) return placeElsewhere(file, placing);
    if (!owner) return placeElsewhere(file, placing); // nobody gives this key up: there is nothing to wait for
    await claims.put(file.key, rank);
    hasClaim = true; // and one look more: the owner may have left in between, without seeing the claim
  }
}

async function putOver(
  there: StoredObject | undefined,
  file: FileToPlace,
  placing: Placing,
): Promise<PlacedFile | undefined> {
  const { store, rank } = placing;
  const owner = there && rankOf(there);
  const isOwn = owner?.label === rank.label;
  const placed = { key: file.key, sha256: file.sha256, ...(isOwn ? { rankBefore: owner } : {}) };
  if (there && isOwn && there.metadata.sha256 === file.sha256 && isSameRank(owner, rank)) {
    return { ...placed, etag: there.etag, isChanged: false };
  }
  const displaced = owner && !isOwn ? owner.label : undefined;
  if (there && owner && !isOwn) {
    if (placing.keepsExports) await setAside(file, there, owner, placing);
    await placing.displace(owner);
  }
  const etag = await store.putIf(
    objectOf(file, placing, displaced),
    there ? { ifMatch: there.etag } : { ifAbsent: true },
  );
  if (etag === undefined) return undefined;
  return { ...placed, etag, isChanged: true, ...(displaced === undefined ? {} : { displaced: true }) };
}

/** Copies a file of another label to the name that it has when it loses its own; what its label makes of it is up to that label. */
async function setAside({ key, contentType }: FileToPlace, there: StoredObject, owner: Rank, { store }: Placing) {
  const found = await store.get(key);
  if (found?.etag !== there.etag) return; // it has changed, so that the write over it will not happen either
  const { displaced: _, ...metadata } = found.metadata;
  const copy = { key: alternativeKey(key, owner.label), bytes: found.bytes, contentType, metadata };
  const standing = await store.head(copy.key);
  if (standing && rankOf(standing)?.label !== owner.label) return;
  if (standing?.metadata.sha256 === metadata.sha256) return;
  await store.putIf(copy, standing ? { ifMatch: standing.etag } : { ifAbsent: true });
}

/**
 * The file of an export that stays though its label is not taken any more: under its name, or where another label set it
 * aside. Undefined where it is gone, since there is nothing left to write it from.
 */
export async function findKept(
  key: string,
  { sha256 }: RecordedFile,
  { store, rank }: Placing,
): Promise<PlacedFile | undefined> {
  for (const name of [key, alternativeKey(key, rank.label)]) {
    const there = await store.head(name);
    if (!there || rankOf(there)?.label !== rank.label || there.metadata.sha256 !== sha256) continue;
    return { key: name, sha256, etag: there.etag, isChanged: false };
  }
  return undefined;
}

const isSameRank = (a: Rank, b: Rank): boolean => a.groundTruth === b.groundTruth && a.revision === b.revision;

/** Under a name with the label's own id; where somebody else has even that one, under one that nobody else can have. */
async function placeElsewhere(file: FileToPlace, placing: Placing): Promise<PlacedFile> {
  const { store, rank } = placing;
  for (const key of [file.alternativeKey, lastResort(file, rank)]) {
    for (;;) {
      const there = await store.head(key);
      if (there && rankOf(there)?.label !== rank.label) break;
      const placed = await putOver(there, { ...file, key }, placing);
      if (placed) return placed;
    }
  }
  throw new Error(`${lastResort(file, rank)} belongs to somebody else.`); // its name is a digest of this label's id
}

/** `street/1--label-7.txt` → `street/1--label-7--<16 hex digits>.txt` */
function lastResort({ key, alternativeKey }: FileToPlace, { label }: Rank): string {
  const digest = sha256Of(Buffer.from(JSON.stringify([key, label]))).slice(0, 16);
  const end = endingAt(alternativeKey);
  return `${alternativeKey.slice(0, end)}--${digest}${alternativeKey.slice(end)}`;
}

/** All keys that a file of this label may have been placed under. */
export const candidateKeys = (file: FileToPlace, rank: Rank): readonly string[] => [
  file.key,
  file.alternativeKey,
  lastResort(file, rank),
];

const objectOf = (file: FileToPlace, { rank, event }: Placing, displaced?: string) => ({
  key: file.key,
  bytes: file.bytes,
  contentType: file.contentType,
  metadata: {
    ...rankMetadata(rank),
    sha256: file.sha256,
    ...(file.classMap === undefined ? {} : { 'class-map': file.classMap.replaceAll('"', '') }),
    event: encodeURIComponent(event).slice(0, 512), // user metadata ends at 2 kB in all
    ...(displaced === undefined ? {} : { displaced: encodeURIComponent(displaced).slice(0, 512) }),
  },
});

/** Takes the mark "displaced" off a file, once its record is committed. */
export async function settleFile(file: FileToPlace, placed: PlacedFile, placing: Placing): Promise<PlacedFile> {
  if (!placed.displaced || placed.etag === undefined) return placed;
  const etag = await placing.store.putIf(objectOf({ ...file, key: placed.key }, placing), { ifMatch: placed.etag });
  return etag === undefined ? placed : { ...placed, etag, displaced: false };
}
