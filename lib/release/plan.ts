import { InvalidRequest } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import type { PlannedRelease, ReleaseBatch, ReleaseToPlan } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { buildObjects, claimRelease } from './build-objects.ts';
import { standingRelease } from './standing.ts';

/** A label as it was when the build began: the number of its project in the request, its key and its ETag. */
export type Pin = readonly [project: number, key: string, etag: string];

export type PlanDependencies = {
  readonly store: ObjectStore;
  /** Where the Map finds the list of batches. */
  readonly place: { readonly bucket: string; readonly prefix: string };
  readonly sizes?: BatchSizes | undefined;
};

/** A child of a Map holds a batch in memory. The list of batches of a million labels has 30 kB. */
export type BatchSizes = { readonly labels: number; readonly bytes: number };
const usualSizes: BatchSizes = { labels: 1_000, bytes: 64 * 1024 * 1024 };

/**
 * Takes the name, and pins every label as it is now: what changes later is not in the release. A schedule delivers a time at
 * least once: what comes again is left to the build that has the name. Throws InvalidRequest where a build of anything else has
 * the name, or no label is there.
 */
export async function planRelease(
  { run, startedAt, request }: ReleaseToPlan,
  { store, place, sizes = usualSizes }: PlanDependencies,
): Promise<PlannedRelease> {
  const { release, projects, schedule } = request;
  const listKey = keys.releaseWork(run, 'plan', 0).replace(/\.jsonl$/, '.json');
  const planned = { release, run, bucket: place.bucket, key: `${place.prefix}${listKey}` };
  if (!(await claimRelease(store, { schema: 1, run, startedAt, request }))) {
    const standing = await standingRelease(store, release);
    const other = standing?.build?.request.schedule;
    const isRepeated = schedule && other && schedule.name === other.name && schedule.at === other.at;
    if (isRepeated && !standing?.failure) return { ...planned, isRepeated, batches: 0, labels: 0 };
    if (isRepeated)
      throw new InvalidRequest(
        `The release ${release} must not have failed before, but it has. Delete it, and start the execution again: npx labelwire release delete ${release}`,
      );
    throw new InvalidRequest(
      `The name ${release} must be a new one, but another build has it. Delete it, or choose another.`,
    );
  }
  const objects = buildObjects(store, { run });
  const batches: ReleaseBatch[] = [];
  let pins: Pin[] = [];
  let bytes = 0;
  const endBatch = async () => {
    if (pins.length === 0) return;
    await objects.writeLines('pins', batches.length, pins);
    batches.push({ batch: batches.length, labels: pins.length });
    pins = [];
    bytes = 0;
  };
  for (const [number, project] of projects.entries()) {
    for await (const page of store.listObjects(keys.labels(project))) {
      for (const { key, etag, bytes: size } of page) {
        if (pins.length >= sizes.labels || (pins.length > 0 && bytes + size > sizes.bytes)) await endBatch();
        pins.push([number, key, etag]);
        bytes += size;
      }
    }
  }
  await endBatch();
  const labels = batches.reduce((sum, batch) => sum + batch.labels, 0);
  if (labels === 0)
    throw new InvalidRequest(
      `The projects of ${release} must have labels in the bucket, but have none. Export them first: npx labelwire sync`,
    );
  await store.put({ key: listKey, bytes: Buffer.from(JSON.stringify(batches)), contentType: 'application/json' });
  return { ...planned, isRepeated: false, batches: batches.length, labels };
}
