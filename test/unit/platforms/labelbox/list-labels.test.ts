import { describe, expect, it } from 'vitest';
import { listedRow } from '../../../../lib/platforms/labelbox/api/listed-row.ts';
import reader from '../../../../lib/platforms/labelbox/api/reader.ts';
import { simulated } from '../../../../lib/platforms/labelbox/simulated/index.ts';
import type { LabelListing, LabelPage, PlatformApi } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { apiOf } from './reader-of.ts';

type Json = Readonly<Record<string, unknown>>;

const project = 'project-1';

const served = (label: string, parts: Json = {}, details: Json = {}): ServedLabel => ({
  project,
  label,
  dataUnit: `row of ${label}`,
  name: label,
  document: {
    data_row: { id: `row of ${label}`, external_id: 'Straße/1.jpg' },
    projects: {
      [project]: {
        project_details: { workflow_status: 'DONE' },
        labels: [{ id: label, label_details: { updated_at: '2026-05-04T09:00:00.123+00:00', ...details } }],
        ...parts,
      },
    },
  },
});
const servedMany = (count: number) => Array.from({ length: count }, (_, index) => served(`label-${index}`));

/** `looks`: how often the export is asked for until it is complete. */
function connected(labels: readonly ServedLabel[], looks = 0) {
  const credential = simulated.newCredential();
  const handle = simulated.server(credential, () => labels);
  let looked = 0;
  const world = apiOf(async (request) => {
    const isLook = request.method === 'POST' && (await request.clone().text()).includes('GetUserCreatedTasksPyApi');
    if (!isLook || looked >= looks) return handle(request);
    looked += 1;
    const createdTasks = [{ id: 'task-1', status: 'IN_PROGRESS', createdAt: null }];
    return Response.json({ data: { user: { createdTasks } } });
  }, credential.secret);
  const api: PlatformApi = { ...world.api, wait: () => Promise.resolve() };
  return { ...world, api };
}

async function pagesOf(listing: LabelListing, api: PlatformApi, most = Number.POSITIVE_INFINITY): Promise<LabelPage[]> {
  const pages: LabelPage[] = [];
  for await (const page of reader.labels?.(project, listing, api) ?? []) {
    pages.push(page);
    if (pages.length >= most) break;
  }
  return pages;
}
const labelsIn = (pages: readonly LabelPage[]) => pages.flatMap(({ labels }) => labels.map(({ label }) => label));

describe('the labels of a project', () => {
  it('each has its data row, the later of its two times of change, and the state of the workflow', async () => {
    const changedLater = { content_last_updated_at: '2026-05-04T10:00:00.456+00:00' };
    const labels = [
      served('a', {}, changedLater),
      served('b', { project_details: {} }, { updated_at: null }),
      served('c', { labels: [] }),
    ];
    const [page] = await pagesOf({}, connected(labels).api);
    expect(page?.labels).toEqual([
      { label: 'a', dataUnit: 'row of a', revision: Date.parse('2026-05-04T10:00:00.456Z') * 1000, state: 'DONE' },
      { label: 'b', dataUnit: 'row of b' },
    ]);
    expect(page?.units).toEqual(['row of a', 'row of b', 'row of c']);
    expect(page?.next).toBeUndefined();
  });

  it('come with one export of the project, without what is not listed', async () => {
    const { api, operations, requests } = connected(servedMany(3));
    await pagesOf({}, api);
    expect(operations()).toEqual([
      'GetProjectPyApi',
      'exportDataRowsInProjectPyApi',
      'GetUserPyApi',
      'GetUserCreatedTasksPyApi',
      'GetUserCreatedTasksPyApi',
      'GetExportMetadataHeaderPyApi',
      ...Array(3).fill(['GetExportFileFromOffsetPyApi', 'download']).flat(),
    ]);
    const { variables } = JSON.parse(String(requests[1]?.body)) as { variables: { input: Json } };
    expect(variables.input).toMatchObject({
      filters: { projectId: project, searchQuery: { query: [] } },
      params: { includeLabelDetails: true, includeProjectDetails: true, includeAttachments: false },
    });
  });

  it('that have changed are those of data rows with activity since, in whole seconds of UTC', async () => {
    const labels = [served('old'), served('new', {}, { updated_at: '2026-05-04T12:00:00.000+00:00' })];
    const { api, requests } = connected(labels);
    expect(labelsIn(await pagesOf({ since: '2026-05-04T11:59:59.999Z' }, api))).toEqual(['new']);
    const { variables } = JSON.parse(String(requests[1]?.body)) as { variables: { input: { filters: Json } } };
    expect(variables.input.filters.searchQuery).toEqual({
      scope: null,
      query: [
        {
          type: 'data_row_last_activity_at',
          value: { operator: 'GREATER_THAN_OR_EQUAL', timezone: 'UTC', value: '2026-05-04 11:59:59' },
        },
      ],
    });
  });

  it('are read on from any page of the same export, whose parts end inside lines and characters', async () => {
    const labels = servedMany(3500);
    const { api, operations } = connected(labels);
    const pages: LabelPage[] = [];
    let after: string | undefined;
    do {
      const [page] = await pagesOf(after === undefined ? {} : { after }, api, 1);
      if (page) pages.push(page);
      after = page?.next;
      labels.splice(0, 1); // what is deleted meanwhile moves nothing
    } while (after !== undefined);
    expect(labelsIn(pages)).toEqual(servedMany(3500).map(({ label }) => label));
    expect(pages.map((page) => page.labels.length)).toEqual([1000, 1000, 1000, 500]);
    expect(operations().filter((name) => name.startsWith('export'))).toHaveLength(1);
    expect(new Set(pages.map(({ at }) => at)).size).toBe(1);
  });

  it('come later where the export takes more than two minutes, with a page that says how to go on', async () => {
    const { api } = connected(servedMany(2), 130);
    const pages = await pagesOf({}, api);
    expect(pages.map((page) => page.labels.length)).toEqual([0, 0, 2]);
    expect(pages[1]?.next).toBe(pages[0]?.next);
    expect(labelsIn(await pagesOf({ after: pages[1]?.next }, api))).toEqual(['label-0', 'label-1']);
  });
});

describe('a line of an export', () => {
  const end = { part: 0, skip: 0 };

  it('that is too long to be held names its data row, and not which labels that has', () => {
    const text = '{"data_row":{"id":"row-1","external_id":"1.jpg"},"projects":{"proj';
    expect(listedRow({ text, isCut: true, end }, project, 'task-1')).toEqual({ dataUnit: 'row-1', labels: undefined });
  });

  it('whose labels cannot be read names its data row alone', () => {
    const row = { data_row: { id: 'row-1' }, projects: { [project]: { labels: [{ id: null }] } } };
    const listed = listedRow({ text: JSON.stringify(row), isCut: false, end }, project, 'task-1');
    expect(listed).toEqual({ dataUnit: 'row-1', labels: undefined });
  });

  it.each(['not JSON', '{}', '{"data_row":{}}'])('that is %s is PlatformUnavailable', (text) => {
    const unavailable = expect.objectContaining({ name: 'PlatformUnavailable' });
    for (const isCut of [true, false])
      expect(() => listedRow({ text, isCut, end }, project, 'task-1')).toThrow(unavailable);
  });
});
