import { answerOf } from './child.ts';
import type { Benchmark, Compared } from './measurement.ts';

export type DeliveryCost = Compared & { readonly name: string; readonly bytes: number };

/** The rule, and around it the whole handler. Floor of both: HMAC-SHA256 and JSON.parse; of the handler, one SendMessageBatch too. */
export const receiveWebhook: Benchmark = async () => {
  const costs = await answerOf<readonly DeliveryCost[]>('./receive-webhook-process.ts');
  return costs.map(({ name, bytes, floor, subject }) => ({
    name: `receive-webhook/${name}`,
    value: subject / floor,
    unit: '× CPU',
    goal: { atMost: 3 },
    absolute: `${subject.toFixed(1)} µs ÷ ${floor.toFixed(1)} µs (${bytes} B)`,
  }));
};
