import { buffer } from 'node:stream/consumers';
import { encodeId, keys, type Project } from '../contracts/keys.ts';
import type { ReleaseRequest } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { sha256Of } from '../store/place-file.ts';
import { settled } from '../store/settled.ts';
import type { BuildObjects } from './build-objects.ts';
import type { ManifestLine, ShardLine } from './layout.ts';
import { type TarMember, tarArchive, tarBytes } from './tar.ts';
import type { Tree } from './trees.ts';

/** A file of units of one label. `path` is below the release, and begins with the root of its tree. */
export type FileToWrite = {
  readonly tree: Pick<Tree, 'root' | 'name' | 'split'>;
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Of the label, where the release has several. */
  readonly project?: Project | undefined;
  readonly label: string;
  readonly revision: number;
  readonly split: string | undefined;
};

type OpenShard = {
  readonly members: TarMember[];
  bytes: number;
  readonly number: number;
  readonly tree: FileToWrite['tree'];
};
const newShard = (tree: FileToWrite['tree'], number: number): OpenShard => ({ members: [], bytes: 0, number, tree });

type Target = {
  readonly store: ObjectStore;
  readonly release: string;
  readonly batch: number;
  readonly layout: ReleaseRequest['layout'];
  readonly largestShard?: number | undefined;
  /** Throws where the release is another build's by now: called before something is written. */
  checkStanding(): Promise<unknown>;
};

/** Of files that wait to be written, and of a tar file: a step holds a batch of labels, too. */
const usualShard = 32 * 1024 * 1024;
const filesAtOnce = 64;

/** Where the lines of the manifest of a tree wait, a part a batch. */
export const manifestName = (root: string): string => `manifest/${encodeId(root)}`;

/** Writes the files of the labels of a batch, each as an object or many in a tar file, and lists them. */
export function newFileWriter({ store, release, batch, layout, checkStanding, largestShard = usualShard }: Target) {
  const manifest = new Map<string, ManifestLine[]>();
  const shards: ShardLine[] = [];
  const open = new Map<string, OpenShard>();
  let waiting: FileToWrite[] = [];
  let waitingBytes = 0;

  async function endShard({ members, number, tree }: OpenShard): Promise<void> {
    const { root, name, split } = tree;
    const bytes = await buffer(tarArchive(members));
    const part = number === 0 ? '' : `-${number}`;
    const path = `shards/${root}/${String(batch).padStart(5, '0')}${part}.tar`;
    await checkStanding();
    await store.put({ key: keys.release(release, path), bytes, contentType: 'application/x-tar' });
    const line = { path, sha256: sha256Of(bytes), bytes: bytes.length, format: name, files: members.length };
    shards.push(split === undefined ? line : { ...line, split });
  }

  async function flush(): Promise<void> {
    const files = waiting;
    waiting = [];
    waitingBytes = 0;
    if (files.length > 0) await checkStanding();
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
    const { tree, path, bytes } = file;
    let shard = open.get(tree.root) ?? newShard(tree, 0);
    if (shard.members.length > 0 && shard.bytes + bytes.length > largestShard) {
      await endShard(shard);
      shard = newShard(tree, shard.number + 1);
    }
    open.set(tree.root, shard);
    shard.members.push({ path, bytes });
    shard.bytes += tarBytes(bytes.length);
  }

  return {
    async add(files: readonly FileToWrite[]): Promise<void> {
      for (const file of files) {
        const { tree, path, bytes, project, label, revision, split } = file;
        const line = { path, sha256: sha256Of(bytes), bytes: bytes.length, ...project, label, revision };
        const lines = manifest.get(tree.root) ?? [];
        manifest.set(tree.root, lines);
        lines.push(split === undefined ? line : { ...line, split });
        await place(file);
      }
    },
    async finish(objects: BuildObjects): Promise<void> {
      await flush();
      for (const shard of open.values()) await endShard(shard);
      for (const [root, lines] of manifest) await objects.writeLines(manifestName(root), batch, lines);
      await objects.writeLines('shards', batch, shards);
    },
  };
}
