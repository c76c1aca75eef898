import { describe, expect, it } from 'vitest';
import { parsePrivateKey } from '../../../../lib/platforms/encord/api/private-key.ts';
import { signV1 } from '../../../../lib/platforms/encord/api/request-signing.ts';
import platform from '../../../../lib/platforms/encord/index.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';

const served: ServedLabel = { project: 'p', label: 'l', dataUnit: 'd', name: 'l.json', document: { label_hash: 'l' } };

it('the simulated platform announces a label as the platform reads it', () => {
  const event = { id: 'event-1', kind: 'upserted' as const, occurredAt: new Date('2026-05-04T12:00:00.123Z') };
  const body = encord.delivery(served, event);
  const now = new Date('2026-05-04T12:00:01.999Z');
  const delivery = { body: Buffer.from(body), headers: encord.sign(body, 'secret', { ...event, now }) };
  platform.verify(delivery, ['secret'], now);
  expect(platform.events(delivery, now)).toEqual([
    {
      ...{ id: 'event-1', type: 'task_completed_event', project: 'p', label: 'l', dataUnit: 'd', kind: 'upserted' },
      occurredAt: '2026-05-04T12:00:00.123Z',
    },
  ]);
});

describe('the server', () => {
  const credential = encord.newCredential();
  const labels = [{ ...served }];
  const server = encord.server(credential, () => labels);

  async function ask(query: object, { by = credential, project = 'p' } = {}): Promise<unknown> {
    const body = JSON.stringify(query);
    const signed = signV1(parsePrivateKey(by.secret), body);
    const headers = { ...signed, ResourceType: 'project', ResourceID: project };
    const answer = await server(new Request('https://api.encord.com/public', { method: 'POST', headers, body }));
    expect(answer.status).toBe(200);
    return answer.json();
  }
  const labelRow = (uid: unknown, payload: object | null = null, method = 'GET') => ({
    query_type: 'labelrow',
    query_method: method,
    values: { uid, payload },
  });
  const refusal = (code: string) => expect.objectContaining({ status: 400, response: [code] });

  it('the simulated server serves one row, or a list of them, as it is at that moment', async () => {
    expect(await ask(labelRow('l'))).toEqual({ status: 200, response: { label_hash: 'l' } });
    labels[0] = { ...served, document: { label_hash: 'l', repaired: true } };
    const several = { multi_request: true };
    expect(await ask(labelRow(['l'], several))).toEqual({
      status: 200,
      response: [{ label_hash: 'l', repaired: true }],
    });
  });

  it('the simulated server refuses with the code in the body of an HTTP 200', async () => {
    expect(await ask(labelRow('l'), { by: encord.newCredential() })).toEqual(refusal('AUTHENTICATION_ERROR'));
    expect(await ask(labelRow('another'))).toEqual(refusal('RESOURCE_NOT_FOUND_ERROR'));
    expect(await ask(labelRow('l'), { project: 'another' })).toEqual(refusal('RESOURCE_NOT_FOUND_ERROR'));
    expect(await ask(labelRow('l', null, 'PUT'))).toEqual(refusal('METHOD_NOT_ALLOWED_ERROR'));
    expect(await ask(labelRow(['l']))).toEqual(refusal('INVALID_ARGUMENTS_ERROR'));
    expect(await ask({ query_type: 'constructor' })).toEqual(refusal('INVALID_ARGUMENTS_ERROR'));
    const many = Array.from({ length: 101 }, (_, index) => `label-${index}`);
    expect(await ask(labelRow(many, { multi_request: true }))).toEqual({
      status: 400,
      response: ['MULTI_LABEL_LIMIT_ERROR'],
      payload: { maximum_labels_allowed: 100 },
    });
  });

  it('the simulated server answers 401 to an unsigned request for a project or its tasks, and 404 to any other path', async () => {
    const get = async (path: string) => (await server(new Request(`https://api.encord.com${path}`))).status;
    expect(await get('/v2/public/projects/p')).toBe(401);
    expect(await get('/v2/public/projects/p/workflow/stages/s/tasks')).toBe(401);
    expect(await get('/v2/public/projects/p/workflow/stages/s')).toBe(404);
    expect(await get('/v2/public/ontologies/o')).toBe(404);
    expect(await get('/public')).toBe(404);
  });
});
