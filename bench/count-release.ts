import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CountedRelease, countedReleasesFile, countedSizes } from '../cli/cost/release-counts.ts';
import { bucketOf, build, requestOf } from './release/build.ts';

/** The two formats that most training code reads, in tar files. A format more adds some requests for each thousand labels. */
const formats = ['coco', 'yolo'];

/** Builds a release of so many labels over S3 on this machine, and counts its requests. */
export async function countRelease(labels: number): Promise<CountedRelease> {
  const { endpoint, stop } = await bucketOf(labels);
  const { batches, requests } = await build(requestOf('counted', formats), endpoint);
  await stop();
  const named = Object.entries(requests).map(([command, number]) => [command.replace(/Command$/, ''), number] as const);
  return { labels, batches, requests: Object.fromEntries(named.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

if (import.meta.main) {
  const runs: CountedRelease[] = [];
  for (const labels of countedSizes) runs.push(await countRelease(labels));
  writeFileSync(countedReleasesFile, `${JSON.stringify({ countedBy: 'npm run count-release', formats, runs })}\n`);
  execFileSync(join(import.meta.dirname, '..', 'node_modules', '.bin', 'biome'), [
    ...['format', '--write', countedReleasesFile],
  ]);
}
