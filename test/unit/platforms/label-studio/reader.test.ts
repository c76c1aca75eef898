import { expect, it } from 'vitest';
import { PlatformRefused, PlatformThrottled, PlatformUnavailable } from '../../../../lib/contracts/errors.ts';
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

const listed = async (api: PlatformApi, at = occurredAt) => {
  const refs: LabelRef[] = [];
  for await (const ref of reader.list?.('12', 'recently-changed', at, api) ?? []) refs.push(ref);
  return refs;
};

it('lists the tasks that changed in the ten minutes before and have an annotation', async () => {
  const old = served(1, 101);
  (old.document as Record<string, unknown>).updated_at = '2026-05-04T10:40:00.000000Z';
  const { api } = connected([old, served(2, 102), served(3, 103, { was_cancelled: true })]);
  expect(await listed(api)).toEqual([
    { dataUnit: '102', occurredAt },
    { dataUnit: '103', occurredAt }, // skipped: its exports are deleted
  ]);
});

it('lists page by page, to the last page', async () => {
  const { api, paths } = connected(Array.from({ length: 1001 }, (_, index) => served(index + 1, index + 1)));
  expect(await listed(api)).toHaveLength(1001);
  expect(paths().filter((path) => path === tasks)).toHaveLength(3);
});

it('refuses another listing', async () => {
  const { api } = connected([]);
  const other = reader.list?.('12', 'another', occurredAt, api)[Symbol.asyncIterator]().next();
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
