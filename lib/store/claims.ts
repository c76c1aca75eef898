import { given } from '../contracts/given.ts';
import { encodeId, keys, type Project } from '../contracts/keys.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { readRecord } from './record.ts';
import { settled } from './settled.ts';

/** Which of several labels gets a file name that all of them want. Made of the label alone, never of the order of arrival. */
export type Rank = {
  readonly label: string;
  readonly groundTruth: boolean;
  /** Microseconds since 1970. */
  readonly revision: number;
  /** Not part of the order: some platforms are asked for a label by its data unit only. */
  readonly dataUnit?: string | undefined;
};

/** A label that is to be looked at because of another one. */
export type OtherLabel = Pick<Rank, 'label' | 'dataUnit'>;

/** `all`: ground truth first, then the smallest id. `newest`: the newest revision first, then the smallest id. */
export type ClaimOrder = 'all' | 'newest';

/** Negative when `a` comes first. */
export function compareRanks(a: Rank, b: Rank, order: ClaimOrder): number {
  if (order === 'newest' && a.revision !== b.revision) return b.revision - a.revision;
  if (order === 'all' && a.groundTruth !== b.groundTruth) return a.groundTruth ? -1 : 1;
  return compareIds(a.label, b.label);
}

/** Numbers by their value, as platforms count them; other ids by their characters. */
function compareIds(a: string, b: string): number {
  if (/^\d{1,15}$/.test(a) && /^\d{1,15}$/.test(b) && Number(a) !== Number(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}

// Rank and owner are in the user metadata of a file. S3 keeps ASCII only, so ids are percent-encoded.

export const rankMetadata = ({ label, groundTruth, revision, dataUnit }: Rank): Record<string, string> => {
  const unit = encodeURIComponent(dataUnit ?? '');
  return {
    label: encodeURIComponent(label),
    revision: String(revision),
    ...(groundTruth ? { 'ground-truth': '1' } : {}),
    ...(unit !== '' && unit.length <= longestUnit ? { 'data-unit': unit } : {}),
  };
};

/** User metadata ends at 2 kB in all; the record has a longer one, too. */
const longestUnit = 300;

/** The label that an object belongs to; undefined for an object that no label wrote. */
export function rankOf({ metadata }: StoredObject): Rank | undefined {
  if (metadata.label === undefined) return undefined;
  const unit = metadata['data-unit'];
  return {
    label: decodeURIComponent(metadata.label),
    groundTruth: metadata['ground-truth'] === '1',
    revision: Number(metadata.revision ?? 0),
    ...given({ dataUnit: unit === undefined ? undefined : decodeURIComponent(unit) }),
  };
}

/**
 * The labels that want `key` and do not have it. Written before the label looks at the key a last time, and read after a key
 * was given up: of two that do so at the same moment, one sees the other.
 */
export type Claims = {
  put(key: string, rank: Rank): Promise<void>;
  remove(key: string, label: string): Promise<void>;
  /** The best-ranked claimant that is still exported; undefined where there is none. */
  best(key: string, order: ClaimOrder): Promise<Rank | undefined>;
};

export function claimsOf(store: ObjectStore, project: Project): Claims {
  const claimKey = (key: string, label: string) => `${keys.claims(project, key)}${encodeId(label)}`;
  return {
    async put(key, rank) {
      const object = { key: claimKey(key, rank.label), bytes: Buffer.from('\n'), contentType: 'text/plain' };
      await store.put({ ...object, metadata: rankMetadata(rank) });
    },
    async remove(key, label) {
      const there = await store.head(claimKey(key, label));
      if (there) await store.deleteIf(claimKey(key, label), there.etag);
    },
    async best(key, order) {
      const found = await settled((await store.list(keys.claims(project, key))).map((each) => () => store.head(each)));
      const ranks = found.flatMap((object) => (object ? (rankOf(object) ?? []) : []));
      for (const rank of ranks.sort((a, b) => compareRanks(a, b, order))) {
        const standing = await readRecord(store, { ...project, label: rank.label });
        if (standing?.record.status === 'exported') {
          if (standing.record.notTaken) continue; // what is exported cannot be written again: the name is of no use to it
          return rank;
        }
        await this.remove(key, rank.label); // the label has gone, and cannot have known of this name becoming free
      }
      return undefined;
    },
  };
}
