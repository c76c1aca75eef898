import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rate } from './batch-counts.ts';

/** The build of a release of so many labels. `requests`: operation of S3 → how many, of all its steps together. */
export type CountedRelease = {
  readonly labels: number;
  readonly batches: number;
  readonly requests: Readonly<Record<string, number>>;
};
export type CountedReleases = {
  readonly countedBy: string;
  readonly formats: readonly string[];
  readonly runs: readonly CountedRelease[];
};

/** What lies between and beyond is on a line: batches are of a thousand labels. */
export const countedSizes = [2_000, 6_000] as const;

/** Written by bench/count-release.ts. */
export const countedReleasesFile = join(import.meta.dirname, 'counted-releases.json');

export const readReleaseCounts = (): CountedReleases =>
  JSON.parse(readFileSync(countedReleasesFile, 'utf8')) as CountedReleases;

/** Requests of S3 as a rate: `batch` of the build itself, `label` of each of its labels. */
export function requestRate({ runs }: CountedReleases, operations: readonly string[]): Rate {
  const [small, large] = runs.toSorted((a, b) => a.labels - b.labels);
  if (!small || !large) throw new Error('Too few releases were counted. Count again: npm run count-release');
  const of = ({ requests }: CountedRelease) => operations.reduce((sum, name) => sum + (requests[name] ?? 0), 0);
  const label = (of(large) - of(small)) / (large.labels - small.labels);
  return { batch: of(small) - label * small.labels, label };
}
