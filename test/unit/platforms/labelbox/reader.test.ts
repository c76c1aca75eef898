import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlatformRefused, PlatformThrottled, PlatformUnavailable } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/labelbox/api/reader.ts';
import type {
  FailedDocument,
  FetchedDocument,
  HttpRequest,
  LabelRef,
  PlatformApi,
} from '../../../../lib/platforms/platform.ts';
import simulated from '../../../../local/platforms/labelbox/index.ts';
import { root } from '../../../support/examples.ts';

type Handler = (request: Request) => Promise<Response>;

/** What the pipeline gives a reader, with a server in the place of the network. */
function apiOf(handle: Handler, credential = 'the key') {
  const requests: HttpRequest[] = [];
  const waits: number[] = [];
  const api: PlatformApi = {
    url: 'https://api.labelbox.test',
    credential,
    now: () => new Date('2026-05-04T12:00:00.000Z'),
    async wait(milliseconds) {
      waits.push(milliseconds);
      if (waits.length > 20) throw new PlatformUnavailable('The time of the step is over.');
    },
    async request(request) {
      requests.push(request);
      const response = await handle(new Request(request.url, request as RequestInit));
      const refused = [401, 403].includes(response.status);
      if (refused) throw new PlatformRefused(`HTTP ${response.status}`);
      if (response.status === 429) throw new PlatformThrottled('HTTP 429');
      return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
    },
  };
  const operations = () => requests.map(({ body }) => /(?:query|mutation) (\w+)/.exec(String(body))?.[1] ?? 'download');
  return { api, requests, waits, operations };
}

const occurredAt = '2026-05-04T11:00:00.000Z';
async function answersOf(refs: readonly Partial<LabelRef>[], api: PlatformApi, project = 'project-1') {
  const answers: (FetchedDocument | FailedDocument)[] = [];
  const asked = refs.map((ref) => ({ occurredAt, ...ref }));
  for await (const answer of reader.fetch(project, asked, api)) answers.push(answer);
  return answers;
}
const failures = (answers: readonly (FetchedDocument | FailedDocument)[]) =>
  answers.flatMap((answer) =>
    'error' in answer ? [[answer.ref.dataUnit, answer.error.name, answer.error.message]] : [],
  );
const labelsOf = (answers: readonly (FetchedDocument | FailedDocument)[], project: string) =>
  answers.map((answer) => {
    if ('error' in answer) throw answer.error;
    const { projects } = answer.document as { projects: Record<string, { labels: { id: string }[] }> };
    return [answer.ref.label, ...(projects[project]?.labels ?? []).map(({ id }) => id)];
  });

describe('against the simulated Labelbox', async () => {
  const { labels, refused } = await simulated.load(join(root, 'local', 'samples'));
  const { project = '' } = labels[0] ?? {};
  const credential = simulated.newCredential();
  const connected = () =>
    apiOf(
      simulated.server(credential, () => labels),
      credential.secret,
    );
  const masked = labels.find(({ masks }) => masks);
  const [first, second] = labels.filter((label) => label !== masked).slice(-2); // two people's labels of one data row
  const refsOf = (served: typeof labels) => served.map(({ label, dataUnit }) => ({ label, dataUnit }));

  it('the samples hold labels of five data rows, one of them labelled twice, one of them with masks', () => {
    expect(refused).toEqual([]);
    expect(labels).toHaveLength(6);
    expect(first?.dataUnit).toBe(second?.dataUnit);
    expect(masked?.label).toBe('cm4label00000000000000006');
  });

  it('reads a whole group with one export, each label apart from the others of its data row', async () => {
    const { api, operations, waits } = connected();
    const answers = await answersOf(refsOf(labels), api, project);
    expect(labelsOf(answers, project).sort()).toEqual(labels.map(({ label }) => [label, label]).sort());
    expect(operations().filter((name) => name.startsWith('export'))).toHaveLength(1);
    expect(waits).toEqual([2000]);
    for (const answer of answers as FetchedDocument[]) {
      const served = labels.find(({ label }) => label === answer.ref.label);
      if (served !== masked) expect(answer.document).toEqual(served?.document);
      expect(reader.normalise(answer, project).source.label).toBe(served?.label);
    }
  });

  it('downloads each mask of a label once, with the key, and hands it over under its address', async () => {
    const { api, requests } = connected();
    const [answer] = (await answersOf([{ dataUnit: masked?.dataUnit }], api, project)) as FetchedDocument[];
    const asked = requests.filter(({ url }) => url.includes('/masks/'));
    expect(asked).toEqual([
      expect.objectContaining({ method: 'GET', headers: { authorization: `Bearer ${credential.secret}` } }),
    ]);
    expect([...(answer?.attachments ?? [])]).toEqual([[asked[0]?.url, expect.any(Uint8Array)]]);
    const { annotations } = reader.normalise(answer as FetchedDocument, project);
    expect(annotations.map(({ shape }) => shape?.kind)).toEqual(['mask', 'mask']);
  });

  it('fails a label alone whose mask is gone', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      const isMask = request.url.includes('/masks/');
      return isMask ? Response.json({ message: 'Not found' }, { status: 404 }) : await server(request);
    }, credential.secret);
    const answers = await answersOf(refsOf(labels), api, project);
    expect(failures(answers)).toEqual([
      [masked?.dataUnit, 'InvalidLabel', expect.stringContaining('vanish 30 days after their export')],
    ]);
    expect(answers).toHaveLength(labels.length);
  });

  it('fails a label alone whose mask cannot be had now', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      if (request.url.includes('/masks/')) throw new PlatformUnavailable('Labelbox answered 503.');
      return server(request);
    }, credential.secret);
    const answers = await answersOf(refsOf(labels), api, project);
    expect(failures(answers)).toEqual([[masked?.dataUnit, 'PlatformUnavailable', 'Labelbox answered 503.']]);
    expect(answers).toHaveLength(labels.length);
  });

  it('tries the group again when it asked too often for masks', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      return request.url.includes('/masks/') ? new Response('', { status: 429 }) : await server(request);
    }, credential.secret);
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });

  it('gives every label of a data row that is asked for without a label', async () => {
    const answers = await answersOf([{ dataUnit: first?.dataUnit }], connected().api, project);
    const both = [first?.label, second?.label];
    expect(labelsOf(answers, project)).toEqual(both.map((id) => [id, id]));
  });

  it('gives no answer for a label, a data row or a project that is not there', async () => {
    const { api } = connected();
    expect(await answersOf([{ label: 'gone', dataUnit: first?.dataUnit }], api, project)).toEqual([]);
    expect(await answersOf([{ label: first?.label, dataUnit: 'gone' }], api, project)).toEqual([]);
    expect(await answersOf(refsOf(labels), api, 'another-project')).toEqual([]);
  });

  it('refuses a label without its data row, and reads the others', async () => {
    const { api } = connected();
    const answers = await answersOf([{ label: 'label-1' }, ...refsOf(labels.slice(0, 1))], api, project);
    expect(failures(answers)).toEqual([
      [undefined, 'InvalidRequest', expect.stringContaining('no data row (dataUnit)')],
    ]);
    expect(answers).toHaveLength(2);
    const alone = connected();
    await answersOf([{ label: 'label-1' }], alone.api, project);
    expect(alone.requests).toEqual([]);
  });

  it('shows the key to the API and never to the storage', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const downloads = requests.filter(({ url }) => url.includes('/exports/'));
    expect(downloads.length).toBeGreaterThan(1);
    expect(downloads.every(({ headers }) => headers === undefined)).toBe(true);
    expect(requests.filter(({ method }) => method === 'POST').every(({ headers }) => headers?.authorization)).toBe(
      true,
    );
  });

  it('is refused with another key', async () => {
    const { api } = apiOf(
      simulated.server(credential, () => labels),
      'another key',
    );
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformRefused' });
  });

  it('is throttled while ten exports of the project run', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const start = requests.find(({ body }) => String(body).includes('mutation')) as HttpRequest;
    for (let running = 0; running < 10; running++) await api.request(start);
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });

  it('is throttled while twenty exports of the workspace run', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const start = requests.find(({ body }) => String(body).includes('mutation')) as HttpRequest;
    for (let running = 0; running < 20; running++) {
      await api.request({ ...start, body: String(start.body).replace(project, `project-${running}`) });
    }
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });
});

type Script = {
  readonly result?: string;
  readonly errors?: string;
  /** Where parts of a stream end, in bytes; the end of the stream is added. */
  readonly cuts?: readonly number[];
  readonly statuses?: readonly string[];
  readonly download?: (part: Buffer, request: Request) => Response;
};

/** An export whose files and states the test says itself. */
function scripted({ result = '', errors = '', cuts = [], statuses = ['COMPLETE'], download }: Script): Handler {
  const streams: Record<string, Buffer> = { RESULT: Buffer.from(result), ERRORS: Buffer.from(errors) };
  let looks = 0;
  const answers: Record<string, (variables: { streamType: string; offset: string }) => unknown> = {
    GetUserPyApi: () => ({ user: { id: 'user-1' } }),
    exportDataRowsInProjectPyApi: () => ({ exportDataRowsInProject: { taskId: 'task-1', isStreamable: true } }),
    GetUserCreatedTasksPyApi: () => {
      const status = statuses[Math.min(looks++, statuses.length - 1)];
      return { user: { createdTasks: status === 'HIDDEN' ? [] : [{ id: 'task-1', status }] } };
    },
    GetExportMetadataHeaderPyApi: ({ streamType }) => {
      const totalSize = streams[streamType]?.length;
      return { task: { exportMetadataHeader: totalSize ? { totalSize, totalLines: '1' } : null } };
    },
    GetExportFileFromOffsetPyApi: ({ streamType, offset }) => {
      const [start, size] = [Number(offset), streams[streamType]?.length ?? 0];
      const end = Math.min(...cuts.filter((cut) => cut > start && cut < size), size);
      const file = `https://storage.test/${streamType}/${start}/${end}`;
      return { task: { exportFileFromOffset: { offsets: { start: offset, end: end - 1 }, file } } };
    },
  };
  return async (request) => {
    if (request.method === 'GET') {
      const [, stream = '', start, end] = new URL(request.url).pathname.split('/');
      const part = (streams[stream] ?? Buffer.alloc(0)).subarray(Number(start), Number(end));
      return download?.(part, request) ?? new Response(new Uint8Array(part));
    }
    const { query, variables } = (await request.json()) as { query: string; variables: never };
    const [, operation = ''] = /(?:query|mutation) (\w+)/.exec(query) ?? [];
    return Response.json({ data: answers[operation]?.(variables) });
  };
}

const rowOf = (dataRow: string, name = 'véhicule 🚗') => ({
  data_row: { id: dataRow, external_id: name },
  projects: {
    'project-1': { labels: [{ id: `label of ${dataRow}`, annotations: { objects: [], classifications: [] } }] },
  },
});
const lines = (...rows: unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

it('puts the parts of a file together wherever Labelbox cuts it, in a line or in a character', async () => {
  const rows = [rowOf('row-1'), rowOf('row-2', '🚦'), rowOf('row-3', 'été\u2028')];
  const result = lines(...rows).trimEnd();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: Buffer.byteLength(result) })), async (cuts) => {
      const { api } = apiOf(scripted({ result, cuts }));
      const answers = await answersOf([{ dataUnit: 'row-1' }, { dataUnit: 'row-2' }, { dataUnit: 'row-3' }], api);
      expect(answers.map((answer) => 'document' in answer && answer.document)).toEqual(rows);
    }),
    { numRuns: 60 },
  );
});

it('says of the label that others of the row are measured by that it is the benchmark', async () => {
  const label = (id: string, benchmark_reference_label?: string) => ({
    id,
    annotations: { objects: [], classifications: [] },
    performance_details: { ...(benchmark_reference_label ? { benchmark_reference_label } : {}) },
  });
  const row = {
    data_row: { id: 'row-1' },
    media_attributes: { asset_type: 'image' },
    projects: { 'project-1': { labels: [label('a', 'b'), label('b'), label('c', 'b')] } },
  };
  const answers = await answersOf([{ dataUnit: 'row-1' }], apiOf(scripted({ result: lines(row) })).api);
  const sources = (answers as FetchedDocument[]).map((answer) => reader.normalise(answer, 'project-1').source);
  expect(sources.map(({ label, groundTruth }) => [label, groundTruth])).toEqual([
    ['a', undefined],
    ['b', true],
    ['c', undefined],
  ]);
});

describe('a large part of a file', () => {
  const row = rowOf('row-1', '🚦'.repeat(1_200_000)); // 4.8 MB, so that ranges end inside a character
  const result = lines(row, rowOf('row-2'));
  const rangeOf = (part: Buffer, { headers }: Request) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers.get('range') ?? '') ?? [];
    return new Response(new Uint8Array(part.subarray(Number(start), Number(end) + 1)), { status: 206 });
  };

  it('is asked for in ranges', async () => {
    const { api, requests } = apiOf(scripted({ result, download: rangeOf }));
    const answers = await answersOf([{ dataUnit: 'row-1' }, { dataUnit: 'row-2' }], api);
    expect(answers.map((answer) => 'document' in answer && answer.document)).toEqual([row, rowOf('row-2')]);
    const ranges = requests.flatMap(({ headers }) => headers?.range ?? []);
    const size = Buffer.byteLength(result);
    expect(ranges).toEqual(['bytes=0-2097151', 'bytes=2097152-4194303', `bytes=4194304-${size - 1}`]);
  });

  it('is taken whole from a server that knows no ranges', async () => {
    const { api, requests } = apiOf(scripted({ result }));
    expect(await answersOf([{ dataUnit: 'row-1' }, { dataUnit: 'row-2' }], api)).toHaveLength(2);
    expect(requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  it('of which a range is cut short is asked for again later', async () => {
    const download = (part: Buffer, request: Request) => rangeOf(part.subarray(0, part.length - 1), request);
    const { api } = apiOf(scripted({ result, download }));
    await expect(answersOf([{ dataUnit: 'row-1' }], api)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringContaining('not what Labelbox announced'),
    });
  });
});

describe('an export that goes wrong:', () => {
  const refs = [{ dataUnit: 'row-1' }, { dataUnit: 'row-2', label: 'label of row-2' }, { dataUnit: 'row-2' }];

  it.each(['FAILED', 'CANCELED', 'CANCELLING'])('a task that ends as %s is told with its id', async (status) => {
    const { api } = apiOf(scripted({ statuses: ['IN_PROGRESS', status] }));
    await expect(answersOf(refs, api)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringMatching(new RegExp(`task-1.*${status}`)),
    });
  });

  it('a task that is hidden at first, or in a state unknown here, is waited for', async () => {
    const { api, waits } = apiOf(
      scripted({ result: lines(rowOf('row-1')), statuses: ['HIDDEN', 'QUEUED', 'COMPLETE'] }),
    );
    expect(await answersOf([{ dataUnit: 'row-1' }], api)).toHaveLength(1);
    expect(waits).toEqual([2000, 2000]);
  });

  it('a task that never ends takes the time of the step, no more', async () => {
    const { api } = apiOf(scripted({ statuses: ['IN_PROGRESS'] }));
    await expect(answersOf(refs, api)).rejects.toThrow('The time of the step is over.');
  });

  it('the data rows that the stream of errors names fail, the others go on', async () => {
    const result = lines(rowOf('row-1'), rowOf('row-2'));
    for (const errors of [lines({ dataRowId: 'row-2', error: 'It broke' }), 'Data row row-2: it broke']) {
      const answers = await answersOf(refs, apiOf(scripted({ result, errors })).api);
      expect(failures(answers)).toEqual([
        ['row-2', 'InvalidLabel', expect.stringContaining('ERRORS stream of export task task-1')],
        ['row-2', 'InvalidLabel', expect.stringContaining('could not export data row row-2')],
      ]);
      expect(answers.filter((answer) => 'document' in answer)).toHaveLength(1);
    }
  });

  it.each([
    ['an error', { errors: 'Something broke', result: lines(rowOf('row-1')) }],
    ['a line that is not JSON', { result: `${lines(rowOf('row-1'))}{"data_row"\n` }],
    ['a row without id', { result: lines(rowOf('row-1'), { data_row: {} }) }],
  ])('%s that names no data row fails the labels that did not come', async (_what, script) => {
    const answers = await answersOf(refs, apiOf(scripted(script)).api);
    const missing = ['row-2', 'InvalidLabel', expect.stringContaining('1 of its lines name no data row')];
    expect(failures(answers)).toEqual([missing, missing]);
    expect(answers.filter((answer) => 'document' in answer)).toHaveLength(1);
  });

  it('a row with projects of another shape fails alone', async () => {
    const broken = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: 'none' } } };
    const answers = await answersOf(refs, apiOf(scripted({ result: lines(broken, rowOf('row-2')) })).api);
    expect(failures(answers)).toEqual([
      ['row-1', 'InvalidLabel', expect.stringContaining('projects.project-1.labels expected array')],
    ]);
    expect(answers).toHaveLength(3);
  });

  it('a label without id fails where the data row alone was asked for', async () => {
    const nameless = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{}] } } };
    const answers = await answersOf([{ dataUnit: 'row-1' }], apiOf(scripted({ result: lines(nameless) })).api);
    expect(failures(answers)).toEqual([['row-1', 'InvalidLabel', expect.stringContaining('has no id')]]);
  });

  it.each<[string, Script['download'], string]>([
    ['is cut short', (part) => new Response(new Uint8Array(part.subarray(1))), 'not what Labelbox announced'],
    ['is not there', () => new Response('', { status: 404 }), 'HTTP 404'],
    ['is refused, since its signature ran out', () => new Response('', { status: 403 }), 'signed URL'],
    ['is not UTF-8', (part) => new Response(new Uint8Array(part.fill(255))), 'not UTF-8'],
  ])('a part that %s is asked for again later', async (_what, download, message) => {
    const { api } = apiOf(scripted({ result: lines(rowOf('row-1')), ...(download ? { download } : {}) }));
    await expect(answersOf(refs, api)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['not JSON', () => new Response('<html>')],
    ['JSON of another shape', () => Response.json({ data: { user: null } })],
    ['no data', () => Response.json({})],
  ])('an answer that is %s is asked for again later', async (_what, answer) => {
    const { api } = apiOf(async () => answer());
    await expect(answersOf(refs, api)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
  });
});
