import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { keys } from '../../lib/contracts/keys.ts';
import type { ImageLine, ManifestLine, Release, ShardLine } from '../../lib/release/layout.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';

/** `bytes` where they are no text. */
type GivenFile = { readonly text: string; readonly bytes?: Uint8Array } & Omit<
  ManifestLine,
  'path' | 'sha256' | 'bytes'
>;

export type GivenRelease = {
  readonly name?: string;
  readonly layout?: 'files' | 'shards';
  /** By path; those of a label go into shards, `shardOf` at a time. */
  readonly files: Readonly<Record<string, GivenFile>>;
  readonly shardOf?: number;
  /** The data set that a path is in: `kitti/train` is one of one split; that of its format unless said otherwise. */
  treeOf?(path: string): string;
  readonly images?: readonly ImageLine[];
  /** Texts by path. */
  readonly documents?: Readonly<Record<string, string>>;
  readonly description?: Partial<Release>;
};

const formatOf = (path: string) => path.split('/', 1).join();
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const linesOf = (rows: readonly object[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

/** Puts a finished release into a bucket. */
export async function writeRelease(
  store: ObjectStore,
  {
    name = 'harbour-1',
    layout = 'files',
    files,
    shardOf = 2,
    treeOf = formatOf,
    images = [],
    documents = {},
    description = {},
  }: GivenRelease,
): Promise<void> {
  const put = (path: string, bytes: Uint8Array) =>
    store.put({ key: keys.release(name, path), bytes, contentType: 'application/octet-stream' });
  const all = Object.entries(files).map(([path, { text, bytes = Buffer.from(text), ...line }]) => ({
    path,
    bytes,
    line,
  }));
  const sorted = all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = linesOf(
    sorted.map(({ path, bytes, line }) => ({ path, sha256: sha256(bytes), bytes: bytes.length, ...line })),
  );
  const isMember = ({ line }: (typeof sorted)[number]) => layout === 'shards' && line.label !== undefined;
  for (const file of sorted) if (!isMember(file)) await put(file.path, file.bytes);
  const shards: ShardLine[] = [];
  for (const [tree, members] of Map.groupBy(sorted.filter(isMember), ({ path }) => treeOf(path))) {
    for (let start = 0; start < members.length; start += shardOf) {
      const part = members.slice(start, start + shardOf);
      const bytes = await tarOf(part);
      const path = `shards/${tree}/${String(start / shardOf).padStart(5, '0')}.tar`;
      const [format = '', split] = tree.split('/');
      const line = { path, sha256: sha256(bytes), bytes: bytes.length, format, files: part.length };
      shards.push(split === undefined ? line : { ...line, split });
      await put(path, bytes);
    }
  }
  if (layout === 'shards') await put('shards.jsonl', linesOf(shards));
  await put('manifest.jsonl', manifest);
  await put('images.jsonl', linesOf(images));
  const described = Object.entries(documents).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  for (const { path, bytes } of described) await put(path, bytes);
  const release: Release = {
    schema: 1,
    release: name,
    createdAt: '2026-05-04T12:00:00.000Z',
    input: {
      ...{ schema: 1, release: name, layout, labels: 'newest' },
      projects: [{ connection: 'labelbox', project: 'harbour' }],
      formats: [{ id: 'yolo' }],
    },
    ...{ run: `${name}-1`, writtenBy: '0.1.0', labels: 2, images: 2, objects: 3 },
    ...{ splits: [], classes: ['boat'], conflicts: [], renamed: 0, omitted: [] },
    manifestSha256: sha256(manifest),
    manifestFiles: sorted.length,
    documents: described.map(({ path, bytes }) => ({ path, sha256: sha256(bytes), bytes: bytes.length })),
    moved: { count: 0, labels: [] },
    refused: { count: 0, labels: [] },
    leftOut: { consensus: 0, notGroundTruth: 0, state: 0, notListed: 0 },
    ...description,
  };
  await put('release.json', Buffer.from(JSON.stringify(release)));
}

type Member = { readonly path: string; readonly bytes: Uint8Array; readonly type?: 'file' | 'symlink' };

export async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const { path, bytes, type = 'file' } of members) {
    const header = { name: path, type, mtime: new Date(0), ...(type === 'symlink' ? { linkname: '/etc/passwd' } : {}) };
    tar.entry(header, Buffer.from(bytes));
  }
  tar.finalize();
  return buffer(tar);
}
