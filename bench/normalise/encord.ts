import { platforms } from '../../lib/platforms/platforms.ts';
import type { PlatformDocuments } from './documents.ts';

const testing = await platforms.encord.testing?.();
if (!testing) throw new Error('The platform encord must bring its documents for benchmarks, but brings none.');

export const encord: PlatformDocuments = testing.default.benchmark;
