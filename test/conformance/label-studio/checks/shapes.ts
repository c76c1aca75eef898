import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expectDrawn } from '../compare.ts';
import { box, brush, ellipse, point, polygon, size } from '../drawings.ts';
import { images } from '../label-configs.ts';
import type { Site } from '../site.ts';

/** Each tool of an image, drawn in pixels, comes out in the same pixels. */
export async function shapes(site: Site): Promise<string> {
  const project = await site.newProject('Shapes', images);
  const [task = 0] = await site.annotator.importTasks(project, [
    { data: { image: 'https://images.example.org/street/first.jpg?X-Amz-Signature=secret' } },
  ]);
  const mask = { ...size, counts: ringOf(size, { x: 300, y: 200, outer: 90, inner: 40 }) };
  const drawings = [
    box('upright', 'Car', { x: 101.5, y: 40.25, width: 333, height: 210.75, rotationDegrees: 0 }),
    box('quarter', 'Person', { x: 200, y: 300, width: 300, height: 100, rotationDegrees: 90 }),
    box('tilted', 'Person', { x: 700.1, y: 420.7, width: 140, height: 60, rotationDegrees: 23.5 }),
    box('other-way', 'Bicycle', { x: 500, y: 100, width: 80, height: 200, rotationDegrees: 310 }),
    polygon('triangle', 'Road', [
      [10, 600],
      [990.5, 610.25],
      [505, 320],
    ]),
    ellipse('wheel', 'Wheel', { x: 220, y: 480, radiusX: 90, radiusY: 30, rotationDegrees: 25 }),
    point('lamp', 'Lamp', { x: 12.5, y: 7.75 }),
    brush('sky', 'Sky', mask, encodedBy(site.programs, mask)),
  ];
  const weather = {
    id: 'w',
    from_name: 'weather',
    to_name: 'image',
    type: 'choices',
    value: { choices: ['sun', 'rain'] },
  };
  const submitted = await site.annotator.submit(task, [...drawings.map(({ item }) => item), weather]);
  const start = performance.now();
  const { label, record, files } = await site.landed(project, submitted);
  const seconds = (performance.now() - start) / 1000;

  expectDrawn(label, drawings);
  const [unit, ...others] = label.units;
  assert.equal(others.length, 0);
  assert.deepEqual(
    [unit?.width, unit?.height, unit?.media, unit?.sourceUri],
    [size.width, size.height, 'image', 'https://images.example.org/street/first.jpg'],
  );
  const answers = label.annotations.flatMap(({ attributes }) => attributes).filter(({ name }) => name === 'weather');
  assert.match(JSON.stringify(answers), /"sun".*"rain"/, 'The choices are missing.');
  assert.deepEqual(
    [
      ...new Set(
        [...files.keys()].map((key) =>
          key
            .split('/')
            .slice(0, key.startsWith('exports/') ? 2 : 1)
            .join('/'),
        ),
      ),
    ].sort(),
    ['exports/coco', 'exports/yolo', 'labels', 'native'],
  );
  const notHeld = record.omitted.filter(({ format }) => format === 'yolo').length;
  assert(notHeld > 0, 'YOLO holds no masks, and the record does not say that one was left out.');
  return `${drawings.length} shapes to a millionth of a pixel, ${files.size} files ${seconds.toFixed(1)} s after "Submit"`;
}

type Ring = { readonly x: number; readonly y: number; readonly outer: number; readonly inner: number };

/** A ring, whose hole the vendor's own COCO export fills: run lengths row by row, background first. */
function ringOf({ width, height }: typeof size, { x, y, outer, inner }: Ring): number[] {
  const counts = [0];
  let isInside = false;
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const distance = Math.hypot((pixel % width) - x, Math.floor(pixel / width) - y);
    if ((distance <= outer && distance >= inner) !== isInside) {
      isInside = !isInside;
      counts.push(0);
    }
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  }
  return counts;
}

function encodedBy(programs: string, mask: object): number[] {
  const { status, stdout, stderr } = spawnSync(
    join(programs, 'python'),
    [join(import.meta.dirname, '..', 'brush_rle.py')],
    {
      input: JSON.stringify(mask),
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 32 * 1024 ** 2,
    },
  );
  if (status !== 0) throw new Error(`Label Studio's SDK did not encode the mask: ${stderr.slice(-500)}`);
  return JSON.parse(stdout) as number[];
}
