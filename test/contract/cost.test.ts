import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { batchRates } from '../../cli/cost/batch-counts.ts';
import { batchSize, hoursOfAMonth, usualWindowSeconds } from '../../cli/cost/batch-size.ts';
import { readCounts } from '../../cli/cost/counts.ts';
import { monthlyCost, recipeCost, total } from '../../cli/cost/monthly-cost.ts';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { costPage, withCostTables } from '../../docs/cost.ts';
import { type Ended, labelwire as run } from '../support/command-line.ts';

const labelwire = (...args: string[]): Promise<Ended> => run(args);

describe('docs/cost.md', () => {
  const page = readFileSync(costPage, 'utf8');

  it('shows the figures that the counts and prices make today (node docs/cost.ts)', () => {
    expect(withCostTables(page)).toBe(page);
  });

  it('says that prices are to be checked', () => {
    expect(page).toContain('check before use');
  });

  it('says whether 200,000 labels that come evenly cost 50 USD at most', () => {
    const evenly = { labelsPerMonth: 200_000, hoursPerMonth: hoursOfAMonth, windowSeconds: usualWindowSeconds };
    const lines = monthlyCost(batchRates(readCounts(), ['canonical']), {
      ...evenly,
      batch: batchSize(evenly),
      connections: 1,
    });
    expect(page.includes('50 USD a month at 200,000 labels that come evenly is **reached**')).toBe(total(lines) <= 50);
  });

  it('says whether the goal is reached, and that one Lambda a label is cheaper for as long as it is', () => {
    const lines = monthlyCost(batchRates(readCounts(), ['canonical']), {
      labelsPerMonth: 1_000_000,
      batch: 25,
      connections: 1,
    });
    expect(page.includes('The goal of 25 USD per million labels at 25 a batch is **reached**')).toBe(
      total(lines) <= 25,
    );
    expect(page.includes('One Lambda a label stays cheaper')).toBe(total(recipeCost(1_000_000)) < total(lines));
    const storage = lines.filter(({ service }) => service === 'S3');
    expect(total(storage) / total(lines)).toBeCloseTo(0.45, 1); // "nearly half"
  });
});

describe('labelwire cost', () => {
  it('prints a line for each thing that is paid, and what it comes to', async () => {
    const { code, stdout, stderr } = await labelwire(
      ...['cost', '--labels-per-month', '1000000', '--batch', '25', '--formats', 'canonical'],
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^service +what +a month +USD\n/);
    expect(stdout).toMatch(/^S3 +PUT +2,040,000 +10\.20$/m);
    expect(stdout).toContain('Batches of 25 labels');
    expect(stdout).toMatch(/a million labels cost \d+\.\d\d USD more/);
    expect(stdout).toContain('check before use');
  });

  it('reckons with the batches that form by themselves where it is given none', async () => {
    const batchOf = async (...more: string[]) => {
      const { stdout } = await labelwire('cost', '--labels-per-month', '200000', '--json', ...more);
      return (JSON.parse(stdout) as { batch: number }).batch;
    };
    expect(await batchOf()).toBeCloseTo(1.03, 2);
    expect(await batchOf('--batching-window', '300')).toBeCloseTo(5.63, 2);
    expect(await batchOf('--hours-per-month', '1', '--batching-window', '20')).toBe(200); // the most that a group has
  });

  it('gives one object whose lines add up, for programs', async () => {
    const { stdout } = await labelwire(
      ...[
        'cost',
        '--labels-per-month',
        '500',
        '--batch',
        '10',
        '--formats',
        'yolo,coco',
        '--kms',
        '--tracing',
        '--json',
      ],
    );
    const answer = JSON.parse(stdout) as { usd: number; batch: number; formats: string[]; lines: { usd: number }[] };
    expect(answer).toMatchObject({
      labelsPerMonth: 500,
      batch: 10,
      formats: ['yolo', 'coco'],
      kms: true,
      tracing: true,
    });
    expect(answer.lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(answer.usd, 9);
  });

  it('adds the releases of a month, and not to what a label costs', async () => {
    const costOf = async (...more: string[]) => {
      const { stdout } = await labelwire('cost', '--labels-per-month', '500', '--json', ...more);
      return JSON.parse(stdout) as { usd: number; usdPerMillionLabels: number };
    };
    const [without, one, four] = await Promise.all([
      costOf(),
      costOf('--release-labels', '1000000'),
      costOf('--release-labels', '1000000', '--releases-per-month', '4'),
    ]);
    expect(one.usd - without.usd).toBeGreaterThan(0.5);
    expect(four.usd - without.usd).toBeCloseTo(4 * (one.usd - without.usd), 9);
    expect(four.usdPerMillionLabels).toBe(without.usdPerMillionLabels);
  });

  it('takes the formats of the configuration where none is named', async () => {
    const { stdout } = await labelwire('cost', '--labels-per-month', '500', '--json');
    const { routes } = await loadConfiguration();
    const written = new Set(routes.flatMap((route) => Object.keys(route.formats)));
    expect(JSON.parse(stdout).formats).toEqual([...written]);
  });

  it('adds what reading files takes at most where a format needs what is in them, or the share of it', async () => {
    const mediaOf = async (...more: string[]) => {
      const { stdout } = await labelwire('cost', '--labels-per-month', '1000000', '--batch', '25', '--json', ...more);
      const { lines } = JSON.parse(stdout) as { lines: { what: string; quantity: number }[] };
      return lines.flatMap(({ what, quantity }) => (what.includes('media') ? [[what, quantity]] : []));
    };
    const [without, pictures, videos, few] = await Promise.all([
      mediaOf('--formats', 'canonical,csv'),
      mediaOf('--formats', 'coco'),
      mediaOf('--formats', 'coco,cvat'),
      mediaOf('--formats', 'coco', '--media-share', '5'),
    ]);
    expect(without).toEqual([]);
    expect(pictures).toEqual([
      ['GET of media, at most', 1_000_000],
      ['GB-seconds of media, at most', 30_000],
    ]);
    expect(videos[0]).toEqual(['GET of media, at most', 3_000_000]);
    expect(few[0]).toEqual(['GET of media, at most', 50_000]);
  });

  it('keeps what is paid without any label apart from what a label adds, and shows no line as 0 that is paid', async () => {
    const call = ['cost', '--labels-per-month', '20000', '--batch', '1'];
    const { stdout } = await labelwire(...call, '--json');
    const { usd, standingUsd, usdPerMillionLabels } = JSON.parse(stdout);
    expect(standingUsd).toBeGreaterThan(1);
    expect(standingUsd + usdPerMillionLabels * 0.02).toBeCloseTo(usd, 9);
    const shown = (await labelwire(...call)).stdout;
    expect(shown).toContain(
      `${standingUsd.toFixed(2)} USD of it are paid also where nothing is labelled; at this pace a million labels cost ${usdPerMillionLabels.toFixed(2)} USD more.`,
    );
    expect(shown).toContain('Batches of 1 label, ');
    expect(shown).toMatch(/GB of log +0\.0\d+ +0\.0\d$/m);
  });

  it('ends a wrong call with 2, and a format that was never counted with 1', async () => {
    const wrong = [
      ['cost'],
      ['cost', '--labels-per-month', 'many'],
      ['cost', '--labels-per-month', '5', '--batch', '0'],
      ['cost', '--labels-per-month', '5', '--batch', '201'],
    ];
    const ended = await Promise.all(wrong.map((call) => labelwire(...call)));
    expect(ended.map(({ code }) => code)).toEqual(wrong.map(() => 2));
    expect(await labelwire('cost', '--labels-per-month', '5', '--formats', 'voc')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing was counted for the format voc'),
    });
  });
});
