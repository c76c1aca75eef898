import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one function did for a batch. `calls`: operation of the AWS SDK → requests. */
export type CountedFunction = {
  readonly invocations: number;
  /** What it prints at the level INFO, metrics included. */
  readonly logBytes: number;
  readonly calls: Readonly<Record<string, number>>;
};

/** A batch of new labels of one project, each announced by a delivery of its own, exported by one execution. */
export type CountedRun = {
  readonly formats: readonly string[];
  readonly labels: number;
  readonly functions: Readonly<Record<string, CountedFunction>>;
  /** States that the Standard execution passes. */
  readonly states: number;
  /** Executions that its Map starts. */
  readonly children: number;
};
export type Counts = { readonly countedBy: string; readonly runs: readonly CountedRun[] };

/** Written by bench/count-calls.ts. */
export const countsFile = join(import.meta.dirname, 'counted-calls.json');

export const readCounts = (): Counts => JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;
