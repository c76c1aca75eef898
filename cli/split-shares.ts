import { InvalidArgumentError } from 'commander';
import { sharesProblem } from '../lib/configuration/release-options.ts';
import type { Share } from '../lib/release/split-at.ts';

/** `train=0.8,val=0.2` of a command line; a wrong word ends the call. */
export function sharesOf(text: string): readonly Share[] {
  const shares = text.split(',').map((part) => {
    const [, name, share] = /^\s*([a-z][a-z0-9_-]*)=(\d*\.?\d+)\s*$/.exec(part) ?? [];
    if (name === undefined) throw new InvalidArgumentError('Write it like this: train=0.8,val=0.2.');
    return { name, share: Number(share) };
  });
  const problem = sharesProblem(shares);
  if (problem) throw new InvalidArgumentError(problem);
  return shares;
}
