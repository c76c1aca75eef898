import { batchRates } from '../../../../cli/cost/batch-counts.ts';
import { hoursOfAMonth } from '../../../../cli/cost/batch-size.ts';
import { readCounts } from '../../../../cli/cost/counts.ts';
import { monthlyCost, total } from '../../../../cli/cost/monthly-cost.ts';
import { loadConfiguration } from '../../../../cli/load-configuration.ts';

/** Standing charges are by the hour. */
const hours = 1;

/** USD of a run on AWS, where each label is a batch of its own, which is the dearest. */
export async function priceOf(labels: number, connections: number): Promise<number> {
  const rates = batchRates(readCounts(), await formatsOfRoutes());
  const month = (labelsPerMonth: number) =>
    total(monthlyCost(rates, { labelsPerMonth, batch: 1, connections, kms: true }));
  const standing = month(0);
  return month(labels) - standing + (standing * hours) / hoursOfAMonth;
}

/** Each of them in every route of the samples. */
export async function formatsOfRoutes(): Promise<readonly string[]> {
  const { routes } = await loadConfiguration();
  return [...new Set(routes.flatMap(({ formats }) => Object.keys(formats)))].sort();
}
