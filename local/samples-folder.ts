import { join } from 'node:path';

/** The documents that the simulated platforms serve unless others are given. */
export const samples = join(import.meta.dirname, 'samples');
