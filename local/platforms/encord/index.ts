import { platforms } from '../../../lib/platforms/platforms.ts';
import type { SimulatedPlatform } from '../simulated-platform.ts';
import { load } from './documents.ts';

const testing = await platforms.encord.testing?.();
if (!testing) throw new Error('The platform encord must bring its simulated server, but brings none.');

export default { id: 'encord', load, ...testing.default.simulated } satisfies SimulatedPlatform;
