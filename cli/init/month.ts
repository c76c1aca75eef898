import { batchRates } from '../cost/batch-counts.ts';
import { batchSize, hoursOfAMonth, usualWindowSeconds } from '../cost/batch-size.ts';
import { readCounts } from '../cost/counts.ts';
import { monthlyCost, total } from '../cost/monthly-cost.ts';
import type { Answers } from './answers.ts';

/** USD of a month on AWS, reckoned as `labelwire cost` does without further options. */
export function usdPerMonth({ connections, formats }: Answers, labelsPerMonth: number): number {
  const batch = batchSize({ labelsPerMonth, hoursPerMonth: hoursOfAMonth, windowSeconds: usualWindowSeconds });
  const workload = { labelsPerMonth, batch, connections: connections.length };
  return total(monthlyCost(batchRates(readCounts(), formats), workload));
}
