import { spawnSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newFolder } from '../../../local/new-folder.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { converted } from './converted.ts';
import { labelConfig, task } from './tasks.ts';

/**
 * `labelwire convert` of 10,000 labels of Label Studio into one COCO file and one YOLO folder: how long it takes, that its
 * memory does not grow with the labels, and that pycocotools and Ultralytics read the whole of it. Then of a few labels into
 * four formats, which Datumaro reads. Needs python3.
 */

const few = 2_000;
const many = 10_000;
const readByDatumaro = 300;
/** What the garbage collector leaves lying about differs by this much from run to run. */
const mostGrowthMegabytes = 64;
const longestReadingMilliseconds = 1_200_000;

const folder = newFolder();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const ontology = join(folder, 'config.xml');
writeFileSync(ontology, labelConfig);

async function measured(count: number, to = ['--to', 'coco,yolo']) {
  const file = join(folder, `${count}.ndjson`);
  await pipeline(Readable.from(lines(count)), createWriteStream(file));
  const out = join(folder, `out-${count}`);
  const from = ['--from', 'label-studio', '--ontology', ontology, file];
  const run = await converted([...from, ...to, '--out', out]);
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
const inFormats = (name: string) => join(formats, name);
const ofOthers = programsOf('formats', inFormats('requirements.txt'), inFormats('requirements-alone.txt'));
read(ofOthers, 'read_back.py', join(folder, 'summary.json'), out);

const four = ['--to', 'coco,yolo,cvat,pascal-voc', '--options', '{"pascal-voc":[{"base":0},{"base":1}]}'];
const inFour = await measured(readByDatumaro, four);
read(programsOf('formats-datumaro', inFormats('requirements-datumaro.txt')), 'read_datumaro.py', inFour.out);

function read(programs: string, script: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(join(programs, 'python'), [join(import.meta.dirname, script), ...args], {
    ...{ stdio: 'inherit', timeout: longestReadingMilliseconds, env: { ...process.env, PYTHONPATH: formats } },
  });
  if (error) throw error;
  if (status !== 0) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
