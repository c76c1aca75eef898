import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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
export type Counts = {
  readonly countedBy: string;
  /** Of the code whose calls were counted: `sourceDigest`. */
  readonly source: string;
  readonly runs: readonly CountedRun[];
};

/** Written by bench/count-calls.ts. */
export const countsFile = join(import.meta.dirname, 'counted-calls.json');

export const readCounts = (): Counts => JSON.parse(readFileSync(countsFile, 'utf8')) as Counts;

/** The folders whose code makes the calls, the log lines and the states that are counted. */
const counted = ['functions', 'statemachines', 'lib/contracts', 'lib/queue', 'lib/runtime', 'lib/steps', 'lib/store'];

export function sourceDigest(): string {
  const hash = createHash('sha256');
  const root = join(import.meta.dirname, '..', '..');
  for (const folder of counted) {
    for (const file of readdirSync(join(root, folder)).sort()) {
      hash.update(`${folder}/${file}\n`).update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest('hex');
}

/** The runs that were counted of today's code. */
export function currentRuns(): readonly CountedRun[] {
  const { source, runs } = readCounts();
  return source === sourceDigest() ? runs : [];
}

/** Whether the counts are of today's code, and know each of these formats alone and all of them together. */
export function countsAreCurrent(formats: readonly string[]): boolean {
  const known = new Set(currentRuns().map((run) => run.formats.join()));
  return [...formats, formats.join()].every((ids) => known.has(ids));
}
