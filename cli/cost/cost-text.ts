import { type CostLine, total } from './monthly-cost.ts';
import { pricesAsOf } from './prices.ts';

const usd = (amount: number): string => amount.toFixed(2);
const figure = (quantity: number): string =>
  quantity.toLocaleString(
    'en-US',
    quantity < 1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: quantity < 100 ? 1 : 0 },
  );

/** For people: a line for each thing that is paid, and what it comes to. */
export function costText(
  lines: readonly CostLine[],
  {
    formats,
    batch,
    recipe,
    standing,
    perMillionLabels,
  }: {
    readonly formats: readonly string[];
    readonly batch: number;
    readonly recipe: number;
    /** What a month without any label costs, in USD. */
    readonly standing: number;
    /** What exports cost beyond that; releases are left out. */
    readonly perMillionLabels: number;
  },
): string {
  const paid = lines.filter((line) => line.usd >= 0.005);
  const row = (service: string, what: string, quantity: string, amount: string) =>
    `${service.padEnd(18)}${what.padEnd(34)}${quantity.padStart(14)}${amount.padStart(12)}`;
  return [
    row('service', 'what', 'a month', 'USD'),
    ...paid.map(({ service, what, quantity, usd: amount }) => row(service, what, figure(quantity), usd(amount))),
    row('all', '', '', usd(total(lines))),
    '',
    `Formats: ${formats.join(', ')} (--formats).`,
    `Batches of ${figure(batch)} ${figure(batch) === '1' ? 'label' : 'labels'}, each an execution (--batch, --hours-per-month, --batching-window).`,
    `${usd(standing)} USD of it are paid also where nothing is labelled; at this pace a million labels cost ${usd(perMillionLabels)} USD more. One Lambda a label, without retries, dead letters and records, would be ${usd(recipe)} USD a month.`,
    `Prices of us-east-1 as of ${pricesAsOf}, from memory and without free tiers: check before use. Durations are assumed. See docs/cost.md.`,
  ].join('\n');
}
