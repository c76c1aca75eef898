import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportRow } from '../../access/dataset/import-row.ts';
import { Job } from '../../access/dataset/job.ts';
import { sendRound } from '../../access/dataset/labelbox/send.ts';
import { linesOf } from '../../access/dataset/line-file.ts';
import { prepareRound } from '../../access/dataset/prepare.ts';
import type { RowResult } from '../../access/dataset/results.ts';
import type { Verdict } from '../../access/dataset/verdict.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { platformApi } from '../../lib/runtime/platform-http.ts';
import { newFolder } from '../support/command-line.ts';
import { aDatasetWorld, type DatasetWorld, region } from '../support/dataset-world.ts';

let world: DatasetWorld;
let api: PlatformApi;
const waits: number[] = [];

beforeAll(async () => {
  world = await aDatasetWorld();
  const { LABELWIRE_API_URL_LABELBOX: apiUrl, LABELWIRE_API_KEY: credential } = world.environment;
  const real = platformApi(platforms.labelbox, { credential, settings: { apiUrl }, remainingMilliseconds: () => 1e9 });
  api = {
    ...real,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
});
afterAll(() => world.stop());

const rowOf = (key: string): ImportRow => ({
  row_data: `https://b.s3.${region}.amazonaws.com/${encodeURIComponent(key)}`,
  global_key: key,
  external_id: key,
  media_type: 'IMAGE',
});

async function* verdictsOf(rows: readonly ImportRow[]): AsyncGenerator<Verdict> {
  for (const row of rows) yield { outcome: 'row', row };
}

async function jobWith(rows: readonly ImportRow[]) {
  const job = await Job.open(newFolder(), { recipe: 'r', bucket: 'b', region, name: 'n' });
  await prepareRound(job, verdictsOf(rows), {});
  return job;
}

async function resultsOf(job: Job): Promise<RowResult[]> {
  const found: RowResult[] = [];
  for (const task of job.state.rounds[0]?.tasks.keys() ?? [])
    for await (const result of linesOf<RowResult>(job.resultsFile(0, task))) found.push(result);
  return found;
}

describe('sending rows', () => {
  it('cuts them into tasks and files that are small enough, and accounts for each in its order', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `cut ${index} \u2028 ü`);
    const job = await jobWith(keys.map(rowOf));
    const dataset = world.datasets.create('cut');
    const before = world.uploads.count;
    const progress: number[] = [];
    await sendRound(api, job, dataset.id, {
      rowsPerTask: 3,
      bytesPerChunk: 500,
      onProgress: (done) => progress.push(done),
    });
    expect(job.state.rounds[0]?.tasks.map(({ rows, created }) => [rows, created])).toEqual([
      [3, 3],
      [3, 3],
      [1, 1],
    ]);
    expect(world.uploads.count - before).toBeGreaterThan(3 + 3); // a manifest a task, and more than one file in two of them
    expect((await resultsOf(job)).map(({ globalKey, outcome }) => [globalKey, outcome])).toEqual(
      keys.map((key) => [key, 'created']),
    );
    expect(progress.at(-1)).toBe(7);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('waits and asks again where the platform is busy, longer each time', async () => {
    const job = await jobWith([rowOf('busy')]);
    waits.length = 0;
    let refusals = 3;
    world.platformPlans.push(async (request) => {
      if (refusals === 0 || !(await request.clone().text()).includes('mutation UploadFile')) return undefined;
      refusals -= 1;
      return new Response('', { status: refusals === 1 ? 502 : 429 });
    });
    await sendRound(api, job, world.datasets.create('busy').id);
    world.platformPlans.length = 0;
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(await resultsOf(job)).toMatchObject([{ outcome: 'created', globalKey: 'busy' }]);
  });

  it('takes a row as there when the answer was lost on the way, and as failed when another row has its global key', async () => {
    const job = await jobWith([rowOf('lost')]);
    let isLost = false;
    world.platformPlans.push(async (request, labelbox) => {
      if (isLost || !(await request.clone().text()).includes('UpsertDataRowsPyApi')) return undefined;
      isLost = true;
      await labelbox(request);
      return new Response('', { status: 504 });
    });
    const { id } = world.datasets.create('lost');
    await sendRound(api, job, id);
    world.platformPlans.length = 0;
    expect(await resultsOf(job)).toMatchObject([{ outcome: 'there' }]);
    const other = await jobWith([rowOf('lost')]);
    await sendRound(api, other, id);
    expect(await resultsOf(other)).toMatchObject([
      { outcome: 'failed', told: expect.stringContaining('--row-prefix') },
    ]);
  });

  it('tells the platform’s words without what they quote, and every row of which it says nothing', async () => {
    const bad = { ...rowOf('bad'), row_data: 'http://no' };
    const job = await jobWith([bad, rowOf('forgotten')]);
    const words = `Failed to validate the metadata '[{"value":"Jane"}]': A schemaId can only be specified once`;
    world.platformPlans.push(async (request) => {
      const text = await request.clone().text();
      if (text.includes('GetSuccessfulDataRowImportsPyApi'))
        return Response.json({ data: { successesfulDataRowImports: { nodes: [], after: null } } });
      if (!text.includes('GetFailedDataRowImportsPyApi')) return undefined;
      const results = [{ message: words, spec: { globalKey: 'bad', externalId: 'bad' } }];
      return Response.json({ data: { failedDataRowImports: { results, after: null } } });
    });
    await sendRound(api, job, world.datasets.create('bad').id);
    world.platformPlans.length = 0;
    expect((await resultsOf(job)).map(({ outcome, told }) => [outcome, told])).toEqual([
      ['failed', 'Failed to validate the metadata (…): A schemaId can only be specified once'],
      ['failed', 'Labelbox said nothing of this row (the task ended as COMPLETE)'],
    ]);
  });

  it('goes on with no file that ends in the middle of a line', async () => {
    const job = await jobWith([rowOf('torn')]);
    writeFileSync(job.rowsFile(0), '{"row_data":"https');
    await expect(sendRound(api, job, 'any')).rejects.toThrow('in the middle of a line');
    writeFileSync(join(job.folder, 'state.json'), '{"version":1}');
    await expect(Job.read(job.folder)).rejects.toThrow('cannot be gone on with');
  });
});
