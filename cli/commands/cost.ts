import { Command, InvalidArgumentError, Option } from 'commander';
import { batchRates } from '../cost/batch-counts.ts';
import { costText } from '../cost/cost-text.ts';
import { readCounts } from '../cost/counts.ts';
import { monthlyCost, recipeCost, total } from '../cost/monthly-cost.ts';
import { pricesAsOf } from '../cost/prices.ts';
import { loadConfiguration } from '../load-configuration.ts';

type CostOptions = {
  readonly labelsPerMonth: number;
  readonly batch: number;
  readonly formats: readonly string[];
  readonly kms?: boolean;
  readonly tracing?: boolean;
  readonly json?: boolean;
};

const wholeFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return value;
  };

const listOf = (text: string): string[] => [...new Set(text.split(',').map((id) => id.trim()))];

/** AWS is not asked: counted calls times a list of prices. */
export function cost(): Command {
  return new Command('cost')
    .description('what a month on AWS costs: counted calls times public prices')
    .requiredOption('--labels-per-month <n>', 'labels that are finished in a month', wholeFrom(1, 1e12))
    .addOption(
      new Option('--batch <n>', 'labels of one project that come within five seconds')
        .argParser(wholeFrom(1, 200))
        .default(25),
    )
    .addOption(
      new Option('--formats <ids>', 'formats that are written, with commas').argParser(listOf).default(['canonical']),
    )
    .option('--kms', 'the bucket is encrypted with a KMS key')
    .option('--tracing', 'X-Ray traces are on (parameter tracing)')
    .option('--json', 'one JSON object, for programs')
    .action(showCost);
}

async function showCost({ json, formats, ...given }: CostOptions): Promise<void> {
  const connections = Object.keys((await loadConfiguration()).platforms).length;
  const workload = { ...given, connections };
  const lines = monthlyCost(batchRates(readCounts(), formats), workload);
  const { labelsPerMonth } = workload;
  const perMillionLabels = (total(lines) / labelsPerMonth) * 1e6;
  const recipe = total(recipeCost(labelsPerMonth));
  if (json)
    console.log(
      JSON.stringify({
        ...workload,
        formats,
        pricesAsOf,
        usd: total(lines),
        usdPerMillionLabels: perMillionLabels,
        recipeUsd: recipe,
        lines,
      }),
    );
  else console.log(costText(lines, { labelsPerMonth, recipe }));
}
