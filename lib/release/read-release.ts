import { createHash, type Hash } from 'node:crypto';
import type * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import { quoted } from '../contracts/printable.ts';
import { ReleaseName } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { readJson } from '../store/read-json.ts';
import { jsonLines } from './json-lines.ts';
import { ImageLine, ManifestLine, Release, ReleaseFailure, releaseFiles, ShardLine } from './layout.ts';

/** A release of the bucket. Each list is read anew by every call, a line at a time. */
export type ReadableRelease = {
  readonly description: Release;
  /** Throws InvalidConfiguration at its end where it is not the manifest of the release. */
  manifest(): AsyncGenerator<ManifestLine>;
  /** None where every file is an object of its own. */
  shards(): AsyncGenerator<ShardLine>;
  images(): AsyncGenerator<ImageLine>;
  /** The bytes at a path of the release. */
  read(path: string): Promise<AsyncIterable<Uint8Array>>;
};

/** Throws InvalidConfiguration, which says whether there is no such release, or one that is not finished. */
export async function readRelease(store: ObjectStore, name: string): Promise<ReadableRelease> {
  const named = ReleaseName.safeParse(name);
  if (!named.success) {
    throw new InvalidConfiguration(
      `The name of a release ${named.error.issues[0]?.message}. labelwire release list shows the names.`,
    );
  }
  const found = await readJson(store, keys.release(name, releaseFiles.release), Release, changed);
  if (!found) throw await missing(store, name);
  const description = found.value;
  const keyOf = (path: string) => keys.release(name, path);
  return {
    description,
    manifest: () => checkedLines(store, keyOf(releaseFiles.manifest), description.manifestSha256),
    shards: () =>
      description.input.layout === 'shards' ? lines(store, keyOf(releaseFiles.shards), ShardLine) : nothing(),
    images: () => lines(store, keyOf(releaseFiles.images), ImageLine),
    read: (path) => objectAt(store, keyOf(path)),
  };
}

const changed = {
  what: 'The description of the release',
  remedy: 'It was changed after the release was created: restore it, or create another release.',
};

async function missing(store: ObjectStore, name: string): Promise<Error> {
  const failure = await readJson(store, keys.release(name, releaseFiles.failure), ReleaseFailure, changed);
  if (failure) {
    const { error, message } = failure.value;
    return new InvalidConfiguration(
      `The build of the release ${name} failed, with ${error}: ${message} labelwire release delete ${name} frees the name.`,
    );
  }
  const isBegun = await store.head(keys.release(name, releaseFiles.build));
  return new InvalidConfiguration(
    isBegun
      ? `The release ${name} is not finished. labelwire release show ${name} says how far it is.`
      : `There is no release ${quoted(name)} in this bucket. labelwire release list shows those that exist.`,
  );
}

async function objectAt(store: ObjectStore, key: string): Promise<AsyncIterable<Uint8Array>> {
  const chunks = await store.read(key);
  if (chunks) return chunks;
  throw new InvalidConfiguration(
    `${key} is missing in the bucket, though the release has it. Restore it, or create another release.`,
  );
}

async function* lines<Schema extends z.ZodMiniType>(store: ObjectStore, key: string, schema: Schema) {
  yield* jsonLines(await objectAt(store, key), schema, key);
}

async function* nothing(): AsyncGenerator<never> {}

async function* checkedLines(store: ObjectStore, key: string, sha256: string): AsyncGenerator<ManifestLine> {
  const hash = createHash('sha256');
  yield* jsonLines(hashed(await objectAt(store, key), hash), ManifestLine, key);
  if (hash.digest('hex') === sha256) return;
  throw new InvalidConfiguration(
    `${key} must have the sha256 that release.json says, but has another. ${changed.remedy}`,
  );
}

/** The same chunks, which the hash has seen, too. */
export async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}
