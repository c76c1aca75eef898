import { createHash } from 'node:crypto';
import { given } from '../contracts/given.ts';
import { keys } from '../contracts/keys.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { ManifestLine } from './layout.ts';
import { type Sample, sampleBytes } from './samples.ts';
import { type TarMember, tarArchive } from './tar.ts';

/**
 * A tar file ends at so many samples, or before so many bytes. Pictures are put beside them when a release is pulled: a thousand
 * of them make a file of the size that readers are fast with.
 */
export type ShardSizes = { readonly samples: number; readonly bytes: number };
const usualSizes: ShardSizes = { samples: 1_000, bytes: 256 * 1024 * 1024 };

type Target = {
  readonly store: Pick<ObjectStore, 'putParts'>;
  readonly release: string;
  readonly root: string;
  /** What the names of the tar files begin with: `train` → `train-000000.tar`. */
  readonly name: string;
  readonly split: string | undefined;
  readonly sizes?: ShardSizes | undefined;
};

/** Writes samples in their order to tar files, one after the other, and returns the lines of the manifest. Memory holds a sample and a part. */
export async function assembleSamples(
  samples: AsyncIterable<Sample>,
  { store, release, root, name, split, sizes = usualSizes }: Target,
): Promise<readonly ManifestLine[]> {
  const lines: ManifestLine[] = [];
  const rest = samples[Symbol.asyncIterator]();
  let next = await rest.next();

  async function* membersOfShard(): AsyncGenerator<TarMember> {
    let [count, held] = [0, 0];
    while (!next.done) {
      const bytes = sampleBytes(next.value);
      if (count > 0 && (count >= sizes.samples || held + bytes > sizes.bytes)) return;
      yield* next.value.members;
      count += 1;
      held += bytes;
      next = await rest.next();
    }
  }

  while (!next.done) {
    const path = `${root}/${name}-${String(lines.length).padStart(6, '0')}.tar`;
    const sha256 = createHash('sha256');
    const hashed = async function* () {
      for await (const chunk of tarArchive(membersOfShard())) {
        sha256.update(chunk);
        yield chunk;
      }
    };
    const bytes = await store.putParts(
      { key: keys.release(release, path), contentType: 'application/x-tar' },
      hashed(),
    );
    lines.push({ path, sha256: sha256.digest('hex'), bytes, ...given({ split }) });
  }
  return lines;
}
