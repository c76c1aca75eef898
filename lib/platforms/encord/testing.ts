import { createHash } from 'node:crypto';
import { definePlatformTesting } from '../testing.ts';
import simulated from './simulated/index.ts';
import { aboutOneLabel, otherDeliveries } from './testing/deliveries.ts';
import { idsIn } from './testing/ids.ts';
import { aLabel } from './testing/label.ts';
import { largeDocuments } from './testing/large-documents.ts';

export default definePlatformTesting({
  simulated,
  projectId: uuidOf,
  aLabel,
  idsIn,
  webhook: {
    headers: ['x-encord-signature', 'x-encord-timestamp'],
    alternatives: [],
    delivery: aboutOneLabel,
    otherDeliveries,
  },
  benchmark: largeDocuments,
});

/** The same text always gives the same UUID. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
