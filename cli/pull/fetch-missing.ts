import type { ShardLine } from '../../lib/release/layout.ts';
import type { ReadableRelease } from '../../lib/release/read-release.ts';
import type { ChosenFile, ChosenFiles } from './chosen-files.ts';
import { eachAtOnce, untilStopped } from './each-at-once.ts';
import type { LocalFolder } from './local-folder.ts';
import { unpack } from './unpack.ts';

/** How far a pull is. */
export type PullCounts = {
  /** Files that are whole on the disk, and their bytes. */
  files: number;
  bytes: number;
  /** Those of them that an earlier run wrote. */
  kept: number;
  /** Objects that were fetched: files and shards. */
  objects: number;
};

export type Fetching = {
  readonly release: ReadableRelease;
  readonly chosen: ChosenFiles;
  readonly folder: LocalFolder;
  readonly counts: PullCounts;
  /** Called after each file. */
  onProgress(): void;
};

/** Fetches what is not whole in the folder yet: first the shards that hold some of it, then the objects of what is left. */
export async function fetchMissing(pull: Fetching): Promise<void> {
  const { release, folder } = pull;
  const missing = await missingFiles(pull);
  if (missing.size === 0) return;
  const unpacked = await folder.shards.whole((path) => missing.has(path));
  await eachAtOnce(shardsToFetch(pull, missing, unpacked), (shard, signal) => pullShard(pull, shard, missing, signal));
  await eachAtOnce(missing.values(), async (file, signal) => {
    pull.counts.objects += 1;
    await folder.write(file, untilStopped(await release.read(file.path), signal), file.path);
    noteWhole(pull, file);
  });
}

async function missingFiles(pull: Fetching): Promise<Map<string, ChosenFile>> {
  const { chosen, folder, counts } = pull;
  const missing = new Map(chosen.files);
  if (!folder.isResumed) return missing;
  await eachAtOnce(chosen.files.values(), async (file) => {
    if (!(await folder.isWhole(file))) return;
    missing.delete(file.path);
    counts.kept += 1;
    noteWhole(pull, file);
  });
  return missing;
}

/** A shard says which folder its files are below, and not which files it holds: it is fetched as long as one is missing there. */
async function* shardsToFetch(
  { release }: Fetching,
  missing: ReadonlyMap<string, ChosenFile>,
  unpacked: ReadonlySet<string>,
): AsyncGenerator<ShardLine> {
  const wanted = new Set([...missing.keys()].flatMap(treesOf));
  for await (const shard of release.shards()) {
    const tree = shard.split === undefined ? shard.format : `${shard.format}/${shard.split}`;
    if (wanted.has(tree) && !unpacked.has(shard.sha256)) yield shard;
  }
}

/** The folders that may be a data set of their own: that of a format, `yolo`, and that of one split of it, `kitti/train`. */
function treesOf(path: string): readonly string[] {
  const [format = '', split = ''] = path.split('/', 2);
  return [format, `${format}/${split}`];
}

async function pullShard(
  pull: Fetching,
  shard: ShardLine,
  missing: Map<string, ChosenFile>,
  signal: AbortSignal,
): Promise<void> {
  const { release, chosen, folder, counts } = pull;
  counts.objects += 1;
  const chunks = untilStopped(await release.read(shard.path), signal);
  const members = await unpack(shard, chunks, async (path, bytes) => {
    const file = missing.get(path);
    if (file) {
      await folder.write(file, bytes, shard.path);
      missing.delete(path);
      noteWhole(pull, file);
    } else if (!chosen.has(path)) {
      throw new Error(`A member of ${shard.path} must be a file of the manifest, but is not. No build writes one.`);
    }
  });
  folder.shards.note(shard, members);
}

function noteWhole({ counts, onProgress }: Fetching, { bytes }: ChosenFile): void {
  counts.files += 1;
  counts.bytes += bytes;
  onProgress();
}
