import { platforms } from '../../../lib/platforms/platforms.ts';
import type { SimulatedPlatform } from '../simulated-platform.ts';
import { load } from './documents.ts';

const testing = await platforms['label-studio'].testing?.();
if (!testing) throw new Error('Label Studio must have a simulated platform.');

export default { ...testing.default.simulated, id: 'label-studio', load } satisfies SimulatedPlatform;
