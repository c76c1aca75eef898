import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { assumptions } from '../../../cli/cost/assumptions.ts';
import { at, batchRates } from '../../../cli/cost/batch-counts.ts';
import { readCounts } from '../../../cli/cost/counts.ts';
import { type CostLine, childrenOf, monthlyCost, recipeCost, total } from '../../../cli/cost/monthly-cost.ts';
import { prices } from '../../../cli/cost/prices.ts';
import { paidAsPut, releaseCost } from '../../../cli/cost/release-cost.ts';
import { readReleaseCounts, requestRate } from '../../../cli/cost/release-counts.ts';
import { memorySizes } from '../../../deploy/memory-sizes.ts';
import { logEvents } from '../../../lib/contracts/log-events.ts';
import { liveFormats } from '../../../lib/formats/formats.ts';
import { root } from '../../support/examples.ts';

const counts = readCounts();
const rates = batchRates(counts, ['canonical']);
const quantity = (lines: readonly CostLine[], service: string, what: string) =>
  lines.find((line) => line.service === service && line.what === what)?.quantity;

describe('the counted calls', () => {
  it('are there for every format alone and for all together', () => {
    const ids = liveFormats.map(({ id }) => id);
    const counted = new Set(counts.runs.map((run) => run.formats.join()));
    expect([...counted].toSorted()).toEqual([...ids, ids.join()].toSorted());
  });

  it.each(counts.runs.map((run) => [run.formats.join(), run.labels, run] as const))(
    'of %s, %i labels, are what the rates say',
    (_formats, labels, run) => {
      const { functions } = batchRates(counts, run.formats);
      for (const [name, { invocations, calls, logBytes }] of Object.entries(run.functions)) {
        const expected = functions[name];
        if (!expected) throw new Error('unreachable');
        expect(at(expected.invocations, labels), name).toBeCloseTo(invocations, 6);
        for (const [operation, rate] of Object.entries(expected.calls))
          expect(at(rate, labels), `${name} ${operation}`).toBeCloseTo(calls[operation] ?? 0, 6);
        // Ids and figures differ in length.
        expect(Math.abs(at(expected.logBytes, labels) - logBytes), name).toBeLessThanOrEqual(20 + logBytes * 0.02);
      }
      expect(run.children).toBe(childrenOf(labels));
    },
  );

  it('make one PUT for each format and one for the record', () => {
    const put = rates.functions.writeExport?.calls.PutObject;
    expect(put?.label).toBeCloseTo(2, 9);
    expect(put?.batch).toBeCloseTo(0, 9);
    const two = batchRates(counts, ['canonical', 'native']).functions.writeExport?.calls.PutObject;
    expect(two?.label).toBeCloseTo(3, 9);
  });
});

describe('the cost of a month', () => {
  const labelsPerMonth = 1_000_000;

  it('is counted calls times the price', () => {
    const lines = monthlyCost(rates, { labelsPerMonth, batch: 25, connections: 1 });
    expect(quantity(lines, 'S3', 'PUT')).toBeCloseTo(2_040_000, 3); // two a label, one of staging a batch
    const put = lines.find(({ what }) => what === 'PUT');
    expect(put?.usd).toBeCloseTo(2_040_000 * prices.s3Put, 6);
    expect(quantity(lines, 'SQS', 'requests to send')).toBeCloseTo(labelsPerMonth, 3);
    expect(quantity(lines, 'SQS', 'requests to receive and delete')).toBe(2 * 3 * 40_000);
    expect(quantity(lines, 'Lambda', 'requests')).toBeCloseTo(3_080_000, 3);
    expect(quantity(lines, 'Step Functions', 'Express requests')).toBe(labelsPerMonth / 25);
    expect(quantity(lines, 'Step Functions', 'transitions that start children')).toBe(labelsPerMonth / 25);
    const of26 = monthlyCost(rates, { labelsPerMonth, batch: 26, connections: 1 });
    expect(quantity(of26, 'Step Functions', 'Express requests')).toBeCloseTo((2 * labelsPerMonth) / 26, 3);
    expect(total(lines)).toBeCloseTo(
      lines.reduce((sum, { usd }) => sum + usd, 0),
      9,
    );
  });

  it('with announcements is an event and a PUT a label more, and what they take of WriteExport', () => {
    const workload = { labelsPerMonth, batch: 25, connections: 1 };
    const announced = monthlyCost(rates, { ...workload, notify: true });
    expect(quantity(announced, 'EventBridge', 'events of labels')).toBe(labelsPerMonth);
    expect(total(announced) - total(monthlyCost(rates, workload))).toBeCloseTo(6.4, 2);
  });

  it('falls with the size of the batch, grows with formats and a key, and has a part that stands', () => {
    const cost = (batch: number, ids = ['canonical'], kms = false) =>
      total(monthlyCost(batchRates(counts, ids), { labelsPerMonth, batch, connections: 1, kms }));
    const sizes = [1, 10, 25, 100, 200].map((batch) => cost(batch));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(cost(25, ['canonical', 'native']) - cost(25)).toBeCloseTo(5, 1); // a PUT a label
    expect(cost(25, ['canonical'], true)).toBeGreaterThan(cost(25));
    const nothing = total(monthlyCost(rates, { labelsPerMonth: 0, batch: 25, connections: 1 }));
    expect(nothing).toBeGreaterThan(2);
    expect(nothing).toBeLessThan(10);
  });

  it('counts traces only where they are on: the first of each second, and few of the others', () => {
    const traced = monthlyCost(rates, { labelsPerMonth, batch: 25, connections: 1, tracing: true });
    expect(quantity(traced, 'X-Ray', 'traces recorded')).toBe(1_080_000);
    expect(
      quantity(monthlyCost(rates, { labelsPerMonth, batch: 25, connections: 1 }), 'X-Ray', 'traces recorded'),
    ).toBeUndefined();
  });

  it('holds two metrics for each connection, accepted webhooks and latency: a label exported at the first try is counted by no other', () => {
    expect(quantity(monthlyCost(rates, { labelsPerMonth, batch: 25, connections: 3 }), 'CloudWatch', 'metrics')).toBe(
      6,
    );
    const events = ['execution-started', 'labels-fetched', 'label-transformed', 'label-written'] as const;
    expect(events.filter((event) => 'metric' in logEvents[event])).toEqual([]);
  });

  it('holds two secrets for each connection, as the deployment makes them', () => {
    const lines = monthlyCost(rates, { labelsPerMonth, batch: 25, connections: 3 });
    expect(quantity(lines, 'Secrets Manager', 'secrets')).toBe(6);
  });

  it('has an alarm more where releases are scheduled, and reconciliations for each connection', () => {
    const workload = { labelsPerMonth, batch: 25, connections: 2 };
    const [without, scheduled] = [false, true].map((scheduledReleases) =>
      monthlyCost(rates, { ...workload, scheduledReleases }),
    );
    const alarms = (lines: readonly CostLine[] = []) => quantity(lines, 'CloudWatch', 'alarms') ?? Number.NaN;
    expect(alarms(scheduled) - alarms(without)).toBe(1);
    expect(quantity(without ?? [], 'EventBridge', 'schedules of reconciliation')).toBeCloseTo(248.6, 1);
  });

  it('names the formats it knows when it is asked for another, or for none', () => {
    expect(() => batchRates(counts, ['voc'])).toThrow('Nothing was counted for the format voc. Counted: canonical');
    expect(() => batchRates(counts, [])).toThrow('Name at least one format');
  });

  it('assumes the memory that serverless.yml gives', async () => {
    type Service = {
      params: { default: Record<string, unknown> };
      provider: { memorySize: number };
      functions: Record<string, { memorySize?: string }>;
    };
    const { params, provider, functions } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), {
      logLevel: 'silent',
    }) as Service;
    const sizes = await memorySizes({ resolveVariable: async (name) => params.default[name.replace('param:', '')] });
    const given = (name: string) =>
      Object.entries(sizes).find(([owner]) => functions[name]?.memorySize?.endsWith(`.${owner}}`));
    for (const [name, memory] of Object.entries(assumptions.memoryMb))
      expect(given(name)?.[1] ?? provider.memorySize, name).toBe(memory);
  });

  it('counts one PUT and one invocation a label for the recipe', () => {
    const lines = recipeCost(labelsPerMonth);
    expect(quantity(lines, 'S3', 'PUT')).toBe(labelsPerMonth);
    expect(quantity(lines, 'Lambda', 'requests')).toBe(labelsPerMonth);
  });
});

describe('the cost of a release', () => {
  const releases = readReleaseCounts();

  it('is the counted requests, at the sizes that were counted', () => {
    for (const { labels, requests } of releases.runs) {
      const lines = releaseCost(releases, labels);
      expect(quantity(lines, 'S3', 'GET and HEAD of releases')).toBeCloseTo(requests.GetObject ?? Number.NaN, 6);
      const puts = (requests.PutObject ?? Number.NaN) + (requests.ListObjectsV2 ?? Number.NaN);
      expect(quantity(lines, 'S3', 'PUT and LIST of releases')).toBeCloseTo(puts, 6);
    }
  });

  it('reads each label once, and the rest by batches', () => {
    const { label } = requestRate(releases, ['GetObject']);
    expect(label).toBeGreaterThan(1);
    expect(label).toBeLessThan(1.05);
  });

  it('has a price for every operation that was counted', () => {
    const paid = new Set([...paidAsPut, 'GetObject', 'HeadObject']);
    const counted = releases.runs.flatMap(({ requests }) => Object.keys(requests));
    expect(counted.filter((operation) => !paid.has(operation))).toEqual([]);
  });

  it('is below one dollar for a million labels', () => {
    expect(total(releaseCost(releases, 1_000_000))).toBeLessThan(1);
  });

  it('assumes the memory that serverless.yml gives to its functions', () => {
    const { functions } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'error' }) as {
      functions: Record<string, { memorySize?: number }>;
    };
    for (const [name, { memoryMb }] of Object.entries(assumptions.release.steps))
      expect([name, functions[name]?.memorySize ?? 512]).toEqual([name, memoryMb]);
  });
});
