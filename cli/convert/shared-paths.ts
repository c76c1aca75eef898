import { encodeId } from '../../lib/contracts/keys.ts';
import { unitPaths } from '../../lib/formats/unit-path.ts';
import type { Label } from '../../lib/label/label.ts';

/**
 * Paths of units that no two labels share, for formats whose files name each other: such files cannot get another name one
 * by one. The label that is read first has the unit's own path. Names that differ by capitals alone are one name on many disks.
 */
export class SharedPaths {
  readonly #taken = new Set<string>();

  of(tree: string, { units, source: { label } }: Label): ReadonlyMap<string, string> {
    const paths = [...unitPaths(units)].map(([unit, path]): [string, string] => [unit, this.#free(tree, path, label)]);
    return new Map(paths);
  }

  #free(tree: string, path: string, label: string): string {
    const own = `${path}--${encodeId(label)}`;
    let free = path;
    for (let number = 1; this.#taken.has(keyOf(tree, free)); number += 1)
      free = number === 1 ? own : `${own}--${number}`;
    this.#taken.add(keyOf(tree, free));
    return free;
  }
}

const keyOf = (tree: string, path: string): string => `${tree}/${path}`.normalize('NFC').toLowerCase();
