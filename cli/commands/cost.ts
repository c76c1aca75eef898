import { Command, InvalidArgumentError, Option } from 'commander';
import { chosenFormats } from '../../lib/configuration/chosen-formats.ts';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { configuredNeeds } from '../../lib/configuration/route-needs.ts';
import { given } from '../../lib/contracts/given.ts';
import type { Need } from '../../lib/label/need.ts';
import { batchRates } from '../cost/batch-counts.ts';
import { batchSize, hoursOfAMonth, usualWindowSeconds } from '../cost/batch-size.ts';
import { costText } from '../cost/cost-text.ts';
import { readCounts } from '../cost/counts.ts';
import { mediaCost } from '../cost/media-cost.ts';
import { type CostLine, monthlyCost, recipeCost, total } from '../cost/monthly-cost.ts';
import { pricesAsOf } from '../cost/prices.ts';
import { releaseCost } from '../cost/release-cost.ts';
import { readReleaseCounts } from '../cost/release-counts.ts';
import { loadConfiguration } from '../load-configuration.ts';

type CostOptions = {
  readonly labelsPerMonth: number;
  readonly batch?: number;
  readonly batchingWindow: number;
  readonly hoursPerMonth: number;
  readonly formats?: readonly string[];
  readonly kms?: boolean;
  readonly tracing?: boolean;
  readonly notify?: boolean;
  readonly releaseLabels?: number;
  readonly releasesPerMonth: number;
  readonly mediaShare: number;
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
    .requiredOption('--labels-per-month <n>', 'labels that are finished in a month', wholeFrom(1, 1e12))
    .addOption(
      new Option(
        '--hours-per-month <n>',
        'hours of a month over which the labels come evenly, for the size of their batches',
      )
        .argParser(wholeFrom(1, hoursOfAMonth))
        .default(hoursOfAMonth),
    )
    .addOption(
      new Option('--batching-window <seconds>', 'the parameter batchingWindowSeconds of the deployment')
        .argParser(wholeFrom(1, 300))
        .default(usualWindowSeconds),
    )
    .addOption(
      new Option('--batch <n>', 'labels of one project in a batch; else as they come evenly').argParser(
        wholeFrom(1, 200),
      ),
    )
    .addOption(
      new Option(
        '--formats <ids>',
        'formats that are written, with commas; else those of labelwire.config.ts, each for all labels',
      ).argParser(listOf),
    )
    .addOption(
      new Option(
        '--media-share <percent>',
        'of a hundred labels, those of which a file is read, where a format needs what the platform does not say',
      )
        .argParser(wholeFrom(0, 100))
        .default(100),
    )
    .option('--kms', 'the bucket is encrypted with a KMS key')
    .option('--tracing', 'X-Ray traces are on (parameter tracing)')
    .option('--notify', 'labels are announced on EventBridge (parameter notify)')
    .addOption(
      new Option(
        '--release-labels <n>',
        'labels of a release, of COCO and YOLO in tar files; without it no release is in the sum',
      ).argParser(wholeFrom(1, 1e9)),
    )
    .addOption(
      new Option('--releases-per-month <n>', 'how many of them are built in a month')
        .argParser(wholeFrom(1, 1e5))
        .default(1),
    )
    .option('--json', 'one JSON object, for programs')
    .addHelpText(
      'after',
      `
Not in the sum: bytes stored in S3, and what a network of your own costs (vpcSubnets): its NAT gateway, or its endpoints
of SQS, Secrets Manager and Step Functions, each by the hour and by the gigabyte.`,
    )
    .action(showCost);
}

async function showCost(options: CostOptions): Promise<void> {
  const { json, labelsPerMonth, hoursPerMonth, batchingWindow, kms, tracing, notify, releaseLabels } = options;
  const configuration = await loadConfiguration();
  const { platforms, routes, releases: scheduled = [] } = configuration;
  const connections = Object.keys(platforms).length;
  const formats = options.formats ?? [...new Set(routes.flatMap((route) => Object.keys(route.formats)))];
  const batch = options.batch ?? batchSize({ labelsPerMonth, hoursPerMonth, windowSeconds: batchingWindow });
  const scheduledReleases = scheduled.length > 0;
  const workload = given({ labelsPerMonth, batch, connections, scheduledReleases, kms, tracing, notify });
  const rates = batchRates(readCounts(), formats);
  const needs = needsWith(options.formats, configuration);
  const media = mediaCost(needs, (labelsPerMonth * options.mediaShare) / 100);
  const exports = [...monthlyCost(rates, workload), ...media];
  const standing = total(monthlyCost(rates, { ...workload, labelsPerMonth: 0 }));
  const releases = releaseLabels === undefined ? [] : releaseCost(readReleaseCounts(), releaseLabels);
  const lines = [...exports, ...releases.map((one) => times(one, options.releasesPerMonth))];
  const perMillionLabels = ((total(exports) - standing) / labelsPerMonth) * 1e6;
  const recipe = total(recipeCost(labelsPerMonth));
  if (json)
    console.log(
      JSON.stringify({
        ...workload,
        formats,
        ...(releaseLabels === undefined ? {} : { releaseLabels, releasesPerMonth: options.releasesPerMonth }),
        ...(media.length > 0 ? { mediaShare: options.mediaShare } : {}),
        pricesAsOf,
        usd: total(lines),
        standingUsd: standing,
        usdPerMillionLabels: perMillionLabels,
        recipeUsd: recipe,
        lines,
      }),
    );
  else console.log(costText(lines, { formats, batch, recipe, standing, perMillionLabels }));
}

/** Of these formats with their defaults; else of all that configuration asks for. */
function needsWith(ids: readonly string[] | undefined, configuration: Configuration): readonly Need[] {
  if (ids === undefined) return configuredNeeds(configuration);
  const formats = Object.fromEntries(ids.map((id) => [id, {}]));
  return chosenFormats({ platform: '', formats }, configuration).flatMap(({ format, options }) =>
    format.needsOf(options),
  );
}

const times = ({ quantity, usd, ...line }: CostLine, factor: number): CostLine => ({
  ...line,
  quantity: quantity * factor,
  usd: usd * factor,
});
