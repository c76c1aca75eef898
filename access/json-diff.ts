/** Two spellings of one policy are the same: a list of one and its member, members and keys in another order, no list and an empty one. */
export const sameDocument = (one: unknown, other: unknown): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other));

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map((member) => JSON.stringify(plain(member))).toSorted();
    return members.length === 1 ? JSON.parse(members[0] ?? '') : members;
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, inner]) => !(Array.isArray(inner) && inner.length === 0));
  return Object.fromEntries(
    entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, plain(inner)]),
  );
}

/** Line by line, as `diff -u` without its headers: `-` goes, `+` comes, two spaces stay. */
export function jsonDiff(before: unknown, after: unknown): string[] {
  const [old, young] = [linesOf(before), linesOf(after)];
  const common = longestCommon(old, young);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < young.length) {
    if (i < old.length && j < young.length && old[i] === young[j]) {
      lines.push(`  ${old[i++]}`);
      j += 1;
    } else if (j >= young.length || (i < old.length && at(common, i + 1, j) >= at(common, i, j + 1)))
      lines.push(`- ${old[i++]}`);
    else lines.push(`+ ${young[j++]}`);
  }
  return lines;
}

const linesOf = (value: unknown): string[] => (value === undefined ? [] : JSON.stringify(value, null, 2).split('\n'));
const at = (table: readonly Uint32Array[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** At [i][j]: how many lines the rests of both from there have in common. */
function longestCommon(old: readonly string[], young: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: old.length + 1 }, () => new Uint32Array(young.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row = table[i];
    for (let j = young.length - 1; row && j >= 0; j -= 1)
      row[j] = old[i] === young[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
  }
  return table;
}
