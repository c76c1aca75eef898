import { diffArrays } from 'diff';

/**
 * Whether two documents mean the same however they are spelled: a list of one member and that member, members and keys in
 * another order, an empty list and none.
 */
export const sameDocument = (left: unknown, right: unknown): boolean =>
  JSON.stringify(plain(left)) === JSON.stringify(plain(right));

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

/** Line by line, like `diff -u` without its headers: `-` is removed, `+` is added, two spaces stay. */
export const jsonDiff = (before: unknown, after: unknown): string[] =>
  diffArrays(linesOf(before), linesOf(after)).flatMap(({ value, added, removed }) =>
    value.map((line) => `${added ? '+' : removed ? '-' : ' '} ${line}`),
  );

const linesOf = (value: unknown): string[] => (value === undefined ? [] : JSON.stringify(value, null, 2).split('\n'));
