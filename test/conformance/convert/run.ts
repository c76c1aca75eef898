import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { programsOf } from '../../../local/python-environment.ts';
import { converted } from './converted.ts';
import { labelConfig, task } from './tasks.ts';

/**
 * `labelwire convert` of 10,000 labels of Label Studio into one COCO file and one YOLO folder: how long it takes, that its
 * memory does not grow with the labels, and that pycocotools and Ultralytics read the whole of it. Needs python3.
 */

const few = 2_000;
const many = 10_000;
/** What the garbage collector leaves lying about differs by this much from run to run. */
const mostGrowthMegabytes = 64;
const longestReadingMilliseconds = 1_200_000;

const folder = mkdtempSync(join(tmpdir(), 'labelwire-convert-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const ontology = join(folder, 'config.xml');
writeFileSync(ontology, labelConfig);

async function measured(count: number) {
  const file = join(folder, `${count}.ndjson`);
  await pipeline(Readable.from(lines(count)), createWriteStream(file));
  const out = join(folder, `out-${count}`);
  const run = await converted([
    '--from',
    'label-studio',
    '--to',
    'coco,yolo',
    '--ontology',
    ontology,
    '--out',
    out,
    file,
  ]);
  const megabytes = run.bytes / 1e6;
  const rate = Math.round(count / run.seconds);
  print(`${count} labels: ${run.seconds.toFixed(1)} s, ${rate} labels/s, at most ${megabytes.toFixed(0)} MB`);
  return { ...run, megabytes, out };
}

function* lines(count: number): Generator<string> {
  for (let number = 0; number < count; number += 1) yield `${JSON.stringify(task(number))}\n`;
}

const before = await measured(few);
const { summary, out, megabytes } = await measured(many);
writeFileSync(join(folder, 'summary.json'), JSON.stringify(summary));
const growth = megabytes - before.megabytes;
if (growth > mostGrowthMegabytes) {
  print(
    `FAILED: memory grows by ${growth.toFixed(0)} MB from ${few} to ${many} labels, of at most ${mostGrowthMegabytes}`,
  );
  process.exitCode = 1;
}
const formats = join(import.meta.dirname, '..', 'formats');
const requirements = ['requirements.txt', 'requirements-ultralytics.txt'].map((name) => join(formats, name));
const python = join(programsOf('formats', ...(requirements as [string, string])), 'python');
const script = join(import.meta.dirname, 'read_back.py');
const { status, error } = spawnSync(python, [script, join(folder, 'summary.json'), out], {
  ...{ stdio: 'inherit', timeout: longestReadingMilliseconds, env: { ...process.env, PYTHONPATH: formats } },
});
if (error) throw error;
if (status !== 0) process.exitCode = 1;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
