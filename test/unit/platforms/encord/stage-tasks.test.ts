import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';
import type { LabelRef, PlatformApi } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';

const credential = encord.newCredential();
const occurredAt = '2026-05-04T12:00:00.000Z';
const served = (label: string, document: object = {}): ServedLabel => ({
  project: 'project-1',
  label,
  dataUnit: `data of ${label}`,
  name: label,
  document: { label_hash: label, ...document },
});

type Instead = (url: URL, body: string) => Response | undefined;

/** The labels that wait at a stage of a project with these labels. `instead` may answer before the simulated server. */
async function listed(
  labels: readonly ServedLabel[],
  instead: Instead = () => undefined,
  { listing = 'stage:stage-1', after = undefined as string | undefined } = {},
) {
  const server = encord.server(credential, () => labels);
  const asked: string[] = [];
  const api: PlatformApi = {
    url: 'https://api.encord.com',
    credential: credential.secret,
    now: () => new Date(occurredAt),
    wait: () => Promise.reject(new Error('nothing to wait for')),
    async request({ method, url, headers, body }) {
      const request = new Request(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
      const { pathname, search } = new URL(url);
      asked.push(`${method} ${pathname}${search}`);
      const response = instead(new URL(url), await request.clone().text()) ?? (await server(request));
      return { status: response.status, headers: response.headers, body: await response.bytes() };
    },
  };
  const refs: LabelRef[] = [];
  const pages = reader.list?.('project-1', { listing, occurredAt, after }, api) ?? [];
  for await (const page of pages) refs.push(...page.refs);
  return { refs, asked };
}

const tasksPath = '/v2/public/projects/project-1/workflow/stages/stage-1/tasks';
const task = (dataHash: string, parts: object = {}) => ({ uuid: dataHash, dataHash, status: 'NEW', ...parts });
const tasks =
  (...results: object[]): Instead =>
  ({ pathname }) =>
    pathname === tasksPath ? Response.json({ results }) : undefined;

describe('the labels that wait at a stage', () => {
  it('the labels at a stage are those of all pages of its tasks, which are requested with signed requests that only read', async () => {
    const labels = Array.from({ length: 120 }, (_, index) => served(`label-${index}`));
    const { refs, asked } = await listed(labels);
    expect(refs).toEqual(labels.map(({ label, dataUnit }) => ({ label, dataUnit, occurredAt })));
    expect(asked.filter((path) => path.startsWith('GET'))).toEqual([
      `GET ${tasksPath}`,
      `GET ${tasksPath}?pageToken=50`,
      `GET ${tasksPath}?pageToken=100`,
    ]);
  });

  it('a listing of a stage goes on from the page where an earlier one ended', async () => {
    const labels = Array.from({ length: 120 }, (_, index) => served(`label-${index}`));
    const { refs, asked } = await listed(labels, undefined, { after: '100' });
    expect(refs.map(({ label }) => label)).toEqual(labels.slice(100).map(({ label }) => label));
    expect(asked.filter((path) => path.startsWith('GET'))).toEqual([`GET ${tasksPath}?pageToken=100`]);
  });

  it('the labels at a stage are of the branch that their task names, and of no other', async () => {
    const branches = ['main', 'second'].map((branch_name) => ({
      ...served(`label on ${branch_name}`, { branch_name }),
      dataUnit: 'd',
    }));
    const { refs } = await listed(branches, tasks(task('d', { labelBranchName: 'second' })));
    expect(refs).toEqual([{ label: 'label on second', dataUnit: 'd', occurredAt }]);
    expect((await listed(branches, tasks(task('d')))).refs.map(({ label }) => label)).toEqual([
      'label on main',
      'label on second',
    ]);
  });

  it('a task that an agent has finished lists no label', async () => {
    const { refs } = await listed(
      [served('one'), served('two')],
      tasks(task('data of one', { status: 'COMPLETED' }), task('data of two', { status: 'A_WORD_OF_NEXT_YEAR' })),
    );
    expect(refs.map(({ label }) => label)).toEqual(['two']);
  });

  it('a label at a stage is named by its data unit where Encord does not show it yet, and not at all where nobody has begun it', async () => {
    const metadata: Instead = (url, body) =>
      body.includes('labelrowmetadata')
        ? Response.json({ status: 200, response: [{ data_hash: 'not begun', label_hash: null, branch_name: 'main' }] })
        : tasks(task('not shown', { labelBranchName: 'main' }), task('not begun', { labelBranchName: 'main' }))(
            url,
            body,
          );
    expect((await listed([served('one')], metadata)).refs).toEqual([{ dataUnit: 'not shown', occurredAt }]);
  });

  it('each label at a stage is listed once', async () => {
    const { refs } = await listed([served('one')], tasks(task('data of one'), task('data of one')));
    expect(refs).toHaveLength(1);
  });

  it('listing a stage is refused where the stage is unknown or the list does not end', async () => {
    const gone: Instead = ({ pathname }) =>
      pathname === tasksPath ? Response.json({ message: 'no stage' }, { status: 404 }) : undefined;
    await expect(listed([served('one')], gone)).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/HTTP 404.*stage stage-1/) }),
    );
    const endless: Instead = ({ pathname }) =>
      pathname === tasksPath ? Response.json({ results: [], nextPageToken: 'again' }) : undefined;
    await expect(listed([served('one')], endless)).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformUnavailable', message: expect.stringMatching(/does not end/) }),
    );
    const otherwise: Instead = ({ pathname }) => (pathname === tasksPath ? Response.json({ tasks: [] }) : undefined);
    await expect(listed([served('one')], otherwise)).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformUnavailable' }),
    );
  });

  it('a listing that is not of a stage is refused', async () => {
    for (const listing of ['stage:', 'project:p', '']) {
      await expect(listed([], undefined, { listing })).rejects.toThrow(
        expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(/stage:<uuid>/) }),
      );
    }
  });
});
