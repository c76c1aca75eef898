import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import type { Label } from '../../lib/label/label.ts';

/** The part of the data set that a label's units are in; undefined where there are none. */
export type Splits = { readonly names: readonly string[]; of(label: Pick<Label, 'units'>): string | undefined };

export const noSplits: Splits = { names: [], of: () => undefined };

/** `train=0.8,val=0.2` */
export function splitsOf(text: string): Splits {
  const shares = text.split(',').map((part) => {
    const [, name, share] = /^\s*([a-z][a-z0-9_-]*)=(\d*\.?\d+)\s*$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError('Write it like this: train=0.8,val=0.2.');
    return { name, share: Number(share) };
  });
  const names = shares.map(({ name }) => name);
  const sum = shares.reduce((total, { share }) => total + share, 0);
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Each split must have a name of its own.');
  if (Math.abs(sum - 1) > 1e-9) throw new InvalidArgumentError(`The shares must be 1 together, but are ${sum}.`);
  return { names, of: ({ units }) => splitAt(placeOf(units[0]?.name ?? ''), shares) };
}

/**
 * From 0 to 1, by the name of the first unit: however it was labelled, and whatever else is in the run, a picture stays in its
 * split, and so do all pictures of its group.
 */
const placeOf = (name: string): number => createHash('sha256').update(name).digest().readUIntBE(0, 6) / 2 ** 48;

function splitAt(place: number, shares: readonly { readonly name: string; readonly share: number }[]) {
  let end = 0;
  const found = shares.find(({ share }) => {
    end += share;
    return place < end;
  });
  return (found ?? shares.findLast(({ share }) => share > 0))?.name;
}
