import * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { keys } from '../contracts/keys.ts';
import { namedByConnection, OmissionCount } from '../contracts/payloads.ts';
import type { ObjectStore } from './object-store.ts';

/**
 * Lineage and commit point of one label: which revision is exported, in which files. Its bytes hold the revision, so its
 * ETag is never ambiguous. A `deleted` record is a tombstone.
 */
export const LabelRecord = namedByConnection(
  z.object({
    schema: z.literal(1),
    connection: z.string(),
    project: z.string(),
    label: z.string(),
    revision: z.int(),
    status: z.enum(['exported', 'deleted']),
    /** The event this revision came with. */
    event: z.string(),
    /** Key → sha256 of the bytes. */
    files: z.record(z.string(), z.string()),
    /** Files of an earlier revision that are to be deleted; empty as soon as they are. */
    obsolete: z.array(z.string()),
    omitted: z.array(OmissionCount),
    /** The version of Labelwire that wrote it. */
    writtenBy: z.string(),
    writtenAt: z.iso.datetime(),
  }),
);
export type LabelRecord = z.infer<typeof LabelRecord>;

export type LabelName = Pick<LabelRecord, 'connection' | 'project' | 'label'>;

export type StandingRecord = { readonly record: LabelRecord; readonly etag: string };

export async function readRecord(store: ObjectStore, label: LabelName): Promise<StandingRecord | undefined> {
  const key = keys.record(label);
  const found = await store.get(key);
  if (!found) return undefined;
  const json: unknown = JSON.parse(found.bytes.toString('utf8'));
  const parsed = LabelRecord.safeParse(json);
  if (!parsed.success) {
    throw new InvalidConfiguration(
      `The record ${key} was changed by hand and cannot be read: ${explainIssues(parsed.error, json)}. Restore an earlier version of it, or delete it and replay.`,
    );
  }
  return { record: parsed.data, etag: found.etag };
}

/** Replaces the record if it still is the one that was read; undefined when somebody was faster. */
export async function commitRecord(
  store: ObjectStore,
  record: LabelRecord,
  standing: string | undefined,
): Promise<string | undefined> {
  const object = {
    key: keys.record(record),
    bytes: Buffer.from(`${JSON.stringify(record, null, 1)}\n`),
    contentType: 'application/json',
    metadata: { revision: String(record.revision) },
  };
  return store.putIf(object, standing === undefined ? { ifAbsent: true } : { ifMatch: standing });
}
