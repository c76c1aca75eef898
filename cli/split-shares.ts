import { InvalidArgumentError } from 'commander';
import type { Share } from '../lib/release/split-at.ts';

/** `train=0.8,val=0.2` of a command line; a wrong word ends the call. */
export function sharesOf(text: string): readonly Share[] {
  const shares = text.split(',').map((part) => {
    const [, name, share] = /^\s*([a-z][a-z0-9_-]*)=(\d*\.?\d+)\s*$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError('Write it like this: train=0.8,val=0.2.');
    return { name, share: Number(share) };
  });
  const names = shares.map(({ name }) => name);
  const sum = shares.reduce((total, { share }) => total + share, 0);
  if (new Set(names).size < names.length) throw new InvalidArgumentError('Each split must have a name of its own.');
  if (Math.abs(sum - 1) > 1e-9) throw new InvalidArgumentError(`The shares must be 1 together, but are ${sum}.`);
  return shares;
}
