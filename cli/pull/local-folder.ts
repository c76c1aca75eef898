import { createHash } from 'node:crypto';
import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Release, ShardLine } from '../../lib/release/layout.ts';
import { newRunFolder, removeAbandoned } from '../run-folders.ts';
import type { ChosenFile } from './chosen-files.ts';

/** What a pull keeps beside the files: which release it is, which shards are unpacked, and files that are not whole yet. */
const controlName = '.labelwire-pull';
const partialName = 'partial';

type Identity = Pick<Release, 'release' | 'manifestSha256'>;

/**
 * The folder that a release is pulled into. A file has its name only when it is whole, so that a run which was killed is
 * resumed by the next one.
 */
export class LocalFolder {
  /** Files that had other bytes than the release has, and were replaced. */
  readonly replaced: string[] = [];
  /** Whether an earlier run may have written some of the files. */
  readonly isResumed: boolean;
  readonly #out: string;
  readonly #partial: string;
  readonly #journal: string;
  readonly #folders = new Set<string>();
  #written = 0;

  /** Throws where the folder holds files, and no pull of this release wrote them. */
  constructor(out: string, { release, manifestSha256 }: Identity) {
    const control = join(out, controlName);
    const mark = join(control, 'release.json');
    const identity = JSON.stringify({ release, manifestSha256 });
    this.isResumed = existsSync(mark);
    if (this.isResumed ? readFileSync(mark, 'utf8') !== identity : isInUse(out)) throw foreign(out, release);
    mkdirSync(control, { recursive: true });
    removeAbandoned(control, partialName);
    this.#out = out;
    this.#partial = newRunFolder(control, partialName);
    this.#journal = join(control, 'unpacked.jsonl');
    const unfinished = join(this.#partial, 'release.json');
    writeFileSync(unfinished, identity);
    renameSync(unfinished, mark);
  }

  async isWhole({ name, bytes, sha256 }: ChosenFile): Promise<boolean> {
    const path = this.pathOf(name);
    const found = await stat(path).catch(ifAbsent);
    if (found?.size !== bytes) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex') === sha256;
  }

  /** Writes a file of the release. Throws where the bytes are not those of the manifest; `source` is where they come from. */
  async write(file: ChosenFile, chunks: AsyncIterable<Uint8Array>, source: string): Promise<void> {
    await this.place(file.name, (path) => writeChecked(path, chunks, file, source));
  }

  /** Makes a file by a path of its own, and gives it its name when it is whole. */
  async place(name: string, make: (path: string) => Promise<void>): Promise<void> {
    this.#written += 1;
    const unfinished = join(this.#partial, String(this.#written));
    try {
      await make(unfinished);
      await this.#moveTo(name, unfinished);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  /** Of a file whose bytes nobody knows: that it has its name says that it is whole. */
  async has(name: string): Promise<boolean> {
    return (await lstat(this.pathOf(name)).catch(ifAbsent)) !== undefined;
  }

  pathOf(name: string): string {
    return join(this.#out, name);
  }

  /** Notes that every member of the shard was looked at. */
  noteUnpacked(shard: ShardLine, members: readonly string[]): void {
    appendFileSync(this.#journal, `${JSON.stringify({ shard: shard.sha256, members })}\n`);
  }

  /** The sha256 of the shards that need not be fetched again: those that were unpacked, and of which nothing is missing. */
  async unpackedShards(isMissing: (path: string) => boolean): Promise<ReadonlySet<string>> {
    const unpacked = new Set<string>();
    if (!existsSync(this.#journal)) return unpacked;
    for await (const line of createInterface({ input: createReadStream(this.#journal, 'utf8') })) {
      const note = noteIn(line);
      if (note && !note.members.some(isMissing)) unpacked.add(note.shard);
    }
    return unpacked;
  }

  close(): void {
    rmSync(this.#partial, { recursive: true, force: true });
  }

  async #moveTo(name: string, unfinished: string): Promise<void> {
    const path = this.pathOf(name);
    const folder = dirname(path);
    if (!this.#folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      this.#folders.add(folder);
    }
    if (this.isResumed && existsSync(path)) this.replaced.push(name);
    await rename(unfinished, path);
  }
}

const isInUse = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name !== controlName);

const foreign = (out: string, release: string) =>
  new Error(
    `${out} is not empty, and what is in it was not pulled from this release ${release}. Name another folder with --out.`,
  );

function ifAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}

async function writeChecked(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  { bytes, sha256, path: wanted }: ChosenFile,
  source: string,
): Promise<void> {
  const hash = createHash('sha256');
  let length = 0;
  const file = await open(path, 'w');
  try {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > bytes) break;
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } finally {
    await file.close();
  }
  const problem =
    length > bytes
      ? `must have ${bytes} bytes, but has more`
      : length < bytes
        ? `must have ${bytes} bytes, but has ${length}`
        : hash.digest('hex') !== sha256
          ? 'must have the sha256 of the manifest, but has another'
          : undefined;
  if (problem !== undefined) throw damaged(wanted, source, problem);
}

const damaged = (path: string, source: string, problem: string) =>
  new Error(
    `${path === source ? path : `${path} in ${source}`} ${problem}. It was changed after the release was created: restore it in the bucket, or create another release.`,
  );

type Note = { readonly shard: string; readonly members: readonly string[] };

/** Undefined for the last line of a run that was killed as it wrote it. */
function noteIn(line: string): Note | undefined {
  try {
    return JSON.parse(line) as Note;
  } catch {
    return undefined;
  }
}
