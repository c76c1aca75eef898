import { join } from 'node:path';
import { assumptions, recipeAssumptions } from '../cli/cost/assumptions.ts';
import { at, type BatchRates, batchRates } from '../cli/cost/batch-counts.ts';
import { batchSize, hoursOfAMonth } from '../cli/cost/batch-size.ts';
import { type Counts, readCounts } from '../cli/cost/counts.ts';
import { mediaCost } from '../cli/cost/media-cost.ts';
import { byService, childrenOf, monthlyCost, recipeCost, total, type Workload } from '../cli/cost/monthly-cost.ts';
import { pricesAsOf } from '../cli/cost/prices.ts';
import { releaseCost } from '../cli/cost/release-cost.ts';
import { readReleaseCounts } from '../cli/cost/release-counts.ts';
import { liveFormats } from '../lib/formats/formats.ts';
import type { Need } from '../lib/label/need.ts';

export const costPage = join(import.meta.dirname, 'cost.md');

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const batches = [1, 10, 25, 100] as const;
const usualBatch = 25;
/** As a deployment begins: one account of one platform. */
const connections = 1;
const labelsPerMonth = 1_000_000;
const usd = (amount: number): string => amount.toFixed(2);
let counts: Counts;
let rates: BatchRates;
const costOf = (batch: number, parts: Partial<Workload> = {}) =>
  monthlyCost(rates, { labelsPerMonth, batch, connections, ...parts });

/** Of one label, its share of what is done for its batch included. */
function callTable(): string {
  const functions = Object.values(rates.functions);
  const aLabel = (operations: readonly string[]) => (batch: number) =>
    functions.reduce(
      (sum, { calls }) => sum + operations.reduce((of, name) => of + (calls[name] ? at(calls[name], batch) : 0), 0),
      0,
    ) / batch;
  const rows: [string, (batch: number) => number][] = [
    [
      'Lambda invocations',
      (batch) => functions.reduce((sum, { invocations }) => sum + at(invocations, batch), 0) / batch,
    ],
    ['S3 PUT', aLabel(['PutObject'])],
    ['S3 GET and HEAD', aLabel(['GetObject', 'HeadObject'])],
    ['S3 DELETE', aLabel(['DeleteObject'])],
    ['SQS messages sent', aLabel(['SendMessage', 'SendMessageBatch'])],
    ['StartExecution', aLabel(['StartExecution'])],
    ['transitions of the execution', (batch) => (rates.states + 1) / batch],
    ['children of the Map', (batch) => childrenOf(batch) / batch],
    ['bytes of log', (batch) => functions.reduce((sum, { logBytes }) => sum + at(logBytes, batch), 0) / batch],
  ];
  const figure = (value: number) => (value >= 100 ? value.toFixed(0) : String(Number(value.toFixed(2))));
  return table(
    ['of one label', ...batches.map((batch) => `${batch} a batch`)],
    rows.map(([what, read]) => [what, ...batches.map((batch) => figure(read(batch)))]),
  );
}

function costTable(): string {
  const columns = [...batches.map((batch) => costOf(batch)), recipeCost(labelsPerMonth)];
  const sums = columns.map((lines) => new Map(byService(lines)));
  const services = [...new Set(columns.flatMap((lines) => byService(lines).map(([service]) => service)))];
  return table(
    ['USD per million labels', ...batches.map((batch) => `${batch} a batch`), 'one Lambda a label'],
    [
      ...services.map((service) => [service, ...sums.map((of) => (of.has(service) ? usd(of.get(service) ?? 0) : '–'))]),
      ['**all**', ...columns.map((lines) => `**${usd(total(lines))}**`)],
    ],
  );
}

const formatTable = (): string =>
  table(
    ['formats', `USD per million labels, ${usualBatch} a batch`],
    [...liveFormats.map(({ id }) => [id]), liveFormats.map(({ id }) => id)].map((ids) => [
      ids.join(', '),
      usd(total(monthlyCost(batchRates(counts, ids), { labelsPerMonth, batch: usualBatch, connections }))),
    ]),
  );

/** Each line of the largest services beside the whole: where the money goes, and where it does not. */
function remainingTable(): string {
  const lines = costOf(usualBatch).toSorted((a, b) => b.usd - a.usd);
  const shown = lines.filter(({ usd: amount }) => amount >= 0.5);
  const rest = total(lines) - total(shown);
  return table(
    [`${usualBatch} a batch`, 'USD per million labels'],
    [
      ...shown.map(({ service, what, usd: amount }) => [`${service}: ${what}`, usd(amount)]),
      ['all others', usd(rest)],
      ['**all**', `**${usd(total(lines))}**`],
      ['the same with X-Ray traces', usd(total(costOf(usualBatch, { tracing: true })))],
      ['the same with an event for each label', usd(total(costOf(usualBatch, { notify: true })))],
      ['one Lambda a label', usd(total(recipeCost(labelsPerMonth)))],
    ],
  );
}

function assumptionTable(): string {
  const own = Object.entries(assumptions.milliseconds).map(([name, { invocation, label }]) => [
    name,
    `${invocation}${label ? ` + ${label} a label` : ''} ms`,
    `${assumptions.memoryMb[name as keyof typeof assumptions.memoryMb]} MB`,
  ]);
  const { childMilliseconds, childMb } = assumptions;
  return table(
    ['assumed', 'billed', 'memory'],
    [
      ...own,
      ['a child of the Map', `${childMilliseconds} ms`, `${childMb} MB`],
      ['one Lambda a label', `${recipeAssumptions.milliseconds} ms`, `${recipeAssumptions.memoryMb} MB`],
    ],
  );
}

const mediaRows: readonly (readonly [what: string, needs: readonly Need[]])[] = [
  ['the size of an image', ['size']],
  ['a text', ['text']],
  ['size, frames and rate of a video', ['video-size', 'frames', 'rate']],
  ['the length of a sound', ['duration']],
  ['where a volume is, of NIfTI', ['geometry']],
  ['the words of a document', ['layout']],
];

/** What a million labels cost more whose files are all read. */
const mediaTable = (): string =>
  table(
    ['read of each label', 'GETs', 'ms', 'USD per million labels'],
    mediaRows.map(([what, needs]) => {
      const readings = needs.map((need) => assumptions.media[need]);
      const most = (read: (of: (typeof readings)[number]) => number) => String(Math.max(...readings.map(read)));
      const cost = usd(total(mediaCost(needs, labelsPerMonth)));
      return [what, most(({ reads }) => reads), most(({ milliseconds }) => milliseconds), cost];
    }),
  );

const windows = [2, 5, 20, 60, 300] as const;
/** How evenly a month's labels may come: around the clock, in the working hours of 22 days, in one hour of each of them. */
const spreads = [
  { title: 'around the clock', hoursPerMonth: hoursOfAMonth },
  { title: '8 hours of 22 days', hoursPerMonth: 8 * 22 },
  { title: '1 hour of 22 days', hoursPerMonth: 22 },
] as const;
const modestLabelsPerMonth = 200_000;

/** What a longer window saves, by the batches that form by themselves. */
const windowTable = (): string =>
  table(
    [
      `USD a month, ${modestLabelsPerMonth.toLocaleString('en-US')} labels`,
      ...windows.map((seconds) => `${seconds} s`),
    ],
    spreads.map(({ title, hoursPerMonth }) => [
      title,
      ...windows.map((windowSeconds) => {
        const batch = batchSize({ labelsPerMonth: modestLabelsPerMonth, hoursPerMonth, windowSeconds });
        return `${usd(total(costOf(batch, { labelsPerMonth: modestLabelsPerMonth })))} (${batch.toFixed(1)})`;
      }),
    ]),
  );

const releaseSizes = [1_000, 20_000, 100_000, 1_000_000] as const;

/** What one release costs, by its size. */
function releaseTable(): string {
  const columns = releaseSizes.map((labels) => releaseCost(readReleaseCounts(), labels));
  return table(
    ['USD per release', ...releaseSizes.map((labels) => `${labels.toLocaleString('en-US')} labels`)],
    [
      ...(columns[0] ?? []).map(({ service, what }, row) => [
        `${service}: ${what.replace(' of releases', '')}`,
        ...columns.map((lines) => (lines[row]?.usd ?? 0).toFixed(4)),
      ]),
      ['**all**', ...columns.map((lines) => `**${total(lines).toFixed(4)}**`)],
    ],
  );
}

const parts: Readonly<Record<string, () => string>> = {
  calls: callTable,
  cost: costTable,
  formats: formatTable,
  media: mediaTable,
  windows: windowTable,
  releases: releaseTable,
  remaining: remainingTable,
  assumptions: assumptionTable,
  prices: () => `Prices: us-east-1, as of ${pricesAsOf}.`,
};

/** The page with every generated part made anew; throws when a marker is missing. */
export function withCostTables(page: string): string {
  counts = readCounts();
  rates = batchRates(counts, ['canonical']);
  return Object.entries(parts).reduce((current, [name, make]) => {
    const marked = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- end: ${name} -->)`);
    if (!marked.test(current)) throw new Error(`docs/cost.md has no part marked "generated: ${name}".`);
    return current.replace(marked, (_whole, begin: string, end: string) => `${begin}\n${make()}\n\n${end}`);
  }, page);
}
