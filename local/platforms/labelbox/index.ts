import { platforms } from '../../../lib/platforms/platforms.ts';
import type { SimulatedPlatform } from '../simulated-platform.ts';
import { load } from './documents.ts';

const testing = await platforms.labelbox.testing?.();
if (!testing) throw new Error('The platform labelbox brings nothing for tests.');

/** Labelbox: GraphQL, streamed exports, webhooks of version 1. */
export default { id: 'labelbox', load, ...testing.default.simulated } satisfies SimulatedPlatform;
