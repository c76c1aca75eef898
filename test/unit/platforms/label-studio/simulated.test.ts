import { expect, it } from 'vitest';
import { simulated } from '../../../../lib/platforms/label-studio/simulated/index.ts';
import { legacyToken, personalAccessToken } from '../../../../lib/platforms/label-studio/simulated/tokens.ts';
import type { Credential, ServedLabel } from '../../../../lib/platforms/testing.ts';
import { aTask } from './tasks.ts';

const labels: ServedLabel[] = [
  { project: '12', label: '9001', dataUnit: '1', name: 'first', document: aTask([], { id: 1 }) },
  { project: '12', label: '5', dataUnit: '2', name: 'second', document: aTask([], { id: 2, annotation: { id: 5 } }) },
];

type Caller = { readonly credential?: Credential; readonly authorization?: string };
const ask = async (path: string, { credential = legacyToken(), authorization }: Caller = {}) => {
  const headers = { authorization: authorization ?? `Token ${credential.secret}` };
  return simulated.server(credential, () => labels)(new Request(`https://x.test${path}`, { headers }));
};

it('the simulated server answers as a real one did, pitfalls included', async () => {
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
  ['a legacy token where legacy tokens are turned off', { credential: personalAccessToken() }, 'Token abc'],
  ['a personal access token in place of an access token', { credential: personalAccessToken() }, undefined],
])('the simulated server refuses %s', async (_what, options, authorization) => {
  const bearer = `Bearer ${(options as { credential?: { secret: string } }).credential?.secret ?? ''}`;
  expect((await ask('/api/tasks/?project=12', { ...options, authorization: authorization ?? bearer })).status).toBe(
    401,
  );
});
