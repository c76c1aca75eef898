import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Release } from '../../lib/release/layout.ts';
import { sha256Of } from '../../lib/store/place-file.ts';
import { newRunFolder, removeAbandoned } from '../run-folders.ts';
import { ifAbsent, isWhole, writeChecked } from './checked-file.ts';
import type { ChosenFile } from './chosen-files.ts';
import { isShard, isWholeBesidePictures } from './sample-shard.ts';
import { UnpackedShards } from './unpacked-shards.ts';

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
  readonly shards: UnpackedShards;
  readonly #out: string;
  readonly #partial: string;
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
    this.shards = new UnpackedShards(join(control, 'unpacked.jsonl'));
    const unfinished = join(this.#partial, 'release.json');
    writeFileSync(unfinished, identity);
    renameSync(unfinished, mark);
  }

  async isWhole(file: ChosenFile): Promise<boolean> {
    const path = this.pathOf(file.name);
    return (await isWhole(path, file)) || (isShard(file.path) && (await isWholeBesidePictures(path, file)));
  }

  /** Of a file whose bytes nobody knows: that it has its name says that it is whole. */
  async has(name: string): Promise<boolean> {
    return (await lstat(this.pathOf(name)).catch(ifAbsent)) !== undefined;
  }

  /** Writes a file of the release. Throws where the bytes are not those of the manifest; `source` is where they come from. */
  write(file: ChosenFile, chunks: AsyncIterable<Uint8Array>, source: string): Promise<void> {
    return this.place(file.name, (path) => writeChecked(path, chunks, file, source));
  }

  /** Makes a file by a path of its own, and gives it its name when it is whole. */
  async place(name: string, make: (path: string) => Promise<void>): Promise<void> {
    await this.#make(name, make, () => {
      if (this.isResumed && existsSync(this.pathOf(name))) this.replaced.push(name);
    });
  }

  /** The same, of a file that is whole already and gets more: nothing of it is lost. */
  async extend(name: string, make: (path: string) => Promise<void>): Promise<void> {
    await this.#make(name, make, () => {});
  }

  async #make(name: string, make: (path: string) => Promise<void>, onWhole: () => void): Promise<void> {
    this.#written += 1;
    const unfinished = join(this.#partial, String(this.#written));
    try {
      await make(unfinished);
      onWhole();
      this.#moveTo(name, unfinished);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }

  pathOf(name: string): string {
    return join(this.#out, name);
  }

  /** Where pictures wait for the tar file that they go into; they stay when a run is killed. */
  waitingName(key: string): string {
    return join(controlName, 'pictures', sha256Of(Buffer.from(key)));
  }

  async removeWaiting(keys: Iterable<string>): Promise<void> {
    for (const key of keys) await rm(this.pathOf(this.waitingName(key)), { force: true });
  }

  close(): void {
    rmSync(this.#partial, { recursive: true, force: true });
  }

  /** Throws where somebody put a link into the folder, through which files would be written elsewhere. */
  #makeFolder(folder: string): void {
    let there = folder;
    while (!existsSync(there)) there = dirname(there);
    const way = relative(realpathSync(this.#out), realpathSync(there));
    if (way.split(sep)[0] === '..' || isAbsolute(way))
      throw new Error(
        `${folder} must lie in ${this.#out}, but a link leads out of it. Remove the link, or name another folder with --out.`,
      );
    mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
  }

  #moveTo(name: string, unfinished: string): void {
    const path = this.pathOf(name);
    const folder = dirname(path);
    if (!this.#folders.has(folder)) this.#makeFolder(folder);
    renameSync(unfinished, path);
  }
}

const isInUse = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name !== controlName);

const foreign = (out: string, release: string) =>
  new Error(
    `${out} is not empty, and what is in it was not pulled from this release ${release}. Name another folder with --out.`,
  );
