import type { Label } from '../../lib/label/label.ts';
import { splitAt } from '../../lib/release/split-at.ts';
import { sharesOf } from '../split-shares.ts';

/** The part of the data set that a label's units are in; undefined where there are none. */
export type Splits = { readonly names: readonly string[]; of(label: Pick<Label, 'units'>): string | undefined };

export const noSplits: Splits = { names: [], of: () => undefined };

/**
 * `train=0.8,val=0.2`. A label is placed by the name of its first unit: however it was labelled, and whatever else is in the
 * run, a picture stays in its split, and so do all pictures of its group.
 */
export function splitsOf(text: string): Splits {
  const shares = sharesOf(text);
  return { names: shares.map(({ name }) => name), of: ({ units }) => splitAt(units[0]?.name ?? '', shares) };
}
