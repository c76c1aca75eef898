import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { MalformedDelivery, QueueUnavailable, SignatureMismatch } from '../../../lib/contracts/errors.ts';
import { httpFunction } from '../../../lib/runtime/http-function.ts';
import type { WebhookRequest } from '../../../lib/steps/receive-delivery.ts';

type Parts = {
  body?: string;
  isBase64Encoded?: boolean;
  headers?: Record<string, string>;
  query?: Record<string, string>;
};
const anEvent = ({ body, isBase64Encoded = false, headers = {}, query }: Parts = {}) =>
  ({
    rawPath: '/webhooks/encord',
    requestContext: { http: { method: 'POST', sourceIp: '192.0.2.1' } },
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  }) as unknown as APIGatewayProxyEventV2;

type Answer = { statusCode: number; body?: string; headers?: Record<string, string> };
const call = async (run: Parameters<typeof httpFunction>[0], event = anEvent()): Promise<Answer> => {
  const answer = await httpFunction(run)(event, { functionName: 'receiveWebhook' } as Context, undefined as never);
  if (!answer) throw new Error('The function gave no answer.');
  return answer;
};
const throwing = (error: Error) =>
  call(async () => {
    throw error;
  });

describe('a request', () => {
  async function seen(parts: Parts): Promise<WebhookRequest> {
    const requests: WebhookRequest[] = [];
    const run = async (request: WebhookRequest) => {
      requests.push(request);
      return { statusCode: 202, body: '{}' };
    };
    expect(await call(run, anEvent(parts))).toEqual({
      statusCode: 202,
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    const [request] = requests;
    if (!request) throw new Error('unreachable');
    return request;
  }

  it.each([
    ['text', { body: '{ "a": "é" }\n' }],
    ['base64', { body: Buffer.from('{ "a": "é" }\n').toString('base64'), isBase64Encoded: true }],
  ])('keeps the very bytes of a body that came as %s: a signature is over them', async (_what, parts) => {
    expect(Buffer.from((await seen(parts)).body).toString()).toBe('{ "a": "é" }\n');
  });

  it('may have no body', async () => {
    expect((await seen({})).body).toHaveLength(0);
  });

  it('has what stood behind the ? of its address, and the address that it came from', async () => {
    expect(await seen({ query: { project: '12' } })).toMatchObject({ query: { project: '12' }, sender: '192.0.2.1' });
    expect((await seen({})).query).toEqual({});
  });

  it('has header names in lower case, whoever sent them', async () => {
    expect((await seen({ headers: { 'X-Hub-Signature-256': 'a' } })).headers).toMatchObject({
      'x-hub-signature-256': 'a',
    });
  });
});

describe('an error', () => {
  it.each([
    [new SignatureMismatch('Not signed.'), 401, 'Not signed.'],
    [new MalformedDelivery('Not JSON.'), 400, 'Not JSON.'],
  ])('of a refusal is its status and its message', async (error, statusCode, body) => {
    expect(await throwing(error)).toMatchObject({ statusCode, body });
  });

  it('of a queue that took not all is 503: the platform has to send the delivery again', async () => {
    expect(await throwing(new QueueUnavailable('Not every event could be stored.'))).toMatchObject({ statusCode: 503 });
  });

  it('of any other kind is 500, without a word of it', async () => {
    const answer = await throwing(new Error('the password is wrong'));
    expect(answer.statusCode).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('password');
  });
});
