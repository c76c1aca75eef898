import assert from 'node:assert/strict';
import { PlatformRefused } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/label-studio/api/reader.ts';
import type { LabelListing, LabelPage, ListedLabel, PlatformApi } from '../../../../lib/platforms/platform.ts';
import { box } from '../drawings.ts';
import { boxes } from '../label-configs.ts';
import type { Site } from '../site.ts';

const taskCount = 620;

const itemsOf = (number: number) => [
  box('a', 'Car', { x: number, y: 20, width: 200, height: 100, rotationDegrees: 0 }).item,
];

/** What a sync lists of a project that people work in: every label, and each deletion. */
export async function listing(site: Site): Promise<string> {
  const { annotator } = site;
  const { api, requests } = apiOf(site);
  const project = await annotator.newProject('Listing', boxes); // without a webhook: nothing announces its labels
  const tasks = await annotator.importTasks(
    project,
    Array.from({ length: taskCount }, (_, index) => ({
      data: { image: `https://images.example.org/listing/${index}.jpg` },
      annotations: [{ result: itemsOf(1) }],
    })),
  );

  const pages: LabelPage[] = [];
  for await (const page of labelsOf(project, {}, api)) {
    pages.push(page);
    if (pages.length > 1) continue;
    const [first = 0, second = 0, third = 0, last = 0] = await Promise.all(
      [0, 1, 2, taskCount - 1].map(async (index) => (await annotator.annotations(tasks[index] ?? 0))[0]?.id),
    );
    for (const annotation of [first, second, third, last]) await annotator.update(annotation, itemsOf(2));
    await annotator.submit(tasks[0] ?? 0, itemsOf(3)); // a second annotation of a task that was listed
  }
  const listed = pages.flatMap(({ labels }) => labels);
  assert.equal(new Set(listed.map(({ label }) => label)).size, taskCount, 'Labels were hidden by the saves.');
  assert.equal(pages.flatMap(({ units = [] }) => units).length, taskCount);
  const listingRequests = requests();
  await assertRevisions(project, listed.slice(-50), api);

  const [{ at: since } = {}] = pages;
  assert(since !== undefined, 'Label Studio did not say what time it is.');
  const [removed, deletedTask] = [listed[10], listed[20]];
  assert(removed && deletedTask);
  await annotator.deleteAnnotation(Number(removed.label));
  await annotator.deleteTask(Number(deletedTask.dataUnit));
  const changes = await pagesOf(project, { since }, api);
  assert(
    changes.some(({ units }) => units?.includes(removed.dataUnit ?? '')),
    'The deletion moved no task.',
  );
  const after = await pagesOf(project, {}, api);
  for (const pagesAfter of [changes, after]) {
    const labels = pagesAfter.flatMap((page) => page.labels.map(({ label }) => label));
    assert(!labels.includes(removed.label) && !labels.includes(deletedTask.label), 'What is gone is listed.');
  }
  assert(after.some(({ units }) => units?.includes(removed.dataUnit ?? '')));
  assert(!after.some(({ units }) => units?.includes(deletedTask.dataUnit ?? '')));

  await assert.rejects(pagesOf(project + 1_000_000, {}, api), PlatformRefused);
  const projects: string[] = [];
  for await (const { id } of reader.projects?.(api) ?? []) projects.push(id);
  assert(projects.includes(String(project)));
  return `${taskCount} of ${taskCount} labels in ${listingRequests} requests while five were saved; a deleted annotation and a deleted task are gone`;
}

const labelsOf = (project: number, wanted: LabelListing, api: PlatformApi): AsyncIterable<LabelPage> => {
  assert(reader.labels);
  return reader.labels(String(project), wanted, api);
};

async function pagesOf(project: number, wanted: LabelListing, api: PlatformApi): Promise<LabelPage[]> {
  const pages: LabelPage[] = [];
  for await (const page of labelsOf(project, wanted, api)) pages.push(page);
  return pages;
}

/** A revision that differs from that of the fetched label would export the label again at every sync. */
async function assertRevisions(project: number, listed: readonly ListedLabel[], api: PlatformApi): Promise<void> {
  const revisions = new Map(listed.map(({ label, revision }) => [label, revision]));
  const refs = listed.map(({ label, dataUnit }) => ({ label, dataUnit, occurredAt: new Date().toISOString() }));
  let compared = 0;
  for await (const answer of reader.fetch(String(project), refs, api)) {
    if ('error' in answer) throw answer.error;
    const { source } = reader.normalise(answer, String(project));
    assert.equal(revisions.get(source.label), source.revision);
    compared += 1;
  }
  assert.equal(compared, listed.length);
}

function apiOf({ annotator, legacyToken }: Site): { api: PlatformApi; requests: () => number } {
  let count = 0;
  const api: PlatformApi = {
    url: annotator.url,
    credential: legacyToken,
    now: () => new Date(),
    wait: () => Promise.reject(new Error('Nothing here is waited for.')),
    async request({ url, ...init }) {
      count += 1;
      const answer = await fetch(url, init);
      const { status, headers } = answer;
      if (status >= 500) throw new Error(`Label Studio answers ${status} to ${url}.`);
      return { status, headers, body: new Uint8Array(await answer.arrayBuffer()) };
    },
  };
  return { api, requests: () => count };
}
