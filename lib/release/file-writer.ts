import { encodeId, keys } from '../contracts/keys.ts';
import type { ReleaseRequest } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { sha256Of } from '../store/place-file.ts';
import { settled } from '../store/settled.ts';
import type { BuildObjects } from './build-objects.ts';
import type { ManifestLine, ShardLine } from './layout.ts';
import { TarArchive } from './tar.ts';

/** A file of units of one label. `path` is below the release, and begins with `tree`. */
export type FileToWrite = {
  readonly tree: string;
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly label: string;
  readonly revision: number;
  readonly split: string | undefined;
};

type Target = {
  readonly store: ObjectStore;
  readonly release: string;
  readonly batch: number;
  readonly layout: ReleaseRequest['layout'];
  readonly largestShard?: number | undefined;
};

/** Of files that wait to be written, and of a tar file: a step holds a batch of labels, too. */
const usualShard = 64 * 1024 * 1024;
const filesAtOnce = 64;

/** Where the lines of the manifest of a tree wait, a part a batch. */
export const manifestName = (tree: string): string => `manifest/${encodeId(tree)}`;

/** Writes the files of the labels of a batch, each as an object or many in a tar file, and lists them. */
export function newFileWriter({ store, release, batch, layout, largestShard = usualShard }: Target) {
  const manifest = new Map<string, ManifestLine[]>();
  const shards: ShardLine[] = [];
  const archives = new Map<string, { archive: TarArchive; number: number }>();
  let waiting: FileToWrite[] = [];
  let waitingBytes = 0;

  async function endShard(tree: string): Promise<void> {
    const { archive, number } = archives.get(tree) ?? {};
    if (!archive || number === undefined || archive.files === 0) return;
    const bytes = archive.finish();
    const part = number === 0 ? '' : `-${number}`;
    const path = `shards/${tree}/${String(batch).padStart(5, '0')}${part}.tar`;
    await store.put({ key: keys.release(release, path), bytes, contentType: 'application/x-tar' });
    shards.push({ path, sha256: sha256Of(bytes), bytes: bytes.length, format: tree, files: archive.files });
    archives.set(tree, { archive: new TarArchive(), number: number + 1 });
  }

  async function flush(): Promise<void> {
    const files = waiting;
    waiting = [];
    waitingBytes = 0;
    await settled(
      files.map(
        ({ path, bytes, contentType }) =>
          () =>
            store.put({ key: keys.release(release, path), bytes, contentType }),
      ),
    );
  }

  async function place(file: FileToWrite): Promise<void> {
    if (layout === 'files') {
      waiting.push(file);
      waitingBytes += file.bytes.length;
      if (waiting.length >= filesAtOnce || waitingBytes >= largestShard) await flush();
      return;
    }
    const { archive } = archives.get(file.tree) ?? {};
    if (archive && archive.files > 0 && archive.bytes + file.bytes.length > largestShard) await endShard(file.tree);
    const open = archives.get(file.tree) ?? { archive: new TarArchive(), number: 0 };
    archives.set(file.tree, open);
    open.archive.add(file.path, file.bytes);
  }

  return {
    async add(files: readonly FileToWrite[]): Promise<void> {
      for (const file of files) {
        const { tree, path, bytes, label, revision, split } = file;
        const line = { path, sha256: sha256Of(bytes), bytes: bytes.length, label, revision };
        const lines = manifest.get(tree) ?? [];
        manifest.set(tree, lines);
        lines.push(split === undefined ? line : { ...line, split });
        await place(file);
      }
    },
    async finish(objects: BuildObjects): Promise<void> {
      await flush();
      for (const tree of [...archives.keys()]) await endShard(tree);
      for (const [tree, lines] of manifest) await objects.writeLines(manifestName(tree), batch, lines);
      await objects.writeLines('shards', batch, shards);
    },
  };
}
