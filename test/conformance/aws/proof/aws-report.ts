import { version } from '../../../../lib/runtime/version.ts';
import type { Row } from '../report.ts';
import type { Count } from './counted.ts';

export type Latency = { readonly what: string; readonly labels: number; readonly p50: number; readonly p95: number };

export type Figures = {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly latencies: readonly Latency[];
  readonly counts: readonly Count[];
};

/** The share `part` of all values is at most this: the nearest rank. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** A page that may be shown to anybody: it has no account id. */
export function awsReport({ title, rows, latencies, counts }: Figures): string {
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
  const page = `# Labelwire ${version} on AWS

${title}

## What was done

| | result | seconds | |
| --- | --- | ---: | --- |
${lines(rows, (row) => [row.name, row.outcome, row.seconds?.toFixed(1) ?? '', row.detail])}

## How long labels took

From the webhook to the record in S3, as the functions count it (\`LabelLatency\`).

| | labels | p50 | p95 |
| --- | ---: | ---: | ---: |
${lines(latencies, ({ what, labels, p50, p95 }) => [what, String(labels), seconds(p50), seconds(p95)])}

## What was called

In the whole run, and what docs/cost.md comes to for as many labels in as many batches. Retries come on top of that.

| | counted | docs/cost.md |
| --- | ---: | ---: |
${lines(counts, ({ what, counted, expected }) => [what, String(counted), String(Math.round(expected))])}
`;
  return page.replaceAll(/\b\d{12}\b/g, '<account>');
}

const lines = <Item>(items: readonly Item[], cells: (item: Item) => readonly string[]): string =>
  items.map((item) => `| ${cells(item).map(inCell).join(' | ')} |`).join('\n');

const inCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
