import { encodeId } from '../contracts/keys.ts';
import { type Fragment, gatherPieces } from '../formats/data-set.ts';
import type { Piece } from '../formats/format.ts';
import { wholeFilesOf } from '../formats/whole-files.ts';
import type { BuildObjects } from './build-objects.ts';
import type { Tree } from './trees.ts';

/** What the labels of one batch bring to the files of the whole data set. */
export class BatchFragments {
  readonly #gather: ReadonlyMap<string, (pieces: readonly Piece[]) => readonly Fragment[]>;
  readonly #texts = new Map<string, string[]>();

  constructor(trees: readonly Tree[]) {
    this.#gather = new Map(trees.map(({ root, chosen, splits }) => [root, gatherPieces(wholeFilesOf(chosen, splits))]));
  }

  add({ root }: Tree, pieces: readonly Piece[]): void {
    for (const { text, ...place } of this.#gather.get(root)?.(pieces) ?? []) {
      const name = fragmentName(root, place);
      const texts = this.#texts.get(name);
      if (texts) texts.push(text);
      else this.#texts.set(name, [text]);
    }
  }

  async write(objects: BuildObjects, batch: number): Promise<void> {
    for (const [name, texts] of this.#texts) await objects.writeText(name, batch, texts.join(''));
  }
}

/** Where a stream of a file waits, a part a batch. */
export const fragmentName = (root: string, { file, stream }: Pick<Fragment, 'file' | 'stream'>): string =>
  `fragments/${encodeId(root)}/${encodeId(file)}/${encodeId(stream)}`;
