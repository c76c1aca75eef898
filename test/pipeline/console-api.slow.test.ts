import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleDeployment } from '../../cli/console/console-deployment.ts';
import { type Console, startConsole } from '../../cli/console/console-server.ts';
import { buildPage } from '../../console/build.ts';
import { environmentForTools } from '../../local/environment.ts';
import { newFolder } from '../../local/new-folder.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { root } from '../support/examples.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
let served: Console;
const before = process.cwd();

beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
  process.chdir(folder);
  const page = newFolder();
  await buildPage(page);
  served = await startConsole(await consoleDeployment({ stage: 'dev', local: true }), { port: 0, page });
  const label = anEncordLabel({ project: 'quay', label: 'quay-1', title: 'harbour/quay.jpg' });
  const broken = anEncordLabel({ project: 'quay', label: 'broken' });
  broken.document.data_units = 'a text';
  on.pipeline.connection('encord').labels.push(label, broken);
  for (const each of [label, broken]) await on.announce('encord', each);
});
afterAll(async () => {
  await served.close();
  process.chdir(before);
  await on.stop();
});

const address = () => new URL(served.address);
const token = () => address().hash.replace('#token=', '');

const call = (path: string, init: RequestInit = {}) =>
  fetch(new URL(`/api/${path}`, address()), {
    ...init,
    headers: { authorization: `Bearer ${token()}`, ...init.headers },
  });
const read = async (path: string): Promise<unknown> => (await call(path)).json();
const post = (path: string, body: unknown) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const printed = async (...args: string[]): Promise<unknown[]> => {
  const { stdout }: Ended = await labelwire([...args, '--json', '--local'], { folder });
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
};

const ofLabel = 'connection=encord&project=quay&label=quay-1';

describe('the API of the console answers what the command prints with --json:', () => {
  it('status, but for the moment of the look', async () => {
    const [status] = await printed('status');
    expect(await read('status')).toEqual({ ...(status as object), since: expect.stringMatching(/^\d{4}-/) });
    const [ofWeek] = (await printed('status', '--since', '7d')) as [{ since: string }];
    const { since } = (await read('status?since=7d')) as { since: string };
    expect(Math.abs(new Date(since).getTime() - new Date(ofWeek.since).getTime())).toBeLessThan(60_000);
  });

  it('labels', async () => {
    const { labels } = (await read('labels?status=exported')) as { labels: unknown[] };
    expect(labels).toHaveLength(1);
    expect(labels).toEqual(await printed('labels', '--status', 'exported'));
  });

  it('trace, with and without its dead letters', async () => {
    const scope = ['--platform', 'encord', '--project', 'quay'];
    expect([await read(`trace?${ofLabel}`)]).toEqual(await printed('trace', 'quay-1', ...scope, '--no-letters'));
    const given = (await read(`trace?${ofLabel.replace('quay-1', 'broken')}&letters=true`)) as {
      deadLetters: unknown[];
    };
    expect(given.deadLetters).toHaveLength(1);
    expect([given]).toEqual(await printed('trace', 'broken', ...scope));
  });

  it.each([[[]], [['--as', 'yolo']]])('preview %o', async (options) => {
    const as = options[1] === undefined ? '' : `&as=${options[1]}`;
    const groups = (await read(`preview?${ofLabel}${as}`)) as unknown[];
    expect(groups.length).toBe(options.length === 0 ? 1 : 2);
    const scope = ['--platform', 'encord', '--project', 'quay', '--out', 'drawings.json'];
    await printed('preview', 'quay-1', ...scope, ...options);
    expect(groups).toEqual(JSON.parse(readFileSync(join(folder, 'drawings.json'), 'utf8')));
  });

  it('preview of two revisions', async () => {
    const { commit } = ((await read(`trace?${ofLabel}`)) as { record: { commit: string } }).record;
    const groups = await read(`preview?${ofLabel}&compare=${commit}`);
    expect(groups).toMatchObject([{ changes: [] }]);
    const scope = ['--platform', 'encord', '--project', 'quay', '--out', 'compared.json'];
    await printed('preview', 'quay-1', ...scope, '--compare', commit);
    expect(groups).toEqual(JSON.parse(readFileSync(join(folder, 'compared.json'), 'utf8')));
  });

  it('release list', async () => {
    expect([await read('releases')]).toEqual(await printed('release', 'list'));
  });

  it('dlq list, show and replay, whose dry run takes nothing away', async () => {
    const { lines } = (await read('letters')) as { lines: { id: string; attempts: number }[] };
    const [letter] = lines;
    expect(lines).toHaveLength(1);
    expect(lines).toEqual(await printed('dlq', 'list'));
    expect(await read('letters/groups')).toEqual({ lines: await printed('dlq', 'list', '--groups') });
    expect([await read(`letter?id=${letter?.id}`)]).toEqual(await printed('dlq', 'show', letter?.id ?? ''));
    const would = await (await post('letters/replay', { id: [letter?.id], dryRun: true })).json();
    expect(would).toEqual({ lines: await printed('dlq', 'replay', '--all', '--dry-run') });
    expect(would).toEqual({ lines: [{ id: letter?.id, outcome: 'would be replayed', events: 1 }] });
    const replayed = await (await post('letters/replay', { id: [letter?.id] })).json();
    expect(replayed).toEqual({ lines: [{ id: letter?.id, outcome: 'replayed', events: 1 }] });
    await on.pipeline.aws.idle();
    const [again] = ((await read('letters')) as { lines: { id: string; replays: number }[] }).lines;
    expect(again).toMatchObject({ replays: 1 });
    const wrong = await post('letters/purge', { id: [again?.id], count: 2 });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      { error: { name: 'RefusedCall', message: 'The count must be 1, as many as there are ids, but is 2.' } },
    ]);
    const purged = await (await post('letters/purge', { id: [again?.id], count: 1 })).json();
    expect(purged).toEqual({ lines: [{ id: again?.id, outcome: 'deleted', error: 'InvalidLabel' }] });
    expect(await read('letters')).toEqual({ lines: [] });
  });
});

it('serves as many looks at the dead letters as are asked for at once: none hides letters from another', async () => {
  await on.send('not JSON');
  await on.pipeline.aws.idle();
  const answers = (await Promise.all([read('letters'), read('letters'), read('letters')])) as { lines: unknown[] }[];
  expect(answers.map(({ lines }) => lines.length)).toEqual([1, 1, 1]);
  expect(answers).toEqual(answers.map(({ lines }) => ({ lines })));
  await on.takeDeadLetters();
});

describe('the API of the console refuses', () => {
  it.each<[string, RequestInit, number]>([
    ['status', { headers: { authorization: 'Bearer wrong' } }, 401],
    ['status', { headers: { authorization: '' } }, 401],
    ['status', { headers: { origin: 'http://evil.example' } }, 403],
    ['status', { method: 'POST' }, 405],
    ['status?since=2h', {}, 400],
    ['live?since=soonish', {}, 400],
    ['nothing', {}, 404],
    ['labels?limit=0', {}, 400],
    ['labels?nonsense=1', {}, 400],
    ['labels?since=soonish', {}, 400],
    ['preview?connection=encord&project=quay&label=quay-1&as=nonsense', {}, 400],
    [`trace?${ofLabel}&letters=perhaps`, {}, 400],
    [`preview?${ofLabel}&as=coco&compare=0000`, {}, 400],
    ['trace?connection=encord&project=quay&label=never', {}, 404],
    ['thumbnail?connection=encord&project=quay&label=never', {}, 404],
    ['preview?connection=encord&project=quay&label=never', {}, 404],
    [`preview?${ofLabel.replace('quay-1', 'broken')}`, {}, 404],
    [`preview?${ofLabel}&compare=0000`, {}, 404],
    ['letter?id=never', {}, 404],
    [
      'letters/replay',
      { method: 'POST', body: '{"id":["never"]}', headers: { 'content-type': 'application/json' } },
      404,
    ],
    ['letters?error=Nonsense', {}, 400],
    [
      'letters/purge',
      {
        method: 'POST',
        body: '{"id":["a"],"count":1,"archive":"../a.jsonl"}',
        headers: { 'content-type': 'application/json' },
      },
      400,
    ],
    ['letters/purge', { method: 'POST', body: '{}' }, 415],
    ['letters/purge', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400],
    ['letters/replay', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, 400],
  ])('%s with %o', async (path, init, status) => {
    const response = await call(path, init);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error.message).toMatch(/\w.*\./);
    expect(response.status).toBe(status);
  });

  it('a revision that there is not in the words of the command line', async () => {
    const { error } = (await read(`preview?${ofLabel}&revision=0000`)) as { error: { name: string; message: string } };
    const scope = ['--platform', 'encord', '--project', 'quay', '--revision', '0000', '--json', '--local'];
    const { stderr } = await labelwire(['preview', 'quay-1', ...scope], { folder });
    expect(JSON.parse(stderr)).toEqual({ error: { ...error, exitCode: 1 } });
    expect(error).toMatchObject({ name: 'NotFound', message: expect.stringContaining('must have a revision "0000"') });
  });

  it('a request by another name for this machine', async () => {
    const status = await new Promise((resolve, reject) => {
      const { port } = address();
      const asked = request({ port, host: '127.0.0.1', path: '/', headers: { host: `labelwire.example:${port}` } });
      asked.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      asked.end();
    });
    expect(status).toBe(421);
  });
});

it('lets nothing be kept, framed, guessed at or loaded from elsewhere', async () => {
  const html = await fetch(new URL('/', address()));
  const policy = html.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'; style-src 'self'; connect-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  for (const { headers } of [html, await call('status'), await call('nothing')]) {
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('set-cookie')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
  }
});

it('is served by the command until Ctrl-C, at the address that it prints', async () => {
  await buildPage();
  const args = [join(root, 'cli', 'main.ts'), 'console', '--local', '--json', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const printedAddress = new URL((JSON.parse(line) as { address: string }).address);
  expect(printedAddress.hostname).toBe('127.0.0.1');
  const headers = { authorization: `Bearer ${printedAddress.hash.replace('#token=', '')}` };
  expect((await fetch(new URL('/api/status', printedAddress), { headers })).status).toBe(200);
  const live = await fetch(new URL('/api/live', printedAddress), { headers });
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await live.body?.cancel().catch(() => undefined); // it ended with the server
});
