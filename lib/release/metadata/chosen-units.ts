import { createHash } from 'node:crypto';
import { eachSplit } from '../../formats/data-set-files.ts';
import type { ImageLine } from '../layout.ts';

export type ChosenUnit = Pick<ImageLine, 'path' | 'split'> & { readonly batch: number };

type Ranked = ChosenUnit & { readonly rank: string };

/** A page of drawings grows with each of them. */
const mostUnits = 24;

/**
 * Which units of a release are drawn: of each split as many, those whose paths have the smallest hashes. A unit is one of them
 * whatever the batches are, and most often stays one when labels are added.
 */
export class ChosenUnits {
  readonly #ofSplit = new Map<string | undefined, Ranked[]>();
  readonly #splits: readonly string[];
  readonly #most: number;

  constructor(splits: readonly string[]) {
    this.#splits = splits;
    this.#most = Math.max(1, Math.floor(mostUnits / Math.max(1, splits.length)));
  }

  add({ path, split }: Pick<ImageLine, 'path' | 'split'>, batch: number): void {
    const rank = createHash('sha256').update(path).digest('hex');
    const chosen = this.#ofSplit.get(split) ?? [];
    this.#ofSplit.set(split, chosen);
    const last = chosen.at(-1);
    if (chosen.length === this.#most && last && last.rank <= rank) return;
    const place = chosen.findIndex((each) => rank < each.rank);
    chosen.splice(place < 0 ? chosen.length : place, 0, { path, split, batch, rank });
    if (chosen.length > this.#most) chosen.pop();
  }

  /** Split by split, in the order of the splits, of at most 24 of them. */
  get units(): readonly ChosenUnit[] {
    return eachSplit(this.#splits)
      .flatMap((split) => this.#ofSplit.get(split) ?? [])
      .slice(0, mostUnits);
  }
}
