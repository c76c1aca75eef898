import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CountedRun, type Counts, countsFile, sourceDigest } from '../cli/cost/counts.ts';
import { liveFormats } from '../lib/formats/formats.ts';
import { answerOf } from './child.ts';

/** Labels that come together. What lies between is on a line, which two batches of all formats show. */
const largeAndSmall = [1, 100] as const;
const all = [1, 10, 25, 100] as const;

/**
 * Counts what batches of labels cost in calls of AWS, each in a fresh process, and writes what `labelwire cost` reads.
 * `known` are runs that are not counted again: a format that is added changes no other format's calls.
 */
export async function countCalls(report: (line: string) => void, known: readonly CountedRun[] = []): Promise<void> {
  const runs: CountedRun[] = [];
  const ids = liveFormats.map(({ id }) => id);
  for (const chosen of [...ids, ids.join()]) {
    for (const labels of chosen === ids.join() || chosen === 'canonical' ? all : largeAndSmall) {
      const before = known.find((run) => run.formats.join() === chosen && run.labels === labels);
      runs.push(before ?? (await answerOf<CountedRun>('./count-calls-process.ts', chosen, String(labels))));
      if (!before) report(`${chosen}, ${labels} labels: counted`);
    }
  }
  const counts: Counts = { countedBy: 'npm run count-calls', source: sourceDigest(), runs };
  writeFileSync(countsFile, `${JSON.stringify(counts)}\n`);
  execFileSync(join(import.meta.dirname, '..', 'node_modules', '.bin', 'biome'), ['format', '--write', countsFile]);
}

if (import.meta.main) await countCalls((line) => console.log(line));
