import { vi } from 'vitest';
import { type Look, type Looked, lookThrough } from '../../../lib/queue/look-through.ts';
import { anEvent } from '../../support/events.ts';
import { inVirtualTime, VirtualQueues } from '../../support/virtual-queues.ts';

// Dead letters that are looked through in virtual time.

export const letterOf = (id: string) =>
  JSON.stringify({ events: [anEvent({ id })], reason: { error: 'InvalidLabel', message: 'Odd.' } });
export const queuesWith = (count: number, latencyMilliseconds = 0) => {
  const queues = new VirtualQueues(...Array.from({ length: count }, (_, index) => letterOf(`event-${index}`)));
  vi.setSystemTime(Date.now() + 1000);
  queues.latencyMilliseconds = latencyMilliseconds;
  return queues;
};

export const look = (queues: VirtualQueues, parts: Partial<Look> = {}): Promise<Looked> =>
  inVirtualTime(lookThrough(queues.queues, { window: async () => {}, ...parts }));
