import assert from 'node:assert/strict';
import { expectDrawn } from '../compare.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const first = [box('a', 'Car', { x: 10, y: 20, width: 200, height: 100, rotationDegrees: 0 })];
const second = [
  box('a', 'Car', { x: 15, y: 25, width: 210, height: 90, rotationDegrees: 0 }),
  box('b', 'Person', { x: 600, y: 300, width: 50, height: 160, rotationDegrees: 0 }),
];
const itemsOf = (drawings: typeof first) => drawings.map(({ item }) => item);
const image = (name: string) => ({ data: { image: `https://images.example.org/${name}.jpg` } });

/** "Update" brings a newer revision into the same files. */
export async function update(site: Site): Promise<string> {
  const project = await site.newProject('Update', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('update')]);
  const submitted = await site.annotator.submit(task, itemsOf(first));
  const before = await site.landed(project, submitted);
  const after = await site.landed(project, await site.annotator.update(submitted.id, itemsOf(second)));
  expectDrawn(before.label, first);
  expectDrawn(after.label, second);
  assert(after.record.revision > before.record.revision);
  assert.deepEqual([...after.files.keys()].sort(), [...before.files.keys()].sort());
  return `revision ${before.record.revision} → ${after.record.revision}`;
}

/** Updates that come faster than they are exported end in the last one. */
export async function quickUpdates(site: Site): Promise<string> {
  const project = await site.newProject('Quick updates', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('quick')]);
  let last = await site.annotator.submit(task, itemsOf(first));
  for (let count = 0; count < updates; count += 1)
    last = await site.annotator.update(last.id, itemsOf(count === updates - 1 ? second : first));
  await site.pipeline.idle();
  expectDrawn((await site.landed(project, last)).label, second);
  return `${updates} updates, the last one stands`;
}

const updates = 6;

/** An annotation without regions is a label: a negative. */
export async function empty(site: Site): Promise<string> {
  const project = await site.newProject('Empty', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('empty')]);
  const { label } = await site.landed(project, await site.annotator.submit(task, []));
  assert.deepEqual(label.annotations, []);
  assert.equal(label.units.length, 1);
  return 'exported as a label with no annotations';
}

/** Two annotations of one task are two labels, with files of their own. */
export async function twoAnnotations(site: Site): Promise<string> {
  const project = await site.newProject('Consensus', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('consensus')]);
  const one = await site.landed(project, await site.annotator.submit(task, itemsOf(first)));
  const other = await site.landed(project, await site.annotator.submit(task, itemsOf(second)));
  expectDrawn(one.label, first);
  expectDrawn(other.label, second);
  const shared = [...one.files.keys()].filter((key) => other.files.has(key) && !key.endsWith('/data.yaml'));
  assert.deepEqual(shared, []);
  return `${one.files.size} and ${other.files.size} files, none shared but data.yaml`;
}

type Removal = (site: Site, target: { project: number; task: number; annotation: number }) => Promise<void>;

const removals: { readonly [Name in 'deleted' | 'emptied']: Removal } = {
  deleted: ({ annotator }, { annotation }) => annotator.deleteAnnotation(annotation),
  emptied: ({ annotator }, { project, task }) => annotator.act(project, 'delete_tasks_annotations', [task]),
};

/** What is not a label any more: its files go, its record is a tombstone. */
export async function removed(site: Site, how: keyof typeof removals): Promise<string> {
  const project = await site.newProject(`Removed: ${how}`, boxes);
  const [task = 0, neighbour = 0] = await site.annotator.importTasks(project, [image('removed'), image('neighbour')]);
  const submitted = await site.annotator.submit(task, itemsOf(first));
  const { files } = await site.landed(project, submitted);
  const kept = await site.annotator.submit(neighbour, itemsOf(second));
  await site.landed(project, kept);
  await removals[how](site, { project, task, annotation: submitted.id });
  await site.gone(project, submitted.id, files);
  await site.landed(project, kept);
  return `${files.size} files gone, its neighbour stands`;
}

/** A skipped annotation is not a label any more: nobody said that there is nothing, so what was exported of it stays. */
export async function skipped(site: Site): Promise<string> {
  const project = await site.newProject('Skipped', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('skipped')]);
  const submitted = await site.annotator.submit(task, itemsOf(first));
  const { files } = await site.landed(project, submitted);
  await site.annotator.cancel(submitted.id);
  await site.pipeline.idle();
  const { files: left } = await site.landed(project, submitted);
  assert.deepEqual([...left.keys()], [...files.keys()]);
  return `${files.size} files stay`;
}

/** Label Studio tells which task is gone and not which annotations went with it: a dead letter says that they stand here. */
export async function deletedTask(site: Site): Promise<string> {
  const project = await site.newProject('Deleted task', boxes);
  const [task = 0] = await site.annotator.importTasks(project, [image('deleted-task'), image('other')]);
  await site.landed(project, await site.annotator.submit(task, itemsOf(first)));
  await site.annotator.deleteTask(task);
  await site.pipeline.idle();
  const reports = (await site.bucket.deadLetters()).filter((letter) => letter.includes(`deleted data unit ${task} `));
  assert.equal(reports.length, 1, 'No dead letter reports the deleted task.');
  return 'a dead letter says that its labels stay in the bucket';
}

/** "Remove Duplicated Tasks" deletes tasks, and gives their annotations to the one that stays. */
export async function movedToAnotherTask(site: Site): Promise<string> {
  const project = await site.newProject('Duplicates', boxes);
  const [task = 0, duplicate = 0] = await site.annotator.importTasks(project, [image('twice'), image('twice')]);
  const one = await site.annotator.submit(task, itemsOf(first));
  const moved = await site.annotator.submit(duplicate, itemsOf(second));
  await site.landed(project, one);
  await site.landed(project, moved);
  await site.annotator.act(project, 'remove_duplicates', [task, duplicate]);
  const left = (await site.annotator.annotations(task)).map(({ id }) => id);
  assert.deepEqual(left, [one.id, moved.id], 'Label Studio did not move it.');
  await site.pipeline.idle();
  expectDrawn((await site.landed(project, one)).label, first);
  expectDrawn((await site.landed(project, moved)).label, second);
  return 'both annotations still stand';
}
