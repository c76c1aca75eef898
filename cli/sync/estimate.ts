import type { Configuration } from '../../lib/configuration/configuration.ts';
import type { SyncProgress } from '../../lib/contracts/sync.ts';
import { batchRates } from '../cost/batch-counts.ts';
import { readCounts } from '../cost/counts.ts';
import { monthlyCost, total } from '../cost/monthly-cost.ts';

/** Two executions at a time, each of up to 200 labels. */
const labelsPerSecond = 20;
const batch = 25;

/** `usd` is left out where the connection's formats are not among those whose calls were counted. */
export type Estimate = { readonly labels: number; readonly seconds: number; readonly usd?: number | undefined };

export function estimate(labels: number, connection: string, configuration: Configuration): Estimate {
  return { labels, seconds: Math.ceil(labels / labelsPerSecond), usd: usdOf(labels, connection, configuration) };
}

function usdOf(labels: number, connection: string, { routes }: Configuration): number | undefined {
  const own = routes.filter(({ platform }) => platform === connection);
  const formats = [...new Set(own.flatMap(({ formats: chosen }) => Object.keys(chosen)))];
  const counts = readCounts();
  const counted = new Set(counts.runs.flatMap((run) => run.formats));
  if (formats.length === 0 || formats.some((format) => !counted.has(format))) return undefined;
  const rates = batchRates(counts, formats);
  const costOf = (labelsPerMonth: number) => total(monthlyCost(rates, { labelsPerMonth, batch, connections: 1 }));
  return costOf(labels) - costOf(0); // what is paid for anyway is not this run's
}

/** How many labels a run that was compared sends through the pipeline. */
export function toSend({ request, totals }: SyncProgress): number {
  const { missing, stale, failed, damaged, unsettled, otherFormats, gone, kept, upToDate } = totals;
  const withdrawn = request.allowDeletions ? gone : gone - kept;
  return (
    missing +
    stale +
    failed +
    damaged +
    unsettled +
    otherFormats +
    withdrawn +
    (request.labels === 'all' ? upToDate : 0)
  );
}
