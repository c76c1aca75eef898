import { appendFileSync, createReadStream, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { assemble, type Fragment, gatherPieces } from '../../lib/formats/data-set.ts';
import type { ClassFacts, Piece } from '../../lib/formats/format.ts';
import { wholeFilesOf } from '../../lib/formats/whole-files.ts';
import { newRunFolder } from '../run-folders.ts';
import type { OutputFolder } from './output-folder.ts';

/** Folders of what waits on the disk until the last label is read. */
export const piecesName = '.labelwire-pieces';

/** Characters of one stream that wait in memory before they go to the disk: a write for each label takes as long as making it. */
const mostWaiting = 256 * 1024;

/** What labels bring to one stream: a file on the disk, and what is yet to be written to it. */
type Kept = { readonly path: string; waiting: string };

/** The files of one format that all labels share. What labels bring to them waits on the disk until the last one is read. */
export class DataSetFiles {
  readonly #chosen: ChosenFormat;
  readonly #splits: readonly string[];
  readonly #folder: string;
  readonly #gather: (pieces: readonly Piece[]) => readonly Fragment[];
  /** By file and stream. */
  readonly #kept = new Map<string, Kept>();

  /** `out` is where the folder of what waits is: it may be as large as the data set. */
  constructor(chosen: ChosenFormat, splits: readonly string[], out: string) {
    this.#chosen = chosen;
    this.#splits = splits;
    this.#folder = newRunFolder(out, piecesName);
    this.#gather = gatherPieces(wholeFilesOf(chosen, splits));
  }

  add(pieces: readonly Piece[]): void {
    for (const fragment of this.#gather(pieces)) {
      const kept = this.#keptOf(fragment);
      kept.waiting += fragment.text;
      if (kept.waiting.length > mostWaiting) append(kept);
    }
  }

  /** Writes them, and returns how many they are. */
  async write(classes: readonly ClassFacts[], output: OutputFolder): Promise<number> {
    const { format, options } = this.#chosen;
    const files = format.whole({ classes, splits: this.#splits }, options);
    for (const file of files) {
      const read = (fragment: Pick<Fragment, 'file' | 'stream'>) => this.#read(fragment);
      await output.write(`${format.nameOf(options)}/${file.path}`, assemble(file, { batches: 1, read }));
    }
    return files.length;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(fragment: Pick<Fragment, 'file' | 'stream'>): AsyncIterable<string> | undefined {
    const kept = this.#keptOf(fragment);
    append(kept);
    return existsSync(kept.path) ? createReadStream(kept.path, 'utf8') : undefined;
  }

  #keptOf({ file, stream }: Pick<Fragment, 'file' | 'stream'>): Kept {
    const name = `${file}\n${stream}`;
    const known = this.#kept.get(name);
    if (known) return known;
    const kept = { path: join(this.#folder, String(this.#kept.size)), waiting: '' };
    this.#kept.set(name, kept);
    return kept;
  }
}

function append(kept: Kept): void {
  if (kept.waiting !== '') appendFileSync(kept.path, kept.waiting);
  kept.waiting = '';
}
