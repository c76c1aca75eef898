import { platforms } from '../../lib/platforms/platforms.ts';

const testing = await platforms['label-studio'].testing?.();
if (!testing) throw new Error('Label Studio must have documents for benchmarks.');

export const labelStudio = testing.default.benchmark;
