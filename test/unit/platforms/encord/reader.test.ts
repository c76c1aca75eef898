import { describe, expect, it } from 'vitest';
import { AnswerTooLarge, PlatformRefused } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import { stageOf } from '../../../../lib/platforms/encord/document/stage.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';
import type { FailedDocument, FetchedDocument, PlatformApi, WantedParts } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';

const credential = encord.newCredential();
const occurredAt = '2026-05-04T12:00:00.000Z';
const project = 'project-1';
const ontology = { objects: [], classifications: [] };

const served = (label: string, parts: Partial<ServedLabel> = {}): ServedLabel => ({
  project,
  label,
  dataUnit: `data of ${label}`,
  name: label,
  document: { label_hash: label },
  ontology,
  ...parts,
});
const numbered = (count: number) => Array.from({ length: count }, (_, index) => served(`label-${index}`));

type Handle = (request: Request) => Promise<Response>;

/** The simulated server behind the platform's HTTP, and what was asked of it. `instead` may answer first. */
function world(
  labels: readonly ServedLabel[],
  instead: (request: Request, body: string) => Response | undefined = () => undefined,
) {
  const asked: { path: string; body: { query_type: string; query_method: string; values: { uid: string[] } } }[] = [];
  const server: Handle = encord.server(credential, () => labels);
  const api: PlatformApi = {
    url: 'https://api.encord.com',
    credential: credential.secret,
    now: () => new Date(occurredAt),
    wait: () => Promise.reject(new Error('nothing to wait for')),
    async request({ method, url, headers, body }) {
      const request = new Request(url, { method, headers: { ...headers }, ...(body === undefined ? {} : { body }) });
      const text = await request.clone().text();
      asked.push({ path: new URL(url).pathname, body: text === '' ? undefined : JSON.parse(text) });
      const response = instead(request, text) ?? (await server(request));
      if (response.status === 401 || response.status === 403) throw new PlatformRefused('refused');
      return { status: response.status, headers: response.headers, body: await response.bytes() };
    },
  };
  async function fetching(
    refs: readonly { label?: string; dataUnit?: string }[],
    usedApi = api,
    wanted: WantedParts = {},
  ) {
    const answers: (FetchedDocument | FailedDocument)[] = [];
    const dated = refs.map((ref) => ({ ...ref, occurredAt }));
    for await (const answer of reader.fetch(project, dated, usedApi, wanted)) answers.push(answer);
    return answers;
  }
  const sizes = () => asked.flatMap(({ body }) => (body?.query_type === 'labelrow' ? [body.values.uid.length] : []));
  return { api, asked, fetching, sizes };
}

const labelsOf = (answers: readonly { ref: { label?: string | undefined } }[]) =>
  answers.map(({ ref }) => ref.label).sort();
const refusal = (code: string, payload?: unknown) =>
  Response.json({ status: 400, response: [code], payload }, { status: 400 });
const isLabelRow = (body: string) => body.includes('"labelrow"');

describe('the stage of a label', () => {
  const at = (label: string, title: string | undefined, annotation_task_status: string) =>
    served(label, {
      document: { label_hash: label, annotation_task_status, ...(title ? { workflow_graph_node: { title } } : {}) },
    });
  const rows = [
    at('working', undefined, 'ASSIGNED'),
    at('in review', 'Review', 'COMPLETED'),
    at('done', 'Complete', 'IN_REVIEW'),
    at('with an agent', 'Agent', 'COMPLETED'),
    at('before an agent', 'Agent', 'QUEUED'),
  ];
  const stagesOf = (answers: readonly (FailedDocument | FetchedDocument)[]) =>
    Object.fromEntries(
      answers.map((answer) => {
        if ('error' in answer) throw answer.error;
        const { annotation_task_status } = answer.document as { annotation_task_status: string };
        return [answer.ref.label, stageOf(annotation_task_status, answer.workflowStage)];
      }),
    );

  it('is that of its place in the workflow, for which one request more is made after the rows', async () => {
    const { fetching, api, asked } = world(rows);
    const answers = await fetching(
      rows.map(({ label }) => ({ label })),
      api,
      { stage: true },
    );
    expect(stagesOf(answers)).toEqual({
      working: 'in-progress',
      'in review': 'submitted',
      done: 'approved',
      'with an agent': 'submitted',
      'before an agent': 'in-progress',
    });
    const types = asked.flatMap(({ body }) => body?.query_type ?? []);
    expect(types).toEqual(['labelrow', 'labelrowmetadata']);
    const [working] = answers;
    expect(working).toMatchObject({ document: { workflow_graph_node: { title: 'Annotate' } } });
  });

  it('is that of its task where the project does not show its workflow', async () => {
    const hidden = (request: Request) =>
      request.url.includes('/v2/') ? Response.json({ message: 'no' }, { status: 403 }) : undefined;
    const { fetching, api } = world(rows, hidden);
    const answers = await fetching([{ label: 'working' }, { label: 'done' }], api, { stage: true });
    expect(stagesOf(answers)).toEqual({ working: 'in-progress', done: 'submitted' });
  });

  it('is not asked for unless it is wanted', async () => {
    const { fetching, asked } = world(rows);
    const [answer] = await fetching([{ label: 'working' }]);
    expect(answer).not.toHaveProperty('workflowStage');
    expect(asked).toHaveLength(2);
  });
});

describe('a group of labels', () => {
  it('a group of labels is fetched with one request for the rows and one for the ontology, which only read', async () => {
    const { fetching, asked } = world(numbered(3));
    const answers = await fetching([{ label: 'label-2' }, { label: 'label-0' }]);
    expect(answers).toHaveLength(2);
    expect(answers).toContainEqual({
      ref: { label: 'label-0', occurredAt },
      document: { label_hash: 'label-0' },
      ontology,
    });
    expect(asked.map(({ path }) => path).sort()).toEqual(['/public', `/v2/public/projects/${project}`]);
    expect(asked.map(({ body }) => body?.query_method ?? 'GET')).toEqual(['GET', 'GET']);
  });

  it('a group of no labels sends no request', async () => {
    const { fetching, asked } = world(numbered(1));
    expect(await fetching([])).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('rows are matched by label hash, whatever their order, and a label without a row gets no answer', async () => {
    const rows = [{ label_hash: 'label-1' }, { label_hash: 'somebody else’s' }, null, { label_hash: 'label-0' }];
    const { fetching } = world(numbered(3), (_, body) =>
      isLabelRow(body) ? Response.json({ status: 200, response: rows }) : undefined,
    );
    const answers = await fetching([{ label: 'label-0' }, { label: 'label-1' }, { label: 'label-2' }]);
    expect(answers.map((answer) => [answer.ref.label, 'document' in answer && answer.document])).toEqual([
      ['label-1', { label_hash: 'label-1' }],
      ['label-0', { label_hash: 'label-0' }],
    ]);
  });

  it('a label that is gone does not take its neighbours with it', async () => {
    const { fetching, sizes } = world(numbered(99));
    const refs = [...numbered(99), served('gone')].map(({ label }) => ({ label }));
    const answers = await fetching(refs);
    expect(labelsOf(answers)).toEqual(labelsOf(refs.map((ref) => ({ ref }))));
    const failed = answers.flatMap((answer) => ('error' in answer ? [[answer.ref.label, answer.error.name]] : []));
    expect(failed).toEqual([['gone', 'LabelNotFound']]);
    expect(sizes().length).toBeLessThan(20);
  });

  it.each([
    [{ maximum_labels_allowed: 4 }, 4],
    [{ maximum_labels_allowed: 40 }, 5],
    [undefined, 5],
  ])('a group is split when Encord takes fewer labels at once and says %j', async (payload, second) => {
    const { fetching, sizes } = world(numbered(10), (_, body) =>
      isLabelRow(body) && JSON.parse(body).values.uid.length > 5
        ? refusal('MULTI_LABEL_LIMIT_ERROR', payload)
        : undefined,
    );
    const refs = numbered(10).map(({ label }) => ({ label }));
    expect(labelsOf(await fetching(refs))).toEqual(labelsOf(refs.map((ref) => ({ ref }))));
    expect(sizes().slice(0, 2)).toEqual([10, second]);
  });

  it('a group is split at the limit of the simulated server', async () => {
    const { fetching, sizes } = world(numbered(150));
    expect(await fetching(numbered(150).map(({ label }) => ({ label })))).toHaveLength(150);
    expect(sizes()).toEqual([150, 100, 50]);
  });
});

describe('an answer that is too large', () => {
  /** Label rows of which each adds so much to an answer that takes 10 at most. */
  const weighing = (weights: Readonly<Record<string, number>>) => {
    const labels = Object.keys(weights).map((label) => served(label));
    const { api, fetching, sizes } = world(labels);
    const request: PlatformApi['request'] = async (asked) => {
      const text = String(asked.body ?? '');
      const uids = isLabelRow(text) ? (JSON.parse(text) as { values: { uid: string[] } }).values.uid : [];
      const answer = await api.request(asked);
      if (uids.reduce((sum, uid) => sum + (weights[uid] ?? 0), 0) > 10) throw new AnswerTooLarge('More than 10.');
      return answer;
    };
    const refs = labels.map(({ label }) => ({ label }));
    return { fetching: () => fetching(refs, { ...api, request }), sizes };
  };

  it('is asked for in halves until each can be held', async () => {
    const { fetching, sizes } = weighing(Object.fromEntries(numbered(8).map(({ label }) => [label, 4])));
    expect(await fetching()).toHaveLength(8);
    expect(sizes()).toEqual([8, 4, 2, 2, 4, 2, 2]);
  });

  it('fails the label alone that is too large by itself', async () => {
    const { fetching } = weighing({ a: 1, b: 11, c: 1, d: 1 });
    const answers = await fetching();
    expect(labelsOf(answers)).toEqual(['a', 'b', 'c', 'd']);
    const failed = answers.flatMap((answer) => ('error' in answer ? [[answer.ref.label, answer.error.name]] : []));
    expect(failed).toEqual([['b', 'AnswerTooLarge']]);
  });
});

describe('another deployment of Encord', () => {
  it.each(['https://api.us.encord.com', 'https://encord.example.internal'])(
    'another deployment of Encord is requested at %s, where the configuration says so',
    async (url) => {
      const { api, asked, fetching } = world(numbered(1));
      const answers = await fetching([{ label: 'label-0' }], {
        ...api,
        url,
        async request(request) {
          expect(new URL(request.url).origin).toBe(url);
          return api.request(request);
        },
      });
      expect(answers).toEqual([
        { ref: { label: 'label-0', occurredAt }, document: { label_hash: 'label-0' }, ontology },
      ]);
      expect(asked).toHaveLength(2);
    },
  );
});

describe('a data unit without a label hash', () => {
  it('a data unit without a label hash is looked up, and its row answers the ref that named the data unit', async () => {
    const { fetching } = world([served('label-1'), served('label-2')]);
    const ref = { dataUnit: 'data of label-2' };
    const answers = await fetching([ref]);
    expect(answers).toEqual([{ ref: { ...ref, occurredAt }, document: { label_hash: 'label-2' }, ontology }]);
  });

  it('a data unit brings every label row it has, once for each ref that means it', async () => {
    const { fetching } = world([served('label-1', { dataUnit: 'd' }), served('label-2', { dataUnit: 'd' })]);
    const answers = await fetching([{ dataUnit: 'd' }, { label: 'label-1', dataUnit: 'd' }]);
    const given = answers.map((answer) => [answer.ref.label, 'document' in answer ? answer.document : answer.error]);
    expect(given).toHaveLength(3);
    expect(given).toContainEqual([undefined, { label_hash: 'label-1' }]);
    expect(given).toContainEqual([undefined, { label_hash: 'label-2' }]);
    expect(given).toContainEqual(['label-1', { label_hash: 'label-1' }]);
  });

  it('a data unit gets no answer while nobody has begun its label row', async () => {
    const { fetching } = world(numbered(1), (_, body) =>
      body.includes('labelrowmetadata')
        ? Response.json({ status: 200, response: [{ data_hash: 'd', label_hash: null }] })
        : undefined,
    );
    expect(await fetching([{ dataUnit: 'd' }])).toEqual([]);
  });
});

describe('the ontology', () => {
  it.each([403, 404, 204])('the ontology is left out when its request is answered %i', async (status) => {
    const { fetching } = world(numbered(1), ({ url }) =>
      url.includes('/v2/') ? new Response(status === 204 ? null : '{}', { status }) : undefined,
    );
    expect(await fetching([{ label: 'label-0' }])).toEqual([
      { ref: { label: 'label-0', occurredAt }, document: { label_hash: 'label-0' } },
    ]);
  });

  it('the ontology is left out when the project has none', async () => {
    const { fetching } = world([served('label-0', { ontology: undefined })]);
    expect(await fetching([{ label: 'label-0' }])).toEqual([
      { ref: { label: 'label-0', occurredAt }, document: { label_hash: 'label-0' } },
    ]);
  });
});

describe('a refusal', () => {
  it.each([
    ['AUTHENTICATION_ERROR', 'PlatformRefused'],
    ['SSH_KEY_NOT_FOUND_ERROR', 'PlatformRefused'],
    ['AUTHORISATION_ERROR', 'PlatformRefused'],
    ['OPERATION_NOT_ALLOWED', 'InvalidRequest'],
    ['WRONG_PROJECT_TYPE_ERROR', 'InvalidRequest'],
    ['UNKNOWN_ERROR', 'PlatformUnavailable'],
    ['A_CODE_OF_NEXT_YEAR', 'PlatformUnavailable'],
  ])('a refusal of the whole group with %s is %s, after one request', async (code, name) => {
    const { fetching, sizes } = world(numbered(2), (_, body) => (isLabelRow(body) ? refusal(code) : undefined));
    await expect(fetching([{ label: 'label-0' }, { label: 'label-1' }])).rejects.toThrow(
      expect.objectContaining({ name, message: expect.stringContaining(code) }),
    );
    expect(sizes()).toEqual([2]);
  });

  it.each([
    ['RESOURCE_NOT_FOUND_ERROR', 'LabelNotFound'],
    ['CORRUPTED_LABEL_ERROR', 'InvalidLabel'],
    ['ANSWER_DICTIONARY_ERROR', 'InvalidLabel'],
    ['INVALID_ARGUMENTS_ERROR', 'InvalidRequest'],
  ])('a refusal because of one label with %s is the %s of that label alone', async (code, name) => {
    const { fetching } = world(numbered(3), (_, body) =>
      isLabelRow(body) && body.includes('label-1') ? refusal(code) : undefined,
    );
    const answers = await fetching(numbered(3).map(({ label }) => ({ label })));
    expect(answers).toHaveLength(3);
    expect(answers.flatMap((answer) => ('error' in answer ? [[answer.ref.label, answer.error.name]] : []))).toEqual([
      ['label-1', name],
    ]);
  });

  it('a project that Encord does not show does not count its labels as deleted', async () => {
    const { fetching } = world(numbered(2).map((label) => ({ ...label, project: 'another' })));
    const answers = await fetching([{ label: 'label-0' }]);
    expect(answers).toEqual([
      { ref: { label: 'label-0', occurredAt }, error: expect.objectContaining({ name: 'PlatformRefused' }) },
    ]);
    await expect(fetching([{ dataUnit: 'data of label-0' }])).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformRefused' }),
    );
  });

  it.each([
    ['not JSON', () => new Response('<html>Bad gateway</html>')],
    ['JSON of another form', () => Response.json(['ok'])],
    ['without a code', () => Response.json({ status: 500, response: 'Internal error of user@example.com' })],
  ])('an answer that is %s is PlatformUnavailable, and its text stays out of the message', async (_what, answer) => {
    const { fetching } = world(numbered(1), (_, body) => (isLabelRow(body) ? answer() : undefined));
    await expect(fetching([{ label: 'label-0' }])).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformUnavailable', message: expect.not.stringMatching(/gateway|user@/) }),
    );
  });

  it('a status 429 in the body is PlatformThrottled', async () => {
    const { fetching } = world(numbered(1), () => Response.json({ status: 429, response: ['TOO_MANY'] }));
    await expect(fetching([{ label: 'label-0' }])).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformThrottled' }),
    );
  });

  it('the key of another user is PlatformRefused, and a credential without a key is InvalidConfiguration', async () => {
    const { api, fetching } = world(numbered(1));
    const asking = (secret: string) => fetching([{ label: 'label-0' }], { ...api, credential: secret });
    await expect(asking(encord.newCredential().secret)).rejects.toThrow(
      expect.objectContaining({ name: 'PlatformRefused' }),
    );
    await expect(asking('a password')).rejects.toThrow(expect.objectContaining({ name: 'InvalidConfiguration' }));
  });
});

describe('the files of a data unit', () => {
  const unit = { id: 'data-1', name: 'letter.txt', media: 'text' } as const;
  const signedAs = async (links: object) => {
    const rows = [served('label-1', { document: { label_hash: 'label-1', data_units: { 'data-1': links } } })];
    const { api, asked } = world(rows);
    const ref = { label: 'label-1', occurredAt };
    return { asked, addresses: await reader.mediaOf?.({ ref, document: {} }, unit, project, api) };
  };

  it('have signed addresses when the row is asked for once more, with them', async () => {
    const { addresses, asked } = await signedAs({ data_link: 'https://storage.googleapis.com/a/1?X-Goog-Signature=1' });
    expect(addresses).toEqual([{ url: 'https://storage.googleapis.com/a/1?X-Goog-Signature=1' }]);
    expect(asked.at(-1)?.body.values).toMatchObject({ uid: ['label-1'], payload: { get_signed_url: true } });
  });

  it('are several of a series', async () => {
    const { addresses } = await signedAs({ data_links: ['https://example.com/1.dcm', 'https://example.com/2.dcm'] });
    expect(addresses).toEqual([{ url: 'https://example.com/1.dcm' }, { url: 'https://example.com/2.dcm' }]);
  });

  it.each([{ data_link: 'letters/1.txt' }, { data_link: '' }, {}])(
    'have none where Encord gives none: %j',
    async (links) => {
      expect((await signedAs(links)).addresses).toBeUndefined();
    },
  );
});
