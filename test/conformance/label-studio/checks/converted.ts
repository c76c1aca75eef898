import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../../../local/new-folder.ts';
import { converted } from '../../convert/converted.ts';
import { type Detection, imageName, inOrder, isSame, ofCoco, ofYolo } from '../detections.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const tasks = 500;
const classes = ['Car', 'Person', 'Bicycle'];

const drawings = (number: number) =>
  [0, 1].map((index) =>
    box(`${number}-${index}`, classes[(number + index) % classes.length] ?? '', {
      x: 10.5 + index * 400 + (number % 97),
      y: 20.25 + ((number * 13) % 400),
      width: 60 + (number % 50),
      height: 40.75 + (number % 31),
      rotationDegrees: 0,
    }),
  );

/** `labelwire convert` straight from the server, with a key that it is given in the environment. */
export async function convertedFromServer(site: Site): Promise<string> {
  const { annotator } = site;
  const project = await annotator.newProject('To be converted', boxes);
  const numbers = Array.from({ length: tasks }, (_, number) => number);
  await annotator.importTasks(
    project,
    numbers.map((number) => ({
      data: { image: `https://images.example.org/convert/${number}.jpg` },
      annotations: [{ result: drawings(number).map(({ item }) => item) }],
    })),
  );
  const folder = newFolder();
  const out = join(folder, 'out');
  const from = ['--from', 'label-studio', '--project', String(project), '--api-url', annotator.url];
  const { summary, seconds } = await converted([...from, '--to', 'coco,yolo', '--out', out], {
    LABELWIRE_API_KEY: site.legacyToken,
  });
  assert.equal(summary.labels, tasks);
  assert.equal(summary.annotations, 2 * tasks);
  const coco = ofCoco(readFileSync(join(out, 'coco', 'annotations', 'instances.json'), 'utf8'));
  assert.equal(coco.size, tasks, 'The COCO file holds another number of images.');
  const byName = new Map([...coco].map(([name, found]) => [imageName(name), found]));
  for (const number of numbers) {
    const wanted = drawings(number).map(({ category, shape }): Detection => {
      assert(shape.kind === 'box');
      return [category, shape.x, shape.y, shape.width, shape.height];
    });
    const rows = readFileSync(join(out, 'yolo', 'labels', `${number}.txt`), 'utf8');
    expectSame(byName.get(String(number)) ?? [], wanted, `COCO of ${number}`);
    expectSame(ofYolo(rows, summary.classes), wanted, `YOLO of ${number}`);
  }
  return `${tasks} tasks, ${2 * tasks} boxes alike in COCO and YOLO, in ${seconds.toFixed(1)} s`;
}

function expectSame(found: readonly Detection[], wanted: readonly Detection[], what: string): void {
  const sorted = inOrder(wanted);
  const areSame = found.length === wanted.length && inOrder(found).every((one, index) => isSame(one, sorted[index]));
  assert(areSame, `${what}: ${JSON.stringify(found)} in place of ${JSON.stringify(wanted)}.`);
}
