import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidLabel } from '../../lib/contracts/errors.ts';
import { alternativeKey, endingAt } from '../../lib/contracts/keys.ts';
import { compareRanks, type Rank } from '../../lib/store/claims.ts';
import { sha256Of } from '../../lib/store/place-file.ts';

/** Lists the files of a run, one a line, so that the next one into the same folder can take them away, and nothing else. */
const listName = '.labelwire-files';

/** A label as the owner of files. `identity` differs also for labels of one id in two projects. */
export type Owner = { readonly identity: string; readonly rank: Rank };

export type FileToWrite = { readonly path: string; readonly bytes: Uint8Array };

/** The list alone is what a run leaves that wrote no file. */
export const isInUse = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name !== listName);

/**
 * The files of one run below a folder. A name that several labels want goes to the one that has it in the bucket, too:
 * ground truth, else the smallest id; another's file has its label's id in its name. A file of somebody else stays.
 */
export class OutputFolder {
  readonly #folder: string;
  readonly #owners = new Map<string, Owner>();
  readonly #folders = new Set<string>();
  readonly #list: number;
  /** Called for each file that does not have the name of its unit. */
  readonly #onMoved: (wanted: string, name: string) => void;

  constructor(folder: string, onMoved: (wanted: string, name: string) => void) {
    this.#folder = folder;
    this.#onMoved = onMoved;
    mkdirSync(folder, { recursive: true });
    const list = join(folder, listName);
    if (existsSync(list)) removeListed(folder, readFileSync(list, 'utf8'));
    this.#list = openSync(list, 'w');
  }

  /** Writes all files of a label, or none: throws InvalidLabel where the file system does not take a name. */
  writeLabel(files: readonly FileToWrite[], owner: Owner): void {
    const written: string[] = [];
    try {
      for (const file of files) written.push(this.#place(file, owner));
    } catch (error) {
      for (const name of written) {
        this.#owners.delete(name);
        rmSync(join(this.#folder, name), { force: true });
      }
      throw error;
    }
  }

  /** A file of the whole data set, which has its name or is not written. */
  async write(path: string, chunks: AsyncIterable<string>): Promise<void> {
    if (!this.#create(path, Buffer.of()))
      throw new Error(
        `${join(this.#folder, path)} exists already, and no earlier convert wrote it. Choose another --out.`,
      );
    await writeFile(join(this.#folder, path), chunks);
  }

  close(): void {
    closeSync(this.#list);
  }

  #place({ path, bytes }: FileToWrite, owner: Owner): string {
    const standing = this.#owners.get(path);
    if (standing && compareRanks(owner.rank, standing.rank, 'all') < 0) this.#move(path, standing);
    const name = candidates(path, owner).find((each) => !this.#owners.has(each) && this.#create(each, bytes));
    if (name === undefined) throw new Error(`${join(this.#folder, path)} exists already, under each of its names.`);
    this.#owners.set(name, owner);
    if (name !== path) this.#onMoved(path, name);
    return name;
  }

  /** Frees a name for a label that has a better right to it. */
  #move(path: string, standing: Owner): void {
    const isFree = (name: string) => !this.#owners.has(name) && !existsSync(join(this.#folder, name));
    const name = candidates(path, standing).find((each) => each !== path && isFree(each));
    if (name === undefined) return;
    writeSync(this.#list, `${name}\n`);
    renameSync(join(this.#folder, path), join(this.#folder, name));
    this.#owners.delete(path);
    this.#owners.set(name, standing);
    this.#onMoved(path, name);
  }

  /** False where there is a file of this name, which on some file systems is one whose name has other capitals. */
  #create(name: string, bytes: Uint8Array): boolean {
    const path = join(this.#folder, name);
    try {
      this.#makeFolder(dirname(path));
      writeFileSync(path, bytes, { flag: 'wx' });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && existsSync(path)) return false;
      if (!refusedNames.has(code)) throw error;
      throw new InvalidLabel(
        `The name of a data unit must be one that this file system takes, but is not (${code}). Shorten it on the platform, or convert on another disk.`,
        { cause: error },
      );
    }
    writeSync(this.#list, `${name}\n`);
    return true;
  }

  #makeFolder(folder: string): void {
    if (this.#folders.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#folders.add(folder);
  }
}

/** Too long, or with a folder where there is a file: S3 takes both. */
const refusedNames = new Set(['ENAMETOOLONG', 'ENOTDIR', 'EEXIST', 'EISDIR']);

/** As in the bucket: the name, one with the label's id, one that nobody else can have. Nearly always it is the first. */
function* candidates(path: string, { identity, rank }: Owner): Generator<string> {
  yield path;
  const alternative = alternativeKey(path, rank.label);
  yield alternative;
  const end = endingAt(alternative);
  const digest = sha256Of(Buffer.from(JSON.stringify([path, identity]))).slice(0, 16);
  yield `${alternative.slice(0, end)}--${digest}${alternative.slice(end)}`;
}

function removeListed(folder: string, list: string): void {
  const names = list.split('\n').filter((name) => name !== '' && !name.split('/').includes('..'));
  for (const name of names) rmSync(join(folder, name), { force: true });
}
