import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../../../../lib/platforms/access.ts';
import { newFolder } from '../../../../../local/new-folder.ts';
import { labelwire } from '../../../../support/command-line.ts';
import { mediaSamples } from '../../../../support/media-samples.ts';
import { aDatasetWorld, type DatasetWorld } from './dataset-world.ts';

let world: DatasetWorld;
const folder = newFolder();
let allowed = ['https://app.labelbox.com', 'https://editor.labelbox.com'];

beforeAll(async () => {
  world = await aDatasetWorld();
  await world.bucket('harbour', { '1.png': mediaSamples.png, '2.png': mediaSamples.png, '3.png': mediaSamples.png });
  world.planned.push((request) => {
    const origin = request.headers.get('origin') ?? '';
    if (request.method !== 'OPTIONS') return undefined;
    if (!allowed.includes(origin)) return new Response('', { status: 403 });
    return new Response('', { headers: { 'access-control-allow-origin': origin } });
  });
  await labelwire(
    [
      'dataset',
      'create',
      '--platform',
      'labelbox',
      '--from',
      's3://harbour',
      '--type',
      'image',
      '--out',
      'out',
      '--integration',
      'i',
    ],
    { environment: world.environment, folder },
  );
});
afterAll(() => world.stop());

const validate = (...args: string[]) =>
  labelwire(['dataset', 'validate', '--platform', 'labelbox', ...args], { environment: world.environment, folder });

const findings = (stdout: string): Finding[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Finding);

describe('labelwire dataset validate', () => {
  it('finds a data set right: signing, CORS from both origins, fetch, and the platform’s own checks', async () => {
    const ended = await validate('--manifest', 'out', '--all', '--json');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const found = findings(ended.stdout);
    expect(found).toHaveLength(1 + 3 * 3 + 3);
    expect(found.every(({ outcome }) => outcome === 'pass')).toBe(true);
    const sampled = await validate('--manifest', 'out/state.json', '--sample', '1', '--json');
    expect(findings(sampled.stdout)).toHaveLength(1 + 3 + 3);
    expect(ended.stdout).not.toContain('X-Amz-Signature');
  });

  it('names what is wrong, and the fix', async () => {
    allowed = ['https://app.labelbox.com'];
    world.planned.push((request, { pathname }) =>
      request.method === 'GET' && pathname.endsWith('/2.png') ? new Response('', { status: 403 }) : undefined,
    );
    const before = world.datasets.checks;
    world.datasets.checks = before.map((check) => ({ ...check, success: check.name !== 'sign' }));
    const ended = await validate('--manifest', 'out', '--all', '--json');
    world.datasets.checks = before;
    world.planned.pop();
    allowed = ['https://app.labelbox.com', 'https://editor.labelbox.com'];
    expect(ended.code).toBe(1);
    const wrong = findings(ended.stdout).filter(({ outcome }) => outcome === 'fail');
    expect(wrong.map(({ check }) => check)).toEqual([
      'CORS of https://editor.labelbox.com: 1.png',
      'CORS of https://editor.labelbox.com: 2.png',
      'fetch: 2.png',
      'CORS of https://editor.labelbox.com: 3.png',
      'Labelbox: sign',
    ]);
    expect(wrong[0]?.fix).toContain('labelwire access apply');
    expect(wrong[2]?.fix).toContain('kms:Decrypt');
    expect(wrong[4]).toMatchObject({
      message: 'Labelbox cannot make signed URLs',
      fix: expect.stringContaining('us-east-2'),
    });
  });

  it('asks the platform alone about a data set by its id, and refuses a key that is wrong', async () => {
    const [id = ''] = world.datasets.all.keys();
    const right = await validate('--dataset', id);
    expect(right).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ Labelbox: cors') });
    const environment = { ...world.environment, LABELWIRE_API_KEY: 'wrong' };
    const call = ['dataset', 'validate', '--platform', 'labelbox', '--dataset', id];
    const wrong = await labelwire(call, { environment, folder });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('refuses the credentials') });
  });

  it('ends with 2 a call that does not say what to look at', async () => {
    expect((await validate()).code).toBe(2);
    expect((await validate('--manifest', 'out', '--sample', '0')).code).toBe(2);
    expect(await validate('--manifest', 'elsewhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('state.json'),
    });
  });
});
