import { pack } from 'tar-stream';

export type TarMember = {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** A name in its header, which readers pass over; none unless said otherwise. */
  readonly owner?: string | undefined;
};

/**
 * The bytes of a tar archive, a member at a time, as every tar reads it. Equal members in equal order make equal bytes: no
 * times, no owners but those that are given.
 */
export async function* tarArchive(members: AsyncIterable<TarMember> | Iterable<TarMember>): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const added = addAll(members, tar).catch((error: Error) => tar.destroy(error));
  try {
    yield* tar;
  } finally {
    tar.destroy();
    await added;
  }
}

/** The next member is taken when the one before has been read. */
async function addAll(members: AsyncIterable<TarMember> | Iterable<TarMember>, tar: ReturnType<typeof pack>) {
  for await (const { path: name, bytes, owner: uname = '' } of members) {
    const added = Promise.withResolvers<void>();
    tar.entry({ name, uname, mtime: epoch }, Buffer.from(bytes), (error) =>
      error ? added.reject(error) : added.resolve(),
    );
    await added.promise;
  }
  tar.finalize();
}

const epoch = new Date(0);

/** Of a member with its header, where its name needs none of its own. */
export const tarBytes = (content: number): number => block + Math.ceil(content / block) * block;
const block = 512;
