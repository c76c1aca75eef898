import assert from 'node:assert/strict';
import { eventually } from '../../aws/waiting.ts';
import { expectDrawn } from '../compare.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const drawn = (number: number) => [
  box(`car-${number}`, 'Car', { x: 10 * number, y: 20, width: 200, height: 100, rotationDegrees: 0 }),
];
const itemsOf = (number: number) => drawn(number).map(({ item }) => item);
const image = (number: number) => ({ data: { image: `https://images.example.org/webhooks/${number}.jpg` } });

/** A webhook with another secret: refused, and nothing of it comes into the bucket. */
export async function wrongSecret(site: Site): Promise<string> {
  const project = await site.annotator.newProject('Wrong secret', boxes);
  await site.connect(project, { secret: 'a-guess' });
  const [task = 0] = await site.annotator.importTasks(project, [image(1)]);
  const before = site.pipeline.answers.length;
  await site.annotator.submit(task, itemsOf(1));
  const answers = () => site.pipeline.answers.slice(before);
  await eventually('the receiver answered', 10, async () => answers().length > 0);
  assert.deepEqual(answers(), [401]);
  assert.deepEqual(await site.bucket.keysOf(project), []);
  return 'answered 401, no file';
}

/** Without payload a delivery names no label: the project that is in the address is listed. */
export async function withoutPayload(site: Site): Promise<string> {
  const project = await site.annotator.newProject('Without payload', boxes);
  const tasks = await site.annotator.importTasks(project, [image(1), image(2)]);
  const [one = 0, two = 0] = tasks;
  const quiet = await site.annotator.submit(one, itemsOf(1)); // before there is a webhook
  await site.connect(project, { payload: false, actions: [] }); // of all actions
  const second = await site.annotator.submit(two, itemsOf(2));
  expectDrawn((await site.landed(project, second)).label, drawn(2));
  expectDrawn((await site.landed(project, quiet)).label, drawn(1));
  return 'the announced label, and one that no webhook had announced';
}

/** "Create Annotations From Predictions": one delivery for many annotations. */
export async function manyAtOnce(site: Site): Promise<string> {
  const project = await site.newProject('Predictions', boxes);
  const numbers = Array.from({ length: 12 }, (_, number) => number);
  const tasks = await site.annotator.importTasks(project, numbers.map(image));
  for (const [number, task] of tasks.entries()) await site.annotator.predict(task, itemsOf(number));
  const before = site.pipeline.answers.length;
  await site.annotator.act(project, 'predictions_to_annotations', tasks, { model_version: 'first' });
  const deliveries = site.pipeline.answers.length - before;
  for (const [number, task] of tasks.entries()) {
    const [annotation, ...others] = await site.annotator.annotations(task);
    assert(annotation && others.length === 0);
    expectDrawn((await site.landed(project, annotation)).label, drawn(number));
  }
  return `${tasks.length} labels of ${deliveries} delivery`;
}

/** Annotations that come with imported tasks: Label Studio tells of the tasks alone. */
export async function imported(site: Site): Promise<string> {
  const project = await site.newProject('Imported', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [
    { ...image(7), annotations: [{ result: itemsOf(7) }] },
  ]);
  const [annotation] = await site.annotator.annotations(task);
  assert(annotation);
  expectDrawn((await site.landed(project, annotation)).label, drawn(7));
  return 'exported';
}
