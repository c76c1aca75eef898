import { platforms } from '../../../lib/platforms/platforms.ts';

const testing = await platforms['label-studio'].testing?.();
if (!testing) throw new Error('Label Studio must have labels for tests.');

export const { projectId: numberOf, aLabel: aLabelStudioLabel } = testing.default;
