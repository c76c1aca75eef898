import { beforeAll, expect, it } from 'vitest';
import { environmentForTools } from '../../../local/environment.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { anEncordLabel } from '../../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
beforeAll(async () => {
  on = await theRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});

const status = (...args: string[]): Promise<Ended> => labelwire(['status', '--local', ...args], { folder });

it('counts what was written, and ends with 1 while dead letters wait, with the command that lists them', async () => {
  const labels = async () => {
    const { connections } = JSON.parse((await status('--json')).stdout) as {
      connections: { connection: string; labels: number }[];
    };
    return connections.find(({ connection }) => connection === 'encord')?.labels ?? Number.NaN;
  };
  const before = await labels();
  const label = anEncordLabel({ project: 'status', label: 'fine' });
  const broken = anEncordLabel({ project: 'status', label: 'broken' });
  broken.document.data_units = 'a text';
  on.pipeline.connection('encord').labels.push(label, broken);
  for (const each of [label, broken]) await on.announce('encord', each);
  expect(await labels()).toBe(before + 1); // the other was given up
  const { code, stdout, stderr } = await status();
  expect(code).toBe(1);
  expect(stdout).toMatch(/^local {2}s3:\/\/labelwire\//);
  expect(stdout).toMatch(/dead letters +about \d+ → npx labelwire dlq list --local/);
  expect(stderr).toContain('needs somebody: dead letters.');
});

it('refuses a time that is none, before it looks at anything', async () => {
  expect(await status('--since', 'soonish')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('It must be a time such as 2026-05-04'),
  });
});
