import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import type { ShardLine } from '../../lib/release/layout.ts';
import { hashed } from '../../lib/release/read-release.ts';

/** Takes a member's bytes, or does not look at them: the rest of them is then passed over. */
export type OnMember = (path: string, chunks: AsyncIterable<Uint8Array>) => Promise<void>;

/** The members of a shard in turn, and their paths at its end. Throws where it is not the tar that the release has. */
export async function unpack(
  shard: ShardLine,
  chunks: AsyncIterable<Uint8Array>,
  onMember: OnMember,
): Promise<readonly string[]> {
  const hash = createHash('sha256');
  const tar = extract();
  const members: string[] = [];
  const source = noting(hashed(chunks, hash));
  const arrived = pipeline(Readable.from(source), tar);
  const looked = (async () => {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (type !== 'file')
        throw new Error(`A member of ${shard.path} must be a file, but is a ${type}. No build writes one.`);
      members.push(name);
      await onMember(name, entry);
      entry.resume();
    }
  })();
  const ended = await Promise.allSettled([looked, arrived]);
  // A source that fails may end the others with errors that say nothing of it; so does a member the arriving.
  if (source.failure) throw source.failure.error;
  for (const each of ended) if (each.status === 'rejected') throw each.reason;
  if (hash.digest('hex') === shard.sha256) return members;
  throw new Error(
    `${shard.path} must have the sha256 of shards.jsonl, but has another. It was changed after the release was created: restore it in the bucket, or create another release.`,
  );
}

/** The same chunks; `failure` is there once they have failed, and not where whoever takes them has. */
function noting(chunks: AsyncIterable<Uint8Array>) {
  const noted = {
    failure: undefined as { readonly error: unknown } | undefined,
    async *[Symbol.asyncIterator]() {
      const iterator = chunks[Symbol.asyncIterator]();
      try {
        for (;;) {
          const { done, value } = await iterator.next().catch((error: unknown) => {
            noted.failure = { error };
            throw error;
          });
          if (done) return;
          yield value;
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
  return noted;
}
