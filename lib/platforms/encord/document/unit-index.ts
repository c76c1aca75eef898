import type { Range } from './lists.ts';
import type { PlacedUnit } from './placed-unit.ts';

/** Finds the units of a row by what answers call them: a group of a thousand images has thousands of answers. */
export class UnitIndex {
  /** What an answer about the row as a whole is about: its data units, or the members of a data group. */
  readonly ofRow: readonly PlacedUnit[];
  readonly isGroup: boolean;
  /** Images, in the order of their sequence: the data units that ranges count instead of looking into them. */
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

  /** `undefined` means the data units. */
  ofSpace(space: string | undefined): readonly PlacedUnit[] {
    return this.#bySpace.get(space) ?? [];
  }

  isImage(sequence: number): boolean {
    return this.#sequences.has(sequence);
  }

  /** The images in the ranges. */
  imagesIn(ranges: readonly Range[]): PlacedUnit[] {
    return ranges.flatMap(([first, last]) => {
      const start = this.#firstFrom(first);
      return this.images.slice(start, this.#firstFrom(last + 1));
    });
  }

  /** Each of them once, in the order of the row. */
  inOrder(units: Iterable<PlacedUnit>): PlacedUnit[] {
    const order = (unit: PlacedUnit) => this.#order.get(unit) ?? 0;
    return [...new Set(units)].sort((a, b) => order(a) - order(b));
  }

  /** The index of the first image at or after this place in the group. */
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
