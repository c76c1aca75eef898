import type { ListedLabel as PlatformLabel } from '../platforms/documents.ts';
import { type LabelRecord, lastSeenOf } from '../store/record.ts';

/** A label as the platform lists it. */
export type ListedLabel = {
  readonly label: string;
  /** Microseconds since 1970. */
  readonly revision: number;
  /** sha256 of the canonical label, where the label was read as a whole: of one revision a platform may show two contents. */
  readonly content?: string | undefined;
  /** The platform's own word for its state, as a record has it; left out where the listing does not have it. */
  readonly state?: string | undefined;
};

/** An object as S3 lists it. */
export type ListedObject = { readonly etag: string; readonly modifiedAt: Date };

export type ProjectListings = {
  /** Complete, and listed after `records` and `objects` were. */
  readonly platform: readonly ListedLabel[];
  readonly records: readonly LabelRecord[];
  /** The files of labels, by key. */
  readonly objects: ReadonlyMap<string, ListedObject>;
  /** When the objects were listed. */
  readonly at: Date;
};

/**
 * Why a label is to be looked at again. `missing`: it is on the platform and has no record. `stale`: another revision, content or
 * state was seen last. `failed`: its newest revision was given up. `damaged`: a file is not there, or not as it was written. `gone`: it
 * is exported or was given up, and is not on the platform any more.
 */
export type Difference = 'missing' | 'stale' | 'failed' | 'damaged' | 'gone';

export type Comparison = {
  readonly labels: ReadonlyMap<string, Difference>;
  /** Keys that no record names: a writer that died for good wrote them. */
  readonly orphans: readonly string[];
  readonly upToDate: number;
};

/** No step lives as long, so that a file which is younger may still get its record. */
const youngestOrphanMilliseconds = 60 * 60 * 1000;

/** What must be looked at again so that the bucket holds the platform's newest state. Pure. */
export function compareProject({ platform, records, objects, at }: ProjectListings): Comparison {
  const byLabel = new Map(records.map((record) => [record.label, record]));
  const labels = new Map<string, Difference>();
  for (const listed of platform) {
    const record = byLabel.get(listed.label);
    const difference = compareLabel(listed, record) ?? (record && !isWhole(record, objects) ? 'damaged' : undefined);
    if (difference) labels.set(listed.label, difference);
  }
  const upToDate = platform.length - labels.size;
  const shown = new Set(platform.map(({ label }) => label));
  for (const record of records) {
    if (shown.has(record.label)) continue;
    if (record.status === 'exported' || record.obsolete.length > 0 || record.failure) labels.set(record.label, 'gone');
  }
  const named = new Set(records.flatMap(({ files, obsolete }) => [...Object.keys(files), ...obsolete]));
  const isOld = ({ modifiedAt }: ListedObject) => at.getTime() - modifiedAt.getTime() > youngestOrphanMilliseconds;
  const orphans = [...objects].filter(([key, object]) => !named.has(key) && isOld(object)).map(([key]) => key);
  return { labels, orphans, upToDate };
}

/** Whether the record says what the platform has; undefined when it does, as far as the listing tells. Pure. */
export function compareLabel(
  listed: Pick<PlatformLabel, 'revision' | 'state'> & Pick<ListedLabel, 'content'>,
  record: LabelRecord | undefined,
): Exclude<Difference, 'gone'> | undefined {
  if (!record || record.status === 'deleted') return 'missing';
  if (record.failure) return 'failed';
  const seen = lastSeenOf(record);
  if ((listed.revision !== undefined && seen.revision !== listed.revision) || record.leaving) return 'stale';
  if (listed.content !== undefined && seen.content !== listed.content) return 'stale';
  // A record of version 0.1, or of a route that takes labels at any stage, has a state that no decision depends on.
  if (seen.stage !== undefined && listed.state !== undefined && seen.state !== listed.state) return 'stale';
  return record.obsolete.length > 0 ? 'damaged' : undefined;
}

const isWhole = ({ files }: LabelRecord, objects: ProjectListings['objects']): boolean =>
  Object.entries(files).every(
    ([key, { etag }]) => objects.has(key) && (etag === undefined || objects.get(key)?.etag === etag), // version 0.1 kept no ETags
  );
