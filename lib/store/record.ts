import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { given } from '../contracts/given.ts';
import { keys, type Project } from '../contracts/keys.ts';
import { LeftOutCount, namedByConnection, OmissionCount, UnreadCount } from '../contracts/payloads.ts';
import type { ObjectStore } from './object-store.ts';
import { readJson } from './read-json.ts';

/** A file as it was written: what its bytes are, and the ETag by which a LIST shows that they are still there. */
const RecordedFile = z.object({ sha256: z.string(), etag: z.optional(z.string()) });
export type RecordedFile = z.infer<typeof RecordedFile>;

/** Version 0.1 kept the sha256 alone. */
const FileOfAnyVersion = z.pipe(
  z.transform((file: unknown) => (typeof file === 'string' ? { sha256: file } : file)),
  RecordedFile,
);

/** Why the newest revision of the label was given up. What was exported before it stays; the next success clears it. */
const Failure = z.looseObject({
  error: z.string(),
  message: z.string(),
  /** The newest of the label that was given up since the last export: microseconds since 1970. Absent where one is not known. */
  revision: z.optional(z.int()),
  /** The version of Labelwire that gave it up: another one may read the label. */
  build: z.string(),
  /** A digest of what its configuration said of the project, where the function that gave it up knows it. */
  configuration: z.optional(z.string()),
  at: z.iso.datetime(),
});
export type Failure = z.infer<typeof Failure>;

/** A revision that was seen and not exported. */
const NotTaken = z.looseObject({
  revision: z.int(),
  state: z.optional(z.string()),
  stage: z.optional(z.string()),
  content: z.optional(z.string()),
  at: z.iso.datetime(),
});

/**
 * Lineage and commit point of one label: which revision is exported, in which files. Every commit has an id of its own, so
 * two records never have equal bytes and an ETag is never ambiguous. Fields of a later version are kept.
 */
export const LabelRecord = namedByConnection(
  z.looseObject({
    schema: z.literal(1),
    connection: z.string(),
    project: z.string(),
    label: z.string(),
    /** `deleted`: a tombstone. `failed`: nothing was ever exported. `not-taken`: the route does not take labels of this state. */
    status: z.enum(['exported', 'deleted', 'failed', 'not-taken']),
    /** Of what is exported: microseconds since 1970; 0 where nothing ever was. */
    revision: z.int(),
    /** The platform's own word for the label's state, such as APPROVED. */
    state: z.optional(z.string()),
    /** What the state means (`Source.stage`), only where the route takes labels by it. */
    stage: z.optional(z.string()),
    /** sha256 of the canonical label, by which two labels of one revision differ. Version 0.1 did not write it. */
    content: z.optional(z.string()),
    dataUnit: z.optional(z.string()),
    /** Of the formats and options that the files were made with (`formatsDigest`). An earlier version did not write it. */
    formatsDigest: z.optional(z.string()),
    /** The event that this revision came with. */
    event: z.string(),
    /** By key. */
    files: z.record(z.string(), FileOfAnyVersion),
    /** Files of an earlier revision that are to be deleted; empty as soon as they are. */
    obsolete: z.array(z.string()),
    omitted: z.array(OmissionCount),
    /** Fields of the platform's document that were not read and change nothing, by pattern. */
    unread: z.optional(z.array(UnreadCount)),
    /** Annotations, and values of annotations, that the label was exported without. */
    leftOut: z.optional(z.array(LeftOutCount)),
    failure: z.optional(Failure),
    /** Beside an export that stays: the newest revision, which the route does not take as it is. */
    notTaken: z.optional(NotTaken),
    /** The platform does not show the label any more; how often that was seen. A tombstone follows, unless it is shown again. */
    leaving: z.optional(z.looseObject({ looks: z.int(), since: z.iso.datetime() })),
    /**
     * When the label was last written while the platform may have hidden a newer edit that left its revision as it was. A
     * comparison fetches the label again, at least ten minutes later, whatever its revision.
     */
    unsettled: z.optional(z.iso.datetime()),
    /** Nobody has heard of this change yet (lib/steps/announce-label.ts): keys that held a file of the label before it, and do not any more. */
    unannounced: z.optional(z.looseObject({ removed: z.array(z.string()) })),
    /** A random id of this commit. */
    commit: z._default(z.string(), ''),
    /** The version of Labelwire that wrote it. */
    writtenBy: z.string(),
    writtenAt: z.iso.datetime(),
  }),
);
export type LabelRecord = z.infer<typeof LabelRecord>;

/** What the platform showed of the label last, exported or not. */
export const lastSeenOf = ({ notTaken, revision, state, stage, content }: LabelRecord) =>
  notTaken ?? { revision, state, stage, content };

/** What the field `content` says of a canonical label, given as JSON text. */
export const contentOf = (json: string): string => createHash('sha256').update(json).digest('hex');

export type LabelName = Project & { readonly label: string };

export type StandingRecord = { readonly record: LabelRecord; readonly etag: string };

export const readRecord = (store: ObjectStore, label: LabelName): Promise<StandingRecord | undefined> =>
  readRecordAt(store, keys.record(label));

export async function readRecordAt(store: ObjectStore, key: string): Promise<StandingRecord | undefined> {
  const found = await readJson(store, key, LabelRecord, {
    what: 'The record',
    remedy: 'Restore an earlier version of the object, or delete it and replay the label.',
  });
  return found && { record: found.value, etag: found.etag };
}

/** Replaces the record if it still is the one with this ETag, or absent; undefined when somebody was faster. */
export async function commitRecord(
  store: ObjectStore,
  record: LabelRecord,
  before: string | undefined,
): Promise<string | undefined> {
  const object = {
    key: keys.record(record),
    bytes: Buffer.from(`${JSON.stringify(given(record), null, 1)}\n`),
    contentType: 'application/json',
    metadata: { revision: String(record.revision) },
  };
  return store.putIf(object, before === undefined ? { ifAbsent: true } : { ifMatch: before });
}
