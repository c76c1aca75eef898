import { describe, expect, it } from 'vitest';
import { AnswerTooLarge } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';
import type { LabelListing, LabelPage, PlatformApi } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';

const credential = encord.newCredential();
const now = new Date('2026-05-04T12:00:00.000Z');
const edited = '2026-05-04T11:00:00.000001+00:00';

const served = (label: string, document: object = {}, parts: Partial<ServedLabel> = {}): ServedLabel => ({
  project: 'project-1',
  label,
  dataUnit: `data of ${label}`,
  name: label,
  document: { label_hash: label, last_edited_at: edited, ...document },
  ...parts,
});

type Payload = Readonly<Record<string, unknown>>;
type Instead = (payload: Payload) => Response | undefined;

/** `mostRows`: an answer with more of them is too large. `instead` may answer before the simulated server. */
function connected(
  labels: readonly ServedLabel[],
  { mostRows = Number.POSITIVE_INFINITY, instead = () => undefined }: { mostRows?: number; instead?: Instead } = {},
) {
  const server = encord.server(credential, () => labels);
  const asked: Payload[] = [];
  const api: PlatformApi = {
    url: 'https://api.encord.com',
    credential: credential.secret,
    now: () => now,
    wait: () => Promise.reject(new Error('nothing to wait for')),
    async request({ method, url, headers, body }) {
      const request = new Request(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
      const { pathname, search } = new URL(url);
      const query = body === undefined ? undefined : (JSON.parse(String(body)) as { values: { payload: Payload } });
      const payload = query?.values.payload ?? { path: `${pathname}${search}` };
      asked.push(payload);
      const response = instead(payload) ?? (await server(request));
      if (query) {
        const { response: rows } = (await response.clone().json()) as { response: unknown[] };
        if (rows.length > mostRows) throw new AnswerTooLarge('The answer is too large.');
      }
      return { status: response.status, headers: response.headers, body: await response.bytes() };
    },
  };
  return { api, asked };
}

async function pagesOf(listing: LabelListing, api: PlatformApi): Promise<LabelPage[]> {
  const pages: LabelPage[] = [];
  for await (const page of reader.labels?.('project-1', listing, api) ?? []) pages.push(page);
  return pages;
}
const labelsIn = (pages: readonly LabelPage[]) => pages.flatMap(({ labels }) => labels.map(({ label }) => label));

describe('the label rows of a project', () => {
  it('each has its data unit, its time of change and its stage of the workflow', async () => {
    const atStage = { workflow_graph_node: { uuid: 'n', title: 'Review' }, annotation_task_status: 'IN_REVIEW' };
    const labels = [
      served('b', { ...atStage }),
      served('a', { annotation_task_status: 'COMPLETED', last_edited_at: null }),
    ];
    const [page] = await pagesOf({}, connected(labels).api);
    const revision = Date.parse('2026-05-04T11:00:00Z') * 1000 + 1;
    expect(page?.labels).toEqual([
      { label: 'a', dataUnit: 'data of a', state: 'Complete' },
      { label: 'b', dataUnit: 'data of b', revision, state: 'Review' },
    ]);
  });

  it('those of every branch are requested at once, and none that nobody has begun', async () => {
    const labels = Array.from({ length: 2500 }, (_, index) => served(`label-${index}`, { branch_name: 'another' }));
    const { api, asked } = connected(labels);
    const pages = await pagesOf({}, api);
    expect(pages.map((page) => page.labels.length)).toEqual([1000, 1000, 500]);
    expect(labelsIn(pages)).toEqual(labels.map(({ label }) => label).sort());
    expect(asked).toEqual([
      {
        include_uninitialised_labels: false,
        include_all_label_branches: true,
        include_workflow_graph_node: true,
      },
    ]);
  });

  it('a row that was reset has no hash, and is left out', async () => {
    const rows = [{ label_hash: null, data_hash: 'data-1' }, { label_hash: 'label-1' }];
    const instead = () => Response.json({ status: 200, response: rows });
    expect(labelsIn(await pagesOf({}, connected([], { instead }).api))).toEqual(['label-1']);
  });

  it('those that have changed are requested from a second earlier on, in UTC written as a number', async () => {
    const { api, asked } = connected([
      served('old', { last_edited_at: '2026-05-04T10:59:58.000000+00:00' }),
      served('new'),
    ]);
    expect(labelsIn(await pagesOf({ since: '2026-05-04T11:00:00.000Z' }, api))).toEqual(['new']);
    expect(asked).toEqual([expect.objectContaining({ edited_after: '2026-05-04T10:59:59.000+00:00' })]);
  });

  it('a project without label rows has one empty page', async () => {
    const instead = () => Response.json({ status: 200, response: [] });
    expect(await pagesOf({}, connected([], { instead }).api)).toEqual([{ labels: [] }]);
  });

  it('an answer of another form is PlatformUnavailable', async () => {
    const instead = () => Response.json({ status: 200, response: { rows: [] } });
    await expect(pagesOf({}, connected([], { instead }).api)).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformUnavailable' }),
    );
  });
});

describe('more label rows than one answer can hold', () => {
  const day = 24 * 60 * 60 * 1000;
  const editedOn = (index: number) => new Date(Date.UTC(2026, 0, 1) + (index % 100) * day).toISOString();
  const manyRows = () =>
    Array.from({ length: 3000 }, (_, index) =>
      served(`label-${String(index).padStart(4, '0')}`, { last_edited_at: editedOn(index).replace('Z', '000+00:00') }),
    );

  it('they are requested by the times of their last edits, oldest first', async () => {
    const labels = manyRows();
    const { api, asked } = connected(labels, { mostRows: 400 });
    const pages = await pagesOf({}, api);
    expect(new Set(labelsIn(pages)).size).toBe(3000);
    expect(pages.at(-1)?.next).toBeUndefined();
    expect(asked.length).toBeLessThan(60);
    expect(asked.filter(({ edited_before }) => edited_before === undefined).length).toBeGreaterThan(0);
  });

  it('the listing goes on after any of its pages, and hides no row that is edited meanwhile', async () => {
    const labels = manyRows();
    const { api } = connected(labels, { mostRows: 400 });
    const listed = new Set<string | undefined>();
    let after: string | undefined;
    let turn = 0;
    do {
      const [page] = await pagesUpTo(1, after === undefined ? {} : { after }, api);
      for (const { label } of page?.labels ?? []) listed.add(label);
      after = page?.next;
      turn += 7;
      const index = turn % labels.length;
      labels[index] = served(labels[index]?.label ?? '', { last_edited_at: '2026-05-04T11:59:59.000000+00:00' });
    } while (after !== undefined);
    expect(listed.size).toBe(3000);
  });

  it('those that were edited in one moment are AnswerTooLarge, with a message that says how many fit', async () => {
    const labels = Array.from({ length: 500 }, (_, index) => served(`label-${index}`));
    await expect(pagesOf({}, connected(labels, { mostRows: 400 }).api)).rejects.toThrow(
      expect.objectContaining({ name: 'AnswerTooLarge', message: expect.stringMatching(/about 60,000/) }),
    );
  });

  async function pagesUpTo(count: number, listing: LabelListing, api: PlatformApi): Promise<LabelPage[]> {
    const pages: LabelPage[] = [];
    for await (const page of reader.labels?.('project-1', listing, api) ?? []) {
      pages.push(page);
      if (pages.length === count) break;
    }
    return pages;
  }
});

describe('the projects of a service account', () => {
  it('are those that it was added to, page after page', async () => {
    const labels = Array.from({ length: 120 }, (_, index) => served('label', {}, { project: `project-${index}` }));
    const { api, asked } = connected(labels);
    const projects = [];
    for await (const project of reader.projects?.(api) ?? []) projects.push(project);
    expect(projects.map(({ id }) => id)).toEqual(labels.map(({ project }) => project));
    expect(asked.map(({ path }) => path)).toEqual([
      '/v2/public/projects?includeOrgAccess=false',
      '/v2/public/projects?includeOrgAccess=false&pageToken=50',
      '/v2/public/projects?includeOrgAccess=false&pageToken=100',
    ]);
  });
});
