import assert from 'node:assert/strict';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

/** More than a page of Labelwire's listing, which holds 500. */
const tasksListed = 620;
/** Saved between two pages, of those that were read and of those that were not. */
const saves = 6;

const itemsOf = (number: number) => [
  box('a', 'Car', { x: 10 + number, y: 20, width: 200, height: 100, rotationDegrees: 0 }).item,
];

/**
 * People go on while a project is listed: each save moves its task in the order of changes, and a deleted task moves all
 * behind it in the order of numbers.
 */
export async function listingWhileSaving(site: Site): Promise<string> {
  const { annotator } = site;
  const project = await annotator.newProject('Listing', boxes);
  const numbers = Array.from({ length: tasksListed }, (_, number) => number);
  const tasks = await annotator.importTasks(
    project,
    numbers.map((number) => ({
      data: { image: `https://images.example.org/listing/${number}.jpg` },
      annotations: [{ result: itemsOf(number) }],
    })),
  );
  await annotator.importTasks(project, [{ data: { image: 'https://images.example.org/listing/untouched.jpg' } }]);

  const pages: string[][] = [];
  for await (const page of site.listed(project)) {
    pages.push(page);
    if (pages.length > 1) continue;
    const read = page.map(Number);
    const unread = tasks.filter((task) => !read.includes(task));
    assert(read.length > 2 * saves && unread.length > saves, 'The listing does not come in pages.');
    for (const task of [...read.slice(0, saves), ...unread.slice(-saves)]) {
      const [annotation] = await annotator.annotations(task);
      if (annotation) await annotator.update(annotation.id, itemsOf(tasksListed));
    }
    await annotator.act(project, 'delete_tasks', read.slice(-saves));
  }
  const found = pages.flat();
  assert.deepEqual(found.map(Number).sort(byNumber), tasks.toSorted(byNumber), 'A task was lost, or came twice.');
  return `${found.length} of ${tasksListed} tasks in pages of ${pages.map(({ length }) => length).join(' and ')}, with ${2 * saves} saves and ${saves} deletions between them`;
}

const byNumber = (a: number, b: number) => a - b;
