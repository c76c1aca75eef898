import type * as z from 'zod/mini';
import { keys } from '../contracts/keys.ts';
import type { ReleaseBuild } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { readJson, UnreadableJson } from '../store/read-json.ts';
import { readBuild } from './build-objects.ts';
import { Release, ReleaseFailure, releaseFiles } from './layout.ts';

/** What there is under a name. `build` alone: it is being built, or its build ended without a word. */
export type StandingRelease = {
  readonly name: string;
  readonly build?: ReleaseBuild | undefined;
  readonly release?: Release | undefined;
  readonly failure?: ReleaseFailure | undefined;
  /** Why one of the three cannot be read: somebody changed it, or a later version wrote it. */
  readonly damage?: string | undefined;
};

/**
 * Undefined where the name was never used, or its release was deleted. What cannot be read is said and does not throw: the release
 * can be deleted, and the others are listed.
 */
export async function standingRelease(store: ObjectStore, name: string): Promise<StandingRelease | undefined> {
  const remedy = 'Restore it from an earlier version of the object, or delete the release.';
  let damage: string | undefined;
  const unlessDamaged = <Value>(value: Promise<Value>) =>
    value.catch((error: unknown) => {
      if (!(error instanceof UnreadableJson)) throw error;
      damage ??= error.message;
      return undefined;
    });
  const read = async <Schema extends z.ZodMiniType>(file: string, schema: Schema) =>
    (await unlessDamaged(readJson(store, keys.release(name, file), schema, { what: 'The release', remedy })))?.value;
  const release = await read(releaseFiles.release, Release);
  const failure = release ? undefined : await read(releaseFiles.failure, ReleaseFailure);
  const build = await unlessDamaged(readBuild(store, name));
  return release || failure || build || damage !== undefined ? { name, release, failure, build, damage } : undefined;
}

export const releaseNames = (store: ObjectStore): Promise<string[]> => store.folders(keys.releases);

/** Deletes all of a release. It stops being one at once, and its name is free when nothing of it is left. */
export async function deleteRelease(store: ObjectStore, name: string): Promise<number> {
  const [commit, lock] = [keys.release(name, releaseFiles.release), keys.release(name, releaseFiles.build)];
  await store.deleteAll([commit]);
  let deleted = 0;
  for await (const page of store.listObjects(keys.release(name))) {
    const found = page.map(({ key }) => key).filter((key) => key !== lock);
    await store.deleteAll(found);
    deleted += found.length;
  }
  await store.deleteAll([lock]);
  return deleted;
}
