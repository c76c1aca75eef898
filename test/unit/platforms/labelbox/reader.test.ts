import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/labelbox/api/reader.ts';
import type { FetchedDocument } from '../../../../lib/platforms/platform.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { answersOf, apiOf, failures, type Handler } from './reader-of.ts';

type Script = {
  readonly result?: string;
  readonly errors?: string;
  /** Where parts of a stream end, in bytes; the end of the stream is added. */
  readonly cuts?: readonly number[];
  readonly statuses?: readonly string[];
  readonly download?: (part: Buffer, request: Request) => Response;
};

/** An export whose files and states the test determines. */
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

it('joins the parts of a file wherever Labelbox cuts it, in a line or in a character', async () => {
  const rows = [rowOf('row-1'), rowOf('row-2', '🚦'), rowOf('row-3', 'été\u2028')];
  const result = lines(...rows).trimEnd();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: Buffer.byteLength(result) })), async (cuts) => {
      const { api } = apiOf(scripted({ result, cuts }));
      const answers = await answersOf([{ dataUnit: 'row-1' }, { dataUnit: 'row-2' }, { dataUnit: 'row-3' }], api);
      expect(answers.map((answer) => 'document' in answer && answer.document)).toEqual(rows);
    }),
    { numRuns: propertyRuns(20) },
  );
});

it('marks the label by which the others of its row are measured as the benchmark', async () => {
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

  it('is asked for again later when one of its ranges is cut short', async () => {
    const download = (part: Buffer, request: Request) => rangeOf(part.subarray(0, part.length - 1), request);
    const { api } = apiOf(scripted({ result, download }));
    await expect(answersOf([{ dataUnit: 'row-1' }], api)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringContaining('not what Labelbox announced'),
    });
  });
});

it('fails a data row alone that is longer than a step can hold, and reads the others', async () => {
  const long = `{"data_row":{"id":"row-2"},"text":"${'x'.repeat(64 * 1024 * 1024)}"}\n`;
  const { api } = apiOf(scripted({ result: lines(rowOf('row-1')) + long + lines(rowOf('row-3')) }));
  const answers = await answersOf([{ dataUnit: 'row-1' }, { dataUnit: 'row-2' }, { dataUnit: 'row-3' }], api);
  expect(answers.map(({ ref }) => ref.dataUnit)).toEqual(['row-1', 'row-2', 'row-3']);
  expect(failures(answers)).toEqual([['row-2', 'AnswerTooLarge', expect.stringMatching(/^Data row row-2 has more/)]]);
});

describe('an export that goes wrong', () => {
  const refs = [{ dataUnit: 'row-1' }, { dataUnit: 'row-2', label: 'label of row-2' }, { dataUnit: 'row-2' }];

  it.each(['FAILED', 'CANCELED', 'CANCELLING'])('names the task that ends as %s', async (status) => {
    const { api } = apiOf(scripted({ statuses: ['IN_PROGRESS', status] }));
    await expect(answersOf(refs, api)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringMatching(new RegExp(`task-1.*${status}`)),
    });
  });

  it('waits for a task that is hidden at first, or in an unknown state', async () => {
    const { api, waits } = apiOf(
      scripted({ result: lines(rowOf('row-1')), statuses: ['HIDDEN', 'QUEUED', 'COMPLETE'] }),
    );
    expect(await answersOf([{ dataUnit: 'row-1' }], api)).toHaveLength(1);
    expect(waits).toEqual([2000, 2000]);
  });

  it('gives up a task that never ends when the time of the step is over', async () => {
    const { api } = apiOf(scripted({ statuses: ['IN_PROGRESS'] }));
    await expect(answersOf(refs, api)).rejects.toThrow('The time of the step is over.');
  });

  it('fails the data rows that the stream of errors names, and reads the others', async () => {
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
  ])('fails the labels that are missing after %s that names no data row', async (_what, script) => {
    const answers = await answersOf(refs, apiOf(scripted(script)).api);
    const missing = ['row-2', 'InvalidLabel', expect.stringContaining('1 of its lines name none of the data rows')];
    expect(failures(answers)).toEqual([missing, missing]);
    expect(answers.filter((answer) => 'document' in answer)).toHaveLength(1);
  });

  it('fails a row alone whose projects have another shape', async () => {
    const broken = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: 'none' } } };
    const answers = await answersOf(refs, apiOf(scripted({ result: lines(broken, rowOf('row-2')) })).api);
    expect(failures(answers)).toEqual([
      ['row-1', 'InvalidLabel', expect.stringContaining('projects.project-1.labels must be a list, but is a string')],
    ]);
    expect(answers).toHaveLength(3);
  });

  it('fails a label without an id where only the data row was asked for', async () => {
    const nameless = { data_row: { id: 'row-1' }, projects: { 'project-1': { labels: [{}] } } };
    const answers = await answersOf([{ dataUnit: 'row-1' }], apiOf(scripted({ result: lines(nameless) })).api);
    expect(failures(answers)).toEqual([
      ['row-1', 'InvalidLabel', expect.stringContaining('must have an id, but has none')],
    ]);
  });

  it.each<[string, Script['download'], string]>([
    ['is cut short', (part) => new Response(new Uint8Array(part.subarray(1))), 'not what Labelbox announced'],
    ['is not there', () => new Response('', { status: 404 }), 'HTTP 404'],
    ['is refused, since its signature has expired', () => new Response('', { status: 403 }), 'signed URL'],
    ['is not UTF-8', (part) => new Response(new Uint8Array(part.fill(255))), 'must be UTF-8, but is not'],
  ])('asks again later for a part that %s', async (_what, download, message) => {
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
  ])('asks again later after an answer that is %s', async (_what, answer) => {
    const { api } = apiOf(async () => answer());
    await expect(answersOf(refs, api)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
  });
});
