import type { ObjectStore, StoredObject } from './object-store.ts';

export type Revised = {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly sha256: string;
  readonly revision: number;
  /** Whose file it is; an object of another owner is never replaced. */
  readonly owner: string;
  /** The event that caused the write, for people who look at the object. */
  readonly event: string;
  /** ETag of the class map that the numbers in the file are from. */
  readonly classMap?: string | undefined;
};

/** `stale`: a newer revision is there. `taken`: the object belongs to another owner. */
export type Outcome = 'written' | 'unchanged' | 'stale' | 'taken';

/** What the user metadata of an object says; S3 keeps ASCII only, so ids are percent-encoded. */
const metadataOf = ({ revision, sha256, owner, event, classMap }: Revised) => ({
  revision: String(revision),
  sha256,
  label: encodeURIComponent(owner),
  event: encodeURIComponent(event).slice(0, 512), // user metadata ends at 2 kB in all
  ...(classMap === undefined ? {} : { 'class-map': classMap.replaceAll('"', '') }),
});

const revisionOf = ({ metadata }: StoredObject): number => Number(metadata.revision ?? 0);
const isOwnedBy = ({ metadata }: StoredObject, owner: string): boolean => metadata.label === encodeURIComponent(owner);

/**
 * Writes a file of a whole project, whose revision is the number of classes that it was made from: never over a newer revision, never over somebody else's file, whatever runs at the same
 * time. Equal bytes under an older revision ARE written: otherwise the old revision would stay, and a later stale write would win.
 * Compared by sha256 in the metadata: an ETag is the same for equal bytes and differs under SSE-KMS.
 *
 * `expectAbsent` saves the look at a key where nothing is expected; when something is there the answer is the same.
 */
export async function putIfNewer(store: ObjectStore, file: Revised, { expectAbsent = false } = {}): Promise<Outcome> {
  const object = { key: file.key, bytes: file.bytes, contentType: file.contentType, metadata: metadataOf(file) };
  if (expectAbsent && (await store.putIf(object, { ifAbsent: true })) !== undefined) return 'written';
  for (;;) {
    const there = await store.head(file.key);
    if (there && !isOwnedBy(there, file.owner)) return 'taken';
    if (there && revisionOf(there) > file.revision) return 'stale';
    if (there && revisionOf(there) === file.revision && there.metadata.sha256 === file.sha256) return 'unchanged';
    const written = await store.putIf(object, there ? { ifMatch: there.etag } : { ifAbsent: true });
    if (written !== undefined) return 'written';
  }
}
