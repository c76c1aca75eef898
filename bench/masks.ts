import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { maskArea } from '../lib/label/mask.ts';
import { columnRuns } from '../lib/label/rasterise.ts';
import { decodeCounts, encodeCounts, transpose } from '../lib/label/rle.ts';
import { newFolder } from '../local/new-folder.ts';
import { programsOf } from '../local/python-environment.ts';
import { type MaskData, maskData, size } from './masks/data.ts';
import { type Benchmark, median } from './measurement.ts';

const run = promisify(execFile);
const rounds = 7;
const roundMilliseconds = 150;
const warmUpMilliseconds = 500;

const requirements = join(import.meta.dirname, 'masks', 'requirements.txt');
const clock = join(import.meta.dirname, 'masks', 'pycocotools_times.py');

/** Each task once over all masks; the same tasks, by the same names, are in pycocotools_times.py. */
const tasks: Readonly<Record<string, (data: MaskData) => unknown>> = {
  encode: ({ columns }) => columns.map(encodeCounts),
  decode: ({ texts }) => texts.map((text) => maskArea({ counts: decodeCounts(text) })),
  'coco-to-rows': ({ texts }) => texts.map((text) => transpose(decodeCounts(text), size.height, size.width)),
  'rows-to-coco': ({ rows }) => rows.map((counts) => encodeCounts(transpose(counts, size.width, size.height))),
  rasterise: ({ rings }) => rings.map((ring) => encodeCounts(columnRuns([[ring]], size))),
};

/** CPU time, which another process that wants the same core does not lengthen; the median of the rounds. */
function microsecondsAMask(work: () => unknown, count: number): number {
  const passesIn = (milliseconds: number) => {
    const end = performance.now() + milliseconds;
    let passes = 0;
    for (; performance.now() < end; passes += 1) work();
    return passes;
  };
  passesIn(warmUpMilliseconds);
  return median(
    Array.from({ length: rounds }, () => {
      const before = process.cpuUsage();
      const passes = passesIn(roundMilliseconds);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / passes / count;
    }),
  );
}

/** The floor is a library in C, timed by itself on the same masks, after it has proved that it makes the same of them. */
async function pycocotoolsTimes(data: MaskData): Promise<Readonly<Record<string, number>>> {
  const python = join(programsOf('masks', requirements), 'python');
  const folder = newFolder();
  const file = join(folder, 'masks.json');
  await writeFile(file, JSON.stringify({ ...size, ...data }));
  const { stdout } = await run(python, [clock, file], { timeout: 60_000 });
  return JSON.parse(stdout) as Record<string, number>;
}

export const masks: Benchmark = async () => {
  const data = maskData();
  const floors = await pycocotoolsTimes(data);
  return Object.entries(tasks).map(([name, work]) => {
    const floor = floors[name] ?? Number.NaN;
    const subject = microsecondsAMask(() => work(data), data.rings.length);
    return {
      name: `masks/${name}`,
      value: floor / subject,
      unit: '× speed',
      goal: { atLeast: 1 },
      absolute: `${floor.toFixed(1)} µs in C ÷ ${subject.toFixed(1)} µs of CPU, a mask of ${size.width} × ${size.height}`,
    };
  });
};
