import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clean } from '../../../lib/platforms/label-studio/document/clean.ts';
import simulated from '../../../local/platforms/label-studio/index.ts';
import { legacyToken, personalAccessToken } from '../../../lib/platforms/label-studio/simulated/tokens.ts';
import type { Credential } from '../../../local/platforms/simulated-platform.ts';
import { aTask, imageConfig } from '../../support/label-studio.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelwire-label-studio-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function loaded(files: Record<string, unknown>) {
  const home = await mkdtemp(join(folder, 'documents-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, 'label-studio', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return simulated.load(home);
}

describe('a folder of exports', () => {
  it('gives a label for each annotation, with the configuration that lies beside it', async () => {
    const two = { ...aTask([]), annotations: [{ id: 1 }, { id: 2 }] };
    const { labels, refused } = await loaded({
      'a/tasks.json': [two],
      'a/config.xml': imageConfig,
      'b.json': aTask([], { id: 9 }),
    });
    expect(refused).toEqual([]);
    expect(labels.map(({ label, dataUnit, ontology }) => [label, dataUnit, ontology !== undefined])).toEqual([
      ['1', '501', true],
      ['2', '501', true],
      ['9001', '9', false],
    ]);
  });

  it('tells of each file that holds no label, and why', async () => {
    const { labels, refused } = await loaded({
      'broken.json': '{',
      'empty.json': [],
      'min.json': [{ image: 'a.png', label: 'x' }],
      'new.json': { ...aTask([]), annotations: [] },
      'number.json': [7],
      'skipped.json': aTask([], { annotation: { was_cancelled: true } }),
      'twice.json': [aTask([], { id: 1 }), aTask([], { id: 2 })],
    });
    expect(labels).toHaveLength(1);
    expect(refused.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      expect.stringMatching(/^broken\.json: It is not JSON/),
      expect.stringMatching(/^empty\.json: It is an empty list/),
      expect.stringMatching(/^min\.json: It has no list of annotations\. Export as JSON, not as JSON-MIN/),
      expect.stringMatching(/^new\.json: .*nobody has labelled it yet/),
      expect.stringMatching(/^number\.json: It is no task/),
      expect.stringMatching(/^skipped\.json: .*skipped/),
      expect.stringMatching(/^twice\.json: Annotation 9001 stands in another/),
    ]);
  });

  it('that is not there gives nothing', async () => {
    expect(await simulated.load(join(folder, 'nowhere'))).toEqual({ labels: [], refused: [] });
  });
});

describe('the simulated server', () => {
  type Asking = { readonly credential?: Credential; readonly authorization?: string };
  const ask = async (path: string, { credential = legacyToken(), authorization }: Asking = {}) => {
    const { labels } = await loaded({ 'a.json': [aTask([], { id: 1 }), aTask([], { id: 2, annotation: { id: 5 } })] });
    const headers = { authorization: authorization ?? `Token ${credential.secret}` };
    return simulated.server(credential, () => labels)(new Request(`https://x.test${path}`, { headers }));
  };

  it('answers as a real one was seen to, traps included', async () => {
    const empty = encodeURIComponent('{"selectedItems":{"all":false,"included":[]}}');
    const all = (await (await ask(`/api/tasks/?project=12&fields=all&query=${empty}`)).json()) as { total: number };
    expect(all.total).toBe(2);
    expect((await ask('/api/tasks/?project=12&query=nonsense')).status).toBe(500);
    expect((await ask('/api/tasks/?project=12&page=3')).status).toBe(404);
    expect((await ask('/api/tasks/?project=13')).status).toBe(404);
    expect(await (await ask('/api/tasks/1/')).json()).toMatchObject({ id: 1, annotations: [{ id: 9001 }] });
    expect(await (await ask('/api/annotations/5/')).json()).toMatchObject({ id: 5, task: 2, project: 12 });
    expect((await ask('/api/annotations/6/')).status).toBe(404);
    expect(await (await ask('/api/nothing/')).text()).toMatch(/<!doctype html>/);
  });

  it.each([
    ['no token', {}, ''],
    ['another legacy token', {}, 'Token abc'],
    ['a legacy token where they are turned off', { credential: personalAccessToken() }, 'Token abc'],
    ['a personal access token in place of what it buys', { credential: personalAccessToken() }, undefined],
  ])('refuses %s', async (_what, options, authorization) => {
    const bearer = `Bearer ${(options as { credential?: { secret: string } }).credential?.secret ?? ''}`;
    expect((await ask('/api/tasks/?project=12', { ...options, authorization: authorization ?? bearer })).status).toBe(
      401,
    );
  });
});

it('keeps of a document neither names of people nor keys, and nothing that changes at every fetch', () => {
  const user = {
    id: 7,
    email: 'annotator@example.org',
    first_name: 'Ada',
    last_name: 'Example',
    initials: 'ae',
    avatar: null,
  };
  const fetched = (ago: string) => ({
    ...aTask([{ id: 'a', value: { text: ['first_name', 'call me'] }, first_name: 'stays in a result' }], {
      annotation: { completed_by: user, created_username: ' annotator@example.org, 7', created_ago: ago },
    }),
    data: { image: 'https://x.example.com/1.png?X-Amz-Signature=1', token: 'a word of the data' },
    annotations_results: '[…]',
    drafts: [{ user: 'annotator@example.org' }],
    project_of: { id: 12, token: 'key-of-the-project' },
  });
  const kept = clean(fetched('1 minute'));
  const text = JSON.stringify(kept);
  expect(text).not.toMatch(/annotator@|Ada|X-Amz|key-of-the-project|annotations_results/);
  expect(text).toMatch(/stays in a result/);
  expect(text).toMatch(/a word of the data/);
  expect(clean(fetched('2 hours'))).toEqual(kept);
});
