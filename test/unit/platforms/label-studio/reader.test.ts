import { expect, it } from 'vitest';
import {
  AnswerTooLarge,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/label-studio/api/reader.ts';
import { simulated } from '../../../../lib/platforms/label-studio/simulated/index.ts';
import { legacyToken, personalAccessToken } from '../../../../lib/platforms/label-studio/simulated/tokens.ts';
import type { FailedDocument, FetchedDocument, LabelRef, PlatformApi } from '../../../../lib/platforms/platform.ts';
import type { Credential, ServedLabel } from '../../../../lib/platforms/testing.ts';
import { aTask, imageConfig, occurredAt } from './tasks.ts';

const ontology = { label_config: imageConfig };
const served = (
  label: number,
  task: number,
  { project = '12', ...annotation }: Record<string, unknown> = {},
): ServedLabel => ({
  project: String(project),
  label: String(label),
  dataUnit: String(task),
  name: `annotation ${label}`,
  document: aTask([], {
    id: task,
    updated_at: '2026-05-04T10:59:00.000000Z',
    annotation: { id: label, completed_by: 3, ...annotation },
  }),
  ontology,
});

type Handler = (request: Request) => Promise<Response>;

let host = 0;
/** What the pipeline gives a reader, with a server in the place of the network; each has an address of its own. */
function connected(
  labels: ServedLabel[],
  credential: Credential = personalAccessToken(),
  between?: (handle: Handler) => Handler,
) {
  host += 1;
  const plain = simulated.server(credential, () => labels);
  const handle = between?.(plain) ?? plain;
  const asked: { path: string; authorization: string | null }[] = [];
  let now = new Date();
  const api: PlatformApi = {
    url: `https://label-studio-${host}.test`,
    credential: credential.secret,
    now: () => now,
    wait: () => Promise.reject(new Error('Nothing here is waited for.')),
    async request({ url, ...init }) {
      const request = new Request(url, init as RequestInit);
      asked.push({ path: new URL(url).pathname, authorization: request.headers.get('authorization') });
      const { status, headers, ...response } = await handle(request).then(async (answer) => ({
        status: answer.status,
        headers: answer.headers,
        body: new Uint8Array(await answer.arrayBuffer()),
      }));
      if ([401, 403].includes(status)) throw new PlatformRefused(`HTTP ${status}`);
      if (status === 429) throw new PlatformThrottled('HTTP 429');
      if (status >= 500) throw new PlatformUnavailable(`HTTP ${status}`);
      return { status, headers, ...response };
    },
  };
  const paths = () => asked.map(({ path }) => path);
  return {
    api,
    asked,
    paths,
    later: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
  };
}

async function answersOf(refs: readonly Partial<LabelRef>[], api: PlatformApi, project = '12') {
  const answers: (FetchedDocument | FailedDocument)[] = [];
  for await (const answer of reader.fetch(
    project,
    refs.map((ref) => ({ occurredAt, ...ref })),
    api,
  ))
    answers.push(answer);
  return answers;
}
const labelsIn = (answers: readonly (FetchedDocument | FailedDocument)[]) =>
  answers
    .map((answer) => {
      if ('error' in answer) throw answer.error;
      const label = reader.normalise(answer, '12').source.label;
      expect(answer.ref.label).toBe(label);
      return label;
    })
    .sort();

const tasks = '/api/tasks/';
const configuration = '/api/projects/12/';
const refresh = '/api/token/refresh/';

it('fetches a group of labels in one request, and the configuration in one more', async () => {
  const labels = [served(1, 101), served(2, 102), served(3, 102), served(4, 103)];
  const { api, paths } = connected(labels);
  const refs = [{ label: '1', dataUnit: '101' }, { label: '3', dataUnit: '102' }, { dataUnit: '103' }];
  expect(labelsIn(await answersOf(refs, api))).toEqual(['1', '3', '4']);
  expect(paths()).toEqual([refresh, tasks, configuration]);
});

it('gives documents without drafts and predictions, with one annotation each', async () => {
  const { api } = connected([served(2, 102), served(3, 102)]);
  const [answer] = await answersOf([{ label: '3', dataUnit: '102' }], api);
  const { document } = answer as FetchedDocument;
  expect(document).not.toHaveProperty('drafts');
  expect(document).not.toHaveProperty('predictions');
  expect((document as { annotations: unknown[] }).annotations).toEqual([expect.objectContaining({ id: 3 })]);
});

it('answers nothing, after one request, for a group of deleted tasks', async () => {
  const { api, paths } = connected([served(1, 101)]);
  expect(await answersOf([{ dataUnit: '999' }], api)).toEqual([]);
  expect(paths()).toEqual([refresh, tasks]);
});

it('sends no request without an id, which Label Studio would answer with every task', async () => {
  const { api, paths } = connected([served(1, 101)]);
  expect(await answersOf([{ dataUnit: 'not a number' }], api)).toEqual([]);
  expect(paths()).toEqual([]);
});

it('finds the task of an annotation whose event names none', async () => {
  const { api } = connected([served(1, 101), served(2, 102)]);
  expect(labelsIn(await answersOf([{ label: '2' }, { label: '777' }], api))).toEqual(['2']);
});

it('finds an annotation that moved to another task', async () => {
  const { api } = connected([served(1, 101), served(2, 102)]);
  expect(labelsIn(await answersOf([{ label: '2', dataUnit: '101' }], api))).toEqual(['2']);
});

it('gives no annotation of another project', async () => {
  const { api } = connected([served(1, 101), served(2, 102, { project: '13' })]);
  expect(await answersOf([{ label: '2' }, { label: '2', dataUnit: '102' }], api)).toEqual([]);
});

it('refuses a project that the token does not see, instead of reporting its labels as deleted', async () => {
  const { api } = connected([served(1, 101)]);
  await expect(answersOf([{ dataUnit: '101' }], api, '404')).rejects.toThrow(
    expect.objectContaining({ name: 'PlatformRefused', message: expect.stringMatching(/project 404/) }),
  );
});

it.each([
  ['a page', () => new Response('<html></html>'), 'PlatformUnavailable', /something other than JSON.*apiUrl/],
  ['other JSON', () => Response.json({ tasks: [] }), 'PlatformUnavailable', /unknown form/],
  [
    'a task without a number',
    () => Response.json({ total: 1, tasks: [{ annotations: [] }] }),
    'PlatformUnavailable',
    /unknown form/,
  ],
  [
    'an odd status',
    () => Response.json({}, { status: 400 }),
    'PlatformUnavailable',
    /GET \/api\/tasks\/ with HTTP 400/,
  ],
])('fails by name when the server answers with %s', async (_what, answer, name, message) => {
  const { api } = connected([served(1, 101)], legacyToken(), () => async () => answer());
  await expect(answersOf([{ dataUnit: '101' }], api)).rejects.toThrow(
    expect.objectContaining({ name, message: expect.stringMatching(message) }),
  );
});

/** A server whose answer about these tasks together, or about task 102, is too large. */
const withTooLarge = (api: PlatformApi, most: number): PlatformApi => ({
  ...api,
  async request(asked) {
    const { searchParams } = new URL(asked.url);
    const { selectedItems } = JSON.parse(searchParams.get('query') ?? '{}') as View;
    const included = selectedItems?.included ?? [];
    if (included.length > most || included.includes(102)) throw new AnswerTooLarge('More than fits.');
    return api.request(asked);
  },
});
type View = { readonly selectedItems?: { readonly included: readonly number[] } };

it('asks for fewer tasks where they are too large together, and fails a task alone that is too large by itself', async () => {
  const { api } = connected([1, 2, 3, 4, 5].map((label) => served(label, 100 + label)));
  const refs = [{ dataUnit: '101' }, { label: '2' }, { dataUnit: '102' }, { dataUnit: '103' }, { dataUnit: '104' }];
  const answers = await answersOf(refs, withTooLarge(api, 2));
  const failed = answers.flatMap((answer) => ('error' in answer ? [[answer.ref, answer.error.name]] : []));
  expect(failed).toEqual([
    [{ dataUnit: '102', occurredAt }, 'AnswerTooLarge'],
    [{ label: '2', occurredAt }, 'AnswerTooLarge'],
  ]);
  expect(labelsIn(answers.filter((answer) => 'document' in answer))).toEqual(['1', '3', '4']);
});

const recently = { listing: 'recently-changed', occurredAt };
const listed = async (api: PlatformApi, after?: string) => {
  const refs: LabelRef[] = [];
  for await (const page of reader.list?.('12', { ...recently, after }, api) ?? []) refs.push(...page.refs);
  return refs;
};

it('lists the tasks that changed in the ten minutes before and have an annotation', async () => {
  const old = served(1, 101);
  (old.document as Record<string, unknown>).updated_at = '2026-05-04T10:40:00.000000Z';
  const { api } = connected([old, served(2, 102), served(3, 103, { was_cancelled: true })]);
  expect(await listed(api)).toEqual([
    { dataUnit: '102', occurredAt },
    { dataUnit: '103', occurredAt }, // skipped: its exports stay
  ]);
});

it('lists page by page, to the last page', async () => {
  const { api, paths } = connected(Array.from({ length: 1001 }, (_, index) => served(index + 1, index + 1)));
  expect(await listed(api)).toHaveLength(1001);
  expect(paths().filter((path) => path === tasks)).toHaveLength(3);
});

it('goes on with a listing beyond the last task of an earlier page', async () => {
  const { api } = connected(Array.from({ length: 1001 }, (_, index) => served(index + 1, index + 1)));
  const pages = reader.list?.('12', recently, api) ?? [];
  const next: (string | undefined)[] = [];
  for await (const page of pages) next.push(page.next);
  expect(next).toEqual(['500', '1000', undefined]);
  expect(await listed(api, next[1])).toEqual([{ dataUnit: '1001', occurredAt }]);
});

/** 620 tasks, of which the first three are saved once more while the second page is asked for. */
function savedMeanwhile() {
  const labels = Array.from({ length: 620 }, (_, index) => served(index + 1, index + 1));
  const save = ({ document }: ServedLabel, second: number) => {
    (document as Record<string, unknown>).updated_at = `2026-05-04T11:00:0${second}.000000Z`;
  };
  let pages = 0;
  const { api } = connected(labels, legacyToken(), (handle) => (request) => {
    if (new URL(request.url).pathname === tasks) pages += 1;
    if (pages === 2) for (const [index, label] of labels.slice(0, 3).entries()) save(label, index);
    return handle(request);
  });
  return api;
}

/** The way that is not taken: page numbers over a list that is ordered by the time of change. */
async function listedByPageNumber({ url, credential, request }: PlatformApi) {
  const filter = { filter: 'filter:tasks:updated_at', operator: 'greater', value: '2026-05-04T10:49:00.000Z' };
  const view = JSON.stringify({ filters: { items: [filter] }, ordering: ['tasks:updated_at'] });
  const ids = new Set<number>();
  for (const page of ['1', '2']) {
    const query = new URLSearchParams({ project: '12', page, page_size: '500', query: view });
    const headers = { Authorization: `Token ${credential}` };
    const { body } = await request({ method: 'GET', url: `${url}${tasks}?${query}`, headers });
    const answer = JSON.parse(Buffer.from(body).toString()) as { tasks: { id: number }[] };
    for (const { id } of answer.tasks) ids.add(id);
  }
  return ids;
}

it('lists every task although some are saved between two pages, where page numbers would lose as many', async () => {
  expect((await listedByPageNumber(savedMeanwhile())).size).toBe(617);
  expect(new Set((await listed(savedMeanwhile())).map(({ dataUnit }) => dataUnit)).size).toBe(620);
});

it('refuses the listing of a server that ignores the ids it is asked for, instead of going on for ever', async () => {
  const page = { total: 1000, tasks: [{ id: 1, total_annotations: 1 }] };
  const { api } = connected([], legacyToken(), () => async () => Response.json(page));
  await expect(listed(api)).rejects.toThrow(/up to 1 when asked for those beyond 1/);
});

it('refuses another listing', async () => {
  const { api } = connected([]);
  const other = reader
    .list?.('12', { ...recently, listing: 'another' }, api)
    [Symbol.asyncIterator]()
    .next();
  await expect(other).rejects.toThrow(expect.objectContaining({ name: 'InvalidRequest' }));
});

const refs = [{ dataUnit: '101' }];

it('sends a legacy token unchanged', async () => {
  const credential = legacyToken();
  const { api, asked } = connected([served(1, 101)], credential);
  expect(labelsIn(await answersOf(refs, api))).toEqual(['1']);
  expect(asked.map(({ authorization }) => authorization)).toEqual([
    `Token ${credential.secret}`,
    `Token ${credential.secret}`,
  ]);
});

it('exchanges a personal access token once, and uses the access token until shortly before it ends', async () => {
  const { api, paths, later, asked } = connected([served(1, 101)]);
  await Promise.all([answersOf(refs, api), answersOf(refs, api), answersOf(refs, api)]);
  expect(paths().filter((path) => path === refresh)).toHaveLength(1);
  later(230_000);
  await answersOf(refs, api);
  expect(paths().filter((path) => path === refresh)).toHaveLength(1);
  later(20_000);
  await answersOf(refs, api);
  expect(paths().filter((path) => path === refresh)).toHaveLength(2);
  expect(asked.filter(({ authorization }) => authorization?.startsWith('Bearer eyJ')).length).toBeGreaterThan(0);
});

it('gets a new access token when the server no longer accepts the current one, and sends the request once more', async () => {
  let isOut = false;
  const { api, paths } = connected([served(1, 101)], personalAccessToken(), (handle) => async (request) => {
    const refused = isOut && new URL(request.url).pathname === tasks;
    isOut = false;
    return refused ? Response.json({ detail: 'gone' }, { status: 401 }) : handle(request);
  });
  await answersOf(refs, api);
  isOut = true;
  expect(labelsIn(await answersOf(refs, api))).toEqual(['1']);
  expect(paths().filter((path) => path === refresh)).toHaveLength(2);
});

it.each([
  ['a wrong token', () => ({ secret: legacyToken().secret }), /HTTP 401/],
  [
    'a token of another server',
    () => ({ secret: personalAccessToken().secret }),
    /revoked or rotated, or belongs to another server/,
  ],
  ['an expired token', () => personalAccessToken(-5), /ended at 20\d\d-.* Create a new one/],
])('refuses %s', async (_what, newToken, message) => {
  const { api } = connected([served(1, 101)]);
  const refused = answersOf(refs, { ...api, credential: newToken().secret });
  await expect(refused).rejects.toThrow(
    expect.objectContaining({ name: 'PlatformRefused', message: expect.stringMatching(message) }),
  );
});

it('refuses an access token in place of a personal access token, because it would not last', async () => {
  const { api } = connected([served(1, 101)]);
  const answer = await api.request({
    method: 'POST',
    url: `${api.url}${refresh}`,
    body: JSON.stringify({ refresh: api.credential }),
  });
  const { access } = JSON.parse(Buffer.from(answer.body).toString()) as { access: string };
  await expect(answersOf(refs, { ...api, credential: access })).rejects.toThrow(/lasts some minutes/);
});

it('fails for all that wait for a token while the server is down, and fetches it again for the next', async () => {
  let isDown = true;
  const { api } = connected(
    [served(1, 101)],
    personalAccessToken(),
    (handle) => async (request) => (isDown ? new Response('', { status: 503 }) : handle(request)),
  );
  const waiting = await Promise.allSettled([answersOf(refs, api), answersOf(refs, api)]);
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isDown = false;
  expect(labelsIn(await answersOf(refs, api))).toEqual(['1']);
});
