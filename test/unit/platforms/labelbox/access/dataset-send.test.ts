import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Job } from '../../../../../access/dataset/job.ts';
import { linesOf } from '../../../../../access/dataset/line-file.ts';
import { prepareRound } from '../../../../../access/dataset/prepare.ts';
import type { RowResult } from '../../../../../access/dataset/results.ts';
import { sendRound } from '../../../../../access/dataset/send.ts';
import type { Verdict } from '../../../../../access/dataset/verdict.ts';
import type { FitObject } from '../../../../../lib/platforms/access.ts';
import type { PlatformApi } from '../../../../../lib/platforms/platform.ts';
import { platforms } from '../../../../../lib/platforms/platforms.ts';
import { platformApi } from '../../../../../lib/runtime/platform-http.ts';
import { newFolder } from '../../../../../local/new-folder.ts';
import { labelboxAccess } from '../../../../support/access-platforms.ts';

import { aDatasetWorld, type DatasetWorld, region } from './dataset-world.ts';

let world: DatasetWorld;
let api: PlatformApi;
const waits: number[] = [];

beforeAll(async () => {
  world = await aDatasetWorld({ looksUntilComplete: 2 });
  const { LABELWIRE_API_URL_LABELBOX: apiUrl, LABELWIRE_API_KEY: credential } = world.environment;
  const real = platformApi(
    { name: 'labelbox', platform: platforms.labelbox, settings: { apiUrl } },
    { credential, remainingMilliseconds: () => 1e9 },
  );
  api = {
    ...real,
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
  };
});
afterAll(() => world.stop());

const { datasets } = await labelboxAccess();

const objectOf = (key: string): FitObject => ({
  type: 'image',
  key,
  url: `https://b.s3.${region}.amazonaws.com/${encodeURIComponent(key)}`,
  globalKey: key,
  metadata: [],
  attachments: [],
});

async function* verdictsOf(objects: readonly FitObject[]): AsyncGenerator<Verdict> {
  for (const object of objects) yield { outcome: 'fit', object };
}

async function jobWith(objects: readonly FitObject[]) {
  const job = await Job.open(newFolder(), { recipe: 'r', bucket: 'b', region, name: 'n' });
  await prepareRound(job, verdictsOf(objects), datasets, {});
  return job;
}

const send = (job: Job, dataset: string, options?: Parameters<typeof sendRound>[4]) =>
  sendRound(job, dataset, datasets, api, options);

async function resultsOf(job: Job): Promise<RowResult[]> {
  const found: RowResult[] = [];
  for (const task of job.state.rounds[0]?.tasks.keys() ?? [])
    for await (const result of linesOf<RowResult>(job.resultsFile(0, task))) found.push(result);
  return found;
}

describe('sending rows', () => {
  it('cuts them into tasks and files that are small enough, and accounts for each in its order', async () => {
    const keys = Array.from({ length: 7 }, (_, index) => `cut ${index} \u2028 ü`);
    const megabytes4 = 'x'.repeat(4_000_000); // so that three rows are more than the ten megabytes of a file
    const long = (key: string) => ({ ...objectOf(key), url: `${objectOf(key).url}${megabytes4}` });
    const job = await jobWith(keys.map(long));
    const dataset = world.datasets.create('cut');
    const before = world.uploads.count;
    const progress: number[] = [];
    await send(job, dataset.id, { rowsPerTask: 3, onProgress: (done) => progress.push(done) });
    expect(job.state.rounds[0]?.tasks.map(({ rows, created }) => [rows, created])).toEqual([
      [3, 3],
      [3, 3],
      [1, 1],
    ]);
    expect(world.uploads.count - before).toBe(3 + 2 + 2 + 1); // a manifest for each task; two files, two files, one file
    expect((await resultsOf(job)).map(({ globalKey, outcome }) => [globalKey, outcome])).toEqual(
      keys.map((key) => [key, 'created']),
    );
    expect(progress.at(-1)).toBe(7);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  });

  it('waits where the platform is busy, and retries with growing pauses', async () => {
    const job = await jobWith([objectOf('busy')]);
    waits.length = 0;
    let refusals = 3;
    world.platformPlans.push(async (request) => {
      if (refusals === 0 || !(await request.clone().text()).includes('mutation UploadFile')) return undefined;
      refusals -= 1;
      return new Response('', { status: refusals === 1 ? 502 : 429 });
    });
    await send(job, world.datasets.create('busy').id);
    world.platformPlans.length = 0;
    expect(waits.slice(0, 3)).toEqual([1000, 2000, 4000]);
    expect(await resultsOf(job)).toMatchObject([{ outcome: 'created', globalKey: 'busy' }]);
  });

  it('knows a row as its own when the answer was lost on the way, and as failed when another row has its global key', async () => {
    const job = await jobWith([objectOf('lost')]);
    let isLost = false;
    world.platformPlans.push(async (request, labelbox) => {
      if (isLost || !(await request.clone().text()).includes('UpsertDataRowsPyApi')) return undefined;
      isLost = true;
      await labelbox(request);
      return new Response('', { status: 504 });
    });
    const { id } = world.datasets.create('lost');
    await send(job, id);
    world.platformPlans.length = 0;
    expect(await resultsOf(job)).toMatchObject([{ outcome: 'there' }]);
    const other = await jobWith([objectOf('lost')]);
    await send(other, id);
    expect(await resultsOf(other)).toMatchObject([
      { outcome: 'failed', message: expect.stringContaining('--row-prefix') },
    ]);
  });

  it('reports the platform’s messages without what they quote, and every row about which it reports nothing', async () => {
    const bad = { ...objectOf('bad'), url: 'http://no' };
    const job = await jobWith([bad, objectOf('forgotten')]);
    const words = `Failed to validate the metadata '[{"value":"Jane"}]': A schemaId can only be specified once`;
    world.platformPlans.push(async (request) => {
      const text = await request.clone().text();
      if (text.includes('GetSuccessfulDataRowImportsPyApi'))
        return Response.json({ data: { successesfulDataRowImports: { nodes: [], after: null } } });
      if (!text.includes('GetFailedDataRowImportsPyApi')) return undefined;
      const results = [{ message: words, spec: { globalKey: 'bad', externalId: 'bad' } }];
      return Response.json({ data: { failedDataRowImports: { results, after: null } } });
    });
    await send(job, world.datasets.create('bad').id);
    world.platformPlans.length = 0;
    expect((await resultsOf(job)).map(({ outcome, message }) => [outcome, message])).toEqual([
      ['failed', 'Failed to validate the metadata (…): A schemaId can only be specified once'],
      ['failed', 'Labelbox reported nothing about this row (the task ended as COMPLETE)'],
    ]);
  });

  it('does not resume a file that ends in the middle of a line', async () => {
    const job = await jobWith([objectOf('torn')]);
    writeFileSync(job.rowsFile(0), '{"row_data":"https');
    await expect(send(job, 'any')).rejects.toThrow('in the middle of a line');
    writeFileSync(join(job.folder, 'state.json'), '{"version":1}');
    await expect(Job.read(job.folder)).rejects.toThrow('cannot be resumed');
  });
});
