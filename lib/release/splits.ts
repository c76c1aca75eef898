import { splitPattern } from '../configuration/split-pattern.ts';
import { InvalidConfiguration } from '../contracts/errors.ts';
import type { Split } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { splitAt } from './split-at.ts';

type PlacedUnit = { readonly id: string; readonly name: string; readonly group?: string | undefined };

/** Where the units of a release go. */
export type Splits = {
  /** Empty for a release that has none. */
  readonly names: readonly string[];
  /** Undefined for a unit that is in none of them: it is not in the user's list. */
  of(unit: PlacedUnit): string | undefined;
  /** Names of the user's list that no unit had so far. */
  unused(): readonly string[];
};

/**
 * Each unit by itself, or by the group that the platform has it in, never by what else is in the release: a unit stays in its
 * split however labels are added, edited or deleted.
 */
export async function splitsOf(store: ObjectStore, split: Split | undefined): Promise<Splits> {
  const unused = () => [];
  if (!split) return { names: [], of: () => undefined, unused };
  const { shares, by, list } = split;
  const names = shares.map(({ name }) => name);
  if (list !== undefined) {
    const listed = parseList(await textAt(store, list), names);
    const left = new Set(listed.keys());
    const of = ({ name }: PlacedUnit) => {
      left.delete(name);
      return listed.get(name);
    };
    return { names, of, unused: () => [...left] };
  }
  const pattern = by === undefined ? undefined : splitPattern(by);
  const groupOf = ({ id, name, group = id }: PlacedUnit) => pattern?.exec(name)?.[1] ?? group;
  return { names, of: (unit) => splitAt(groupOf(unit), shares), unused };
}

async function textAt(store: ObjectStore, key: string): Promise<string> {
  const found = await store.get(key);
  if (found) return found.bytes.toString('utf8');
  throw new InvalidConfiguration(`The split list ${key} must be in the bucket, but is not. Create the release again.`);
}

/** Unit name → split. Throws InvalidConfiguration, which says the line, where a line is not `name<TAB>split`. */
export function parseList(text: string, names: readonly string[]): ReadonlyMap<string, string> {
  const listed = new Map<string, string>();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line === '') continue;
    const where = `Line ${index + 1} of the split list`;
    const tab = line.lastIndexOf('\t');
    const [name, split] = [line.slice(0, tab), line.slice(tab + 1)];
    if (tab <= 0)
      throw new InvalidConfiguration(`${where} must be a name, a tab and a split, but has no name or no tab.`);
    if (!names.includes(split))
      throw new InvalidConfiguration(`${where} must end with one of ${names.join(', ')}, but ends with another word.`);
    const before = listed.get(name);
    if (before !== undefined && before !== split)
      throw new InvalidConfiguration(
        `${where} must not give a unit a second split, but an earlier line gives it another.`,
      );
    listed.set(name, split);
  }
  return listed;
}
