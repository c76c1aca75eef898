import { platforms } from '../../lib/platforms/platforms.ts';
import type { PlatformDocuments } from './documents.ts';

const testing = await platforms.labelbox.testing?.();
if (!testing) throw new Error('The platform labelbox brings nothing for tests.');

export const labelbox: PlatformDocuments = testing.default.benchmark;
