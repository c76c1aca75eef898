import type { PlacedUnit } from './data-units.ts';
import type { Range } from './lists.ts';

/** The units of a row by what answers call them: a group of a thousand images has thousands of answers. */
export class UnitIndex {
  /** What an answer about the row as a whole is about: its data units; of a data group, which is no unit, its members. */
  readonly ofRow: readonly PlacedUnit[];
  readonly isGroup: boolean;
  /** Data units that ranges do not look into, but count: images. In the order of their sequence. */
  readonly images: readonly PlacedUnit[];
  readonly #sequences: ReadonlySet<number>;
  readonly #bySpace: ReadonlyMap<string | undefined, readonly PlacedUnit[]>;
  readonly #order: ReadonlyMap<PlacedUnit, number>;

  constructor(units: readonly PlacedUnit[]) {
    this.#bySpace = Map.groupBy(units, ({ space }) => space);
    this.#order = new Map(units.map((unit, index) => [unit, index]));
    const dataUnits = this.ofSpace(undefined);
    this.isGroup = dataUnits.length === 0;
    this.ofRow = this.isGroup ? units : dataUnits;
    this.images = dataUnits.filter(({ timeline }) => timeline === 'whole');
    this.#sequences = new Set(this.images.map(({ sequence }) => sequence));
  }

  /** `undefined` is no space: the data units. */
  ofSpace(space: string | undefined): readonly PlacedUnit[] {
    return this.#bySpace.get(space) ?? [];
  }

  isImage(sequence: number): boolean {
    return this.#sequences.has(sequence);
  }

  /** The images that lie in one of the ranges. */
  imagesIn(ranges: readonly Range[]): PlacedUnit[] {
    return ranges.flatMap(([first, last]) => {
      const start = this.#firstFrom(first);
      return this.images.slice(start, this.#firstFrom(last + 1));
    });
  }

  /** Each once, in the order of the row. */
  inOrder(units: Iterable<PlacedUnit>): PlacedUnit[] {
    const order = (unit: PlacedUnit) => this.#order.get(unit) ?? 0;
    return [...new Set(units)].sort((a, b) => order(a) - order(b));
  }

  /** The index of the first image from this place in the group on. */
  #firstFrom(sequence: number): number {
    let [low, high] = [0, this.images.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.images[middle]?.sequence ?? 0) < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
