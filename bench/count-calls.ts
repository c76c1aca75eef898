import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CountedRun, countsFile } from '../cli/cost/counts.ts';
import { formats } from '../lib/formats/formats.ts';
import { answerOf } from './child.ts';

/** Counts what batches of labels cost in calls of AWS, each in a fresh process, and writes what `labelwire cost` reads. */
const batches = [1, 10, 25, 100] as const;

const runs: CountedRun[] = [];
const ids = Object.keys(formats);
for (const chosen of [...ids, ids.join()]) {
  for (const labels of batches) {
    runs.push(await answerOf<CountedRun>('./count-calls-process.ts', chosen, String(labels)));
    console.log(`${chosen}, ${labels} labels: counted`);
  }
}
writeFileSync(countsFile, `${JSON.stringify({ countedBy: 'node bench/count-calls.ts', runs })}\n`);
execFileSync(join(import.meta.dirname, '..', 'node_modules', '.bin', 'biome'), ['format', '--write', countsFile]);
