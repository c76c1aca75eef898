import assert from 'node:assert/strict';
import { eventually } from '../../aws/waiting.ts';
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

/** Label Studio says which task is gone, and not which annotations went with it: Labelwire knows. */
export async function deletedTask(site: Site): Promise<string> {
  const project = await site.newProject('Deleted task', boxes);
  const [task = 0, other = 0] = await site.annotator.importTasks(project, [image('deleted-task'), image('other')]);
  const submitted = [
    await site.annotator.submit(task, itemsOf(first)),
    await site.annotator.submit(task, itemsOf(second)),
  ];
  const landed = await Promise.all(submitted.map((annotation) => site.landed(project, annotation)));
  const kept = await site.annotator.submit(other, itemsOf(second));
  await site.landed(project, kept);
  await site.annotator.deleteTask(task);
  for (const [index, { id }] of submitted.entries()) await site.gone(project, id, landed[index]?.files ?? new Map());
  expectDrawn((await site.landed(project, kept)).label, second);
  return 'both of its labels are gone with their files, its neighbour stands';
}

/**
 * "Remove Duplicated Tasks" deletes tasks, and gives their annotations to the one that stays. What is announced of them is
 * waited for, so this is one of the last checks: afterwards the pipeline is not idle for ten minutes.
 */
export async function movedToAnotherTask(site: Site): Promise<string> {
  const project = await site.newProject('Duplicates', boxes);
  const [task = 0, duplicate = 0] = await site.annotator.importTasks(project, [image('twice'), image('twice')]);
  const one = await site.annotator.submit(task, itemsOf(first));
  const moved = await site.annotator.submit(duplicate, itemsOf(second));
  await site.landed(project, one);
  await site.landed(project, moved);
  const before = site.pipeline.answers.length;
  await site.annotator.act(project, 'remove_duplicates', [task, duplicate]);
  const left = (await site.annotator.annotations(task)).map(({ id }) => id);
  assert.deepEqual(left, [one.id, moved.id], 'Label Studio did not move it.');
  await eventually('the deletion was announced', 30, async () => site.pipeline.answers.length > before);
  const updated = await site.annotator.update(moved.id, itemsOf(first));
  expectDrawn((await site.landed(project, updated)).label, first);
  expectDrawn((await site.landed(project, one)).label, first);
  return 'both annotations stand, and the one that moved is updated';
}
