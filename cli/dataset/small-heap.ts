import { setFlagsFromString } from 'node:v8';

/**
 * A listing makes millions of objects that die at once. For those, V8 lets the young generation grow to three times what it
 * needs, and listings no faster for it; bench/dataset-listing.ts measures both.
 */
export const keepHeapSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
