import { expect, it } from 'vitest';
import { AnswerTooLarge } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/label-studio/api/reader.ts';
import { simulated } from '../../../../lib/platforms/label-studio/simulated/index.ts';
import { legacyToken } from '../../../../lib/platforms/label-studio/simulated/tokens.ts';
import type { LabelListing, LabelPage, PlatformApi } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { aTask } from './tasks.ts';

const created = '2026-05-04T10:59:00.000001Z';
const changed = '2026-05-04T12:00:00.654321Z';

type Json = Readonly<Record<string, unknown>>;

const annotated = (task: number, annotation: Json = {}): ServedLabel => ({
  project: '12',
  label: String(task + 1000),
  dataUnit: String(task),
  name: `task ${task}`,
  document: aTask([], {
    id: task,
    updated_at: created,
    annotation: { id: task + 1000, updated_at: created, ...annotation },
  }),
});
/** A task whose annotation was deleted, which moves the task. */
const emptied = (task: number): ServedLabel => ({
  ...annotated(task),
  document: { ...(annotated(task).document as Json), updated_at: changed, annotations: [] },
});
const annotatedTasks = (count: number) => Array.from({ length: count }, (_, index) => annotated(index + 1));

/** `refuse`: for a request whose answer is too large. */
function connected(labels: ServedLabel[], refuse: (asked: URLSearchParams) => boolean = () => false) {
  const credential = legacyToken();
  const handle = simulated.server(credential, () => labels);
  const asked: URLSearchParams[] = [];
  const answers: unknown[] = [];
  const api: PlatformApi = {
    url: 'https://label-studio.test',
    credential: credential.secret,
    now: () => new Date(),
    wait: () => Promise.reject(new Error('Nothing here is waited for.')),
    async request({ url, ...init }) {
      const { searchParams } = new URL(url);
      asked.push(searchParams);
      if (refuse(searchParams)) throw new AnswerTooLarge('The answer is too large.');
      const answer = await handle(new Request(url, init));
      expect(answer.status).toBe(200);
      answers.push(await answer.clone().json());
      return { status: 200, headers: answer.headers, body: new Uint8Array(await answer.arrayBuffer()) };
    },
  };
  return { api, asked, answers };
}

async function pagesOf(listing: LabelListing, api: PlatformApi, between: () => void = () => undefined) {
  const pages: LabelPage[] = [];
  for await (const page of reader.labels?.('12', listing, api) ?? []) {
    pages.push(page);
    between();
  }
  return pages;
}
const labelsIn = (pages: readonly LabelPage[]) => pages.flatMap(({ labels }) => labels.map(({ label }) => label));

it('names the annotation, its task and its own time of change, which is not the time of the task', async () => {
  const { api } = connected([annotated(1, { last_action: 'accepted' }), annotated(2, { updated_at: changed })]);
  const [page] = await pagesOf({}, api);
  expect(page?.labels).toEqual([
    { label: '1001', dataUnit: '1', revision: Date.parse('2026-05-04T10:59:00Z') * 1000 + 1, state: 'accepted' },
    { label: '1002', dataUnit: '2', revision: Date.parse('2026-05-04T12:00:00Z') * 1000 + 654_321 },
  ]);
  expect(page?.next).toBeUndefined();
});

it('leaves out the revision of an annotation without a time', async () => {
  const [page] = await pagesOf({}, connected([annotated(1, { updated_at: null })]).api);
  expect(page?.labels).toEqual([{ label: '1001', dataUnit: '1' }]);
});

it('lists a skipped annotation, since what was exported of it stays', async () => {
  expect(labelsIn(await pagesOf({}, connected([annotated(1, { was_cancelled: true })]).api))).toEqual(['1001']);
});

it('names a task whose annotation was deleted as complete, also when only changes are listed', async () => {
  const { api } = connected([annotated(1), emptied(2)]);
  expect(await pagesOf({}, api)).toEqual([expect.objectContaining({ units: ['1', '2'] })]);
  const since = '2026-05-04T12:00:00.000Z';
  expect(await pagesOf({ since }, api)).toEqual([expect.objectContaining({ labels: [], units: ['2'] })]);
});

it('asks for the first page beyond the last task, 500 tasks at a time, by the times that the server reads', async () => {
  const { api, asked } = connected(annotatedTasks(1250));
  const pages = await pagesOf({ since: '2026-05-04T10:59:00.000001Z' }, api);
  expect(pages.map(({ next }) => next)).toEqual(['500', '1000', undefined]);
  const queries = asked.map((search) => JSON.parse(search.get('query') ?? '') as { filters: { items: Json[] } });
  expect(queries.map(({ filters }) => filters.items.map(({ value }) => value))).toEqual([
    [0, '2026-05-04T10:59:00.000Z'],
    [500, '2026-05-04T10:59:00.000Z'],
    [1000, '2026-05-04T10:59:00.000Z'],
  ]);
  expect(asked.map((search) => [search.get('page'), search.get('page_size')])).toEqual(Array(3).fill([null, '500']));
});

it('asks for no results of the annotations', async () => {
  const { api, answers } = connected([annotated(1)]);
  await pagesOf({}, api);
  expect(answers).toEqual([
    expect.objectContaining({
      tasks: [{ id: 1, updated_at: created, annotations: [{ id: 1001, updated_at: created }] }],
    }),
  ]);
});

it('lists all of 620 tasks while some of them are saved between two pages', async () => {
  const labels = annotatedTasks(620);
  const pages = await pagesOf({ since: created }, connected(labels).api, () => {
    for (const task of [1, 50, 110]) labels[task - 1] = annotated(task, { updated_at: changed });
  });
  expect(pages.length).toBe(2);
  expect(new Set(labelsIn(pages)).size).toBe(620);
});

it('asks for fewer tasks where they are too large together, and for more again beyond them', async () => {
  const { api, asked } = connected(annotatedTasks(1500), (search) => {
    const { filters } = JSON.parse(search.get('query') ?? '') as { filters: { items: { value: number }[] } };
    return (filters.items[0]?.value ?? 0) < 300 && Number(search.get('page_size')) > 150;
  });
  const pages = await pagesOf({}, api);
  expect(new Set(labelsIn(pages)).size).toBe(1500);
  const sizes = asked.map((search) => Number(search.get('page_size')));
  expect(sizes).toEqual([500, 250, 125, 250, 125, 250, 125, 250, 500, 500]);
});

it('lists a task that is too large alone as a data unit, and does not say which annotations it has', async () => {
  const isLarge = (search: URLSearchParams) => search.get('fields') === 'all';
  const pages = await pagesOf({}, connected(annotatedTasks(2), isLarge).api);
  expect(pages.flatMap(({ labels }) => labels)).toEqual([{ dataUnit: '1' }, { dataUnit: '2' }]);
  expect(pages.flatMap(({ units }) => units)).toEqual([]);
});

it('lists projects by their numbers, 100 at a time', async () => {
  const labels = Array.from({ length: 130 }, (_, index) => ({ ...annotated(1), project: String(index + 1) }));
  const { api, asked } = connected(labels);
  const projects = [];
  for await (const project of reader.projects?.(api) ?? []) projects.push(project);
  expect(projects.length).toBe(130);
  expect(projects[0]).toEqual({ id: '130', title: 'Simulated project 130' });
  expect(asked.map((search) => search.toString())).toEqual([
    'include=id%2Ctitle&page=1&page_size=100',
    'include=id%2Ctitle&page=2&page_size=100',
  ]);
});
