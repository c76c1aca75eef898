import pMap from 'p-map';
import { keys } from '../contracts/keys.ts';
import type { ObjectStore, ObjectVersion } from './object-store.ts';
import { type LabelName, LabelRecord } from './record.ts';

/** What the bucket still has of the earlier records of a label. */
export type RecordHistory = {
  /** Revisions that were exported, the newest first, each as it was committed last. */
  readonly revisions: readonly LabelRecord[];
  /** Whether the bucket kept the newest record as a version: else what is replaced is gone. */
  readonly keepsVersions: boolean;
  /** Commits that were not looked at since there are too many, or that cannot be read. */
  readonly notRead: number;
};

/** Each costs a request. */
const mostCommits = 200;
const requestsAtOnce = 16;

/** The record of a label as it was, from the versions of its object. Two labels of one revision that differ are two. */
export async function recordHistory(store: ObjectStore, label: LabelName): Promise<RecordHistory> {
  const key = keys.record(label);
  const versions: ObjectVersion[] = [];
  for await (const page of store.versions(key)) versions.push(...page);
  const read = await pMap(
    versions.slice(0, mostCommits),
    async ({ etag, id }) => recordIn(await store.getVersion(key, etag, id)),
    { concurrency: requestsAtOnce },
  );
  const records = read.flatMap((record) => record ?? []);
  const exported = records.filter(({ status }) => status === 'exported');
  const newestOfEach = new Map(exported.toReversed().map((record) => [`${record.revision} ${record.content}`, record]));
  return {
    revisions: exported.filter((record) => newestOfEach.get(`${record.revision} ${record.content}`) === record),
    keepsVersions: versions[0] !== undefined && versions[0].id !== 'null',
    notRead: versions.length - records.length,
  };
}

function recordIn(found: { readonly bytes: Buffer } | undefined): LabelRecord | undefined {
  try {
    return found && LabelRecord.parse(JSON.parse(found.bytes.toString('utf8')));
  } catch {
    return undefined; // counted as not read
  }
}

/** The files of a label as an earlier commit of its record left them. */
export const asCommitted = (store: ObjectStore, { files, revision }: LabelRecord): Pick<ObjectStore, 'get'> => ({
  async get(key) {
    const { etag = '' } = files[key] ?? {};
    const found = etag === '' ? undefined : await store.getVersion(key, etag);
    if (found) return { etag, metadata: {}, bytes: found.bytes };
    throw new Error(
      `The bucket must still have ${key} as revision ${revision} wrote it, but has not: S3 deletes versions that were replaced some days after (noncurrentVersionDays).`,
    );
  },
});
