import { createHash } from 'node:crypto';

export type Share = { readonly name: string; readonly share: number };

/**
 * The split of a group of units: however they were labelled, and whatever else is in the data set, they stay in it. A group is
 * any text, such as a unit's id or name; equal shares in equal order give equal splits.
 */
export function splitAt(group: string, shares: readonly Share[]): string {
  const place = createHash('sha256').update(group).digest().readUIntBE(0, 6) / 2 ** 48;
  let end = 0;
  const found = shares.find(({ share }) => {
    end += share;
    return place < end;
  });
  // Shares such as 0.7, 0.2 and 0.1 come to a little less than 1.
  const last = found ?? shares.findLast(({ share }) => share > 0);
  if (!last) throw new TypeError('The shares of splits must be 1 together, but are 0.');
  return last.name;
}
