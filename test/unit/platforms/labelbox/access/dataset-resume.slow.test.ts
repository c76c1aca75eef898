import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from '../../../../../local/new-folder.ts';

import { root } from '../../../../support/examples.ts';
import { mediaSamples } from '../../../../support/media-samples.ts';
import { aDatasetWorld, type DatasetWorld } from './dataset-world.ts';

let world: DatasetWorld;
beforeAll(async () => {
  world = await aDatasetWorld();
});
afterAll(() => world.stop());

type Run = {
  readonly child: ChildProcess;
  readonly ended: Promise<{ signal: string | null; code: number | null; stderr: string }>;
};

function start(bucket: string, folder: string): Run {
  const args = ['dataset', 'create', '--platform', 'labelbox', '--from', `s3://${bucket}/`, '--type', 'image'];
  const own = ['--integration', 'none', '--row-prefix', `${bucket}/`, '--out', 'out'];
  const child = execFile(process.execPath, [join(root, 'cli', 'main.ts'), ...args, ...own], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...world.environment },
  });
  let stderr = '';
  child.stderr?.on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, stderr }));
  return { child, ended };
}

/** Kills the run at the first request that holds the words: before Labelbox sees it, or after it did what was asked. */
async function killedAt(words: string, when: 'before' | 'after', run: Run): Promise<void> {
  let isDone = false;
  world.platformPlans.push(async (request, labelbox) => {
    const isIt = !isDone && (await request.clone().text()).includes(words);
    if (!isIt) return undefined;
    isDone = true;
    const answer = when === 'after' ? await labelbox(request) : undefined;
    run.child.kill('SIGKILL');
    await run.ended;
    return answer ?? new Response('', { status: 500 });
  });
  expect((await run.ended).signal).toBe('SIGKILL');
  world.platformPlans.length = 0;
}

const rowsOf = (bucket: string): string[] =>
  [...world.datasets.rows.keys()].filter((key) => key.startsWith(`${bucket}/`));
const datasetsOf = (bucket: string) => [...world.datasets.all.values()].filter(({ name }) => name === `${bucket}/`);

const moments = [
  ['creating the data set', 'CreateDatasetPyApi', 'before', 1],
  ['creating the data set, which then exists twice', 'CreateDatasetPyApi', 'after', 2],
  ['sending the rows', 'mutation UploadFile', 'before', 1],
  ['starting the task, which the platform never saw', 'UpsertDataRowsPyApi', 'before', 1],
  ['starting the task, which the platform took', 'UpsertDataRowsPyApi', 'after', 1],
  ['waiting for the task', 'GetUserCreatedTasksPyApi', 'after', 1],
  ['reading the results', 'GetSuccessfulDataRowImportsPyApi', 'after', 1],
] as const;

describe('labelwire dataset create, killed in the middle', () => {
  for (const [index, [what, words, when, dataSets]] of moments.entries()) {
    it(`resumes: ${what}`, async () => {
      const bucket = `killed-${index}`;
      const objects = ['1.png', '2.png', '3.png', '4.png', '5.png'].map((key) => [key, mediaSamples.png]);
      await world.bucket(bucket, Object.fromEntries(objects));
      const folder = newFolder();
      await killedAt(words, when, start(bucket, folder));
      const again = await start(bucket, folder).ended;
      expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('5 rows are in the data set') });
      expect(rowsOf(bucket)).toHaveLength(5);
      expect(datasetsOf(bucket)).toHaveLength(dataSets);
      expect(new Set(rowsOf(bucket).map((key) => world.datasets.rows.get(key)?.dataset_id)).size).toBe(1);
    });
  }

  it('lists again what was not listed to the end, and says that it resumes where a person interrupts it', async () => {
    const bucket = 'interrupted';
    await world.bucket(bucket, { '1.png': mediaSamples.png, '2.png': mediaSamples.png });
    const folder = newFolder();
    const run = start(bucket, folder);
    world.planned.push(async (request, { pathname }) => {
      if (request.method !== 'GET' || !pathname.endsWith('/2.png')) return undefined;
      run.child.kill('SIGINT');
      await run.ended;
      return new Response('', { status: 500 });
    });
    expect(await run.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('Run the same command again') });
    world.planned.length = 0;
    expect(await start(bucket, folder).ended).toMatchObject({ code: 0 });
    expect(rowsOf(bucket)).toHaveLength(2);
  });
});
