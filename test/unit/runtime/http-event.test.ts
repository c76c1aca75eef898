import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import { type HttpEvent, toRequest } from '../../../lib/runtime/http-event.ts';
import { httpFunction } from '../../../lib/runtime/http-function.ts';
import { receiveDelivery } from '../../../lib/steps/receive-delivery.ts';
import { signatureOf } from '../../support/webhook-requests.ts';

const secret = 'a secret of this test';
const deliveryOf = (project: string) => ({
  project: { id: project },
  label: { id: 'label-1' },
  dataRow: { id: 'row-1' },
  title: 'é ✓',
});
const body = Buffer.from(`${JSON.stringify(deliveryOf('harbour'), null, 1)}\n`);

/** Header names as HTTP/1.1 clients write them. */
const headers = Object.fromEntries(
  Object.entries({ ...signatureOf('labelbox', body, secret), 'content-type': 'application/json' }).map(
    ([name, value]) => [name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()), value],
  ),
);
const several = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

/** As AWS documents and sends payload format 2.0, with what only one of the two has. */
function format2(isBase64Encoded: boolean, { stage, rawPath }: { stage: string; rawPath: string }) {
  return {
    version: '2.0',
    routeKey: stage === '$default' ? '$default' : 'ANY /webhooks/{connection}',
    rawPath,
    rawQueryString: 'project=harbour&tag=a&tag=b',
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    queryStringParameters: { project: 'harbour', tag: 'a,b' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.lambda-url.eu-central-1.on.aws',
      domainPrefix: 'abcdefghij',
      http: { method: 'POST', path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'test' },
      requestId: 'request-1',
      routeKey: '$default',
      stage,
      time: '04/May/2026:12:00:00 +0000',
      timeEpoch: 1_777_896_000_000,
    },
    body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  } satisfies APIGatewayProxyEventV2;
}

/** As a REST API sends payload format 1.0: the stage is in requestContext.path alone. */
const format1 = (isBase64Encoded: boolean) =>
  ({
    resource: '/webhooks/{connection}',
    path: '/webhooks/labelbox',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: several(headers),
    queryStringParameters: { project: 'harbour', tag: 'b' },
    multiValueQueryStringParameters: { project: ['harbour'], tag: ['a', 'b'] },
    pathParameters: { connection: 'labelbox' },
    stageVariables: null,
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcdefghij',
      authorizer: null,
      httpMethod: 'POST',
      identity: { sourceIp: '192.0.2.7', userAgent: 'test' },
      path: '/v1/webhooks/labelbox',
      protocol: 'HTTP/1.1',
      requestId: 'request-1',
      requestTimeEpoch: 1_777_896_000_000,
      resourceId: 'abc123',
      resourcePath: '/webhooks/{connection}',
      stage: 'v1',
    },
    body: body.toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
  }) as unknown as APIGatewayProxyEvent;

const path = '/webhooks/labelbox';
const events: [string, HttpEvent][] = [
  ['a function URL, as text', format2(false, { stage: '$default', rawPath: path })],
  ['a function URL, as base64', format2(true, { stage: '$default', rawPath: path })],
  ['an HTTP API, as text', format2(false, { stage: '$default', rawPath: path })],
  ['an HTTP API with a stage in its path, as base64', format2(true, { stage: 'v1', rawPath: `/v1${path}` })],
  ['a REST API, as base64', format1(true)],
  ['a REST API, as text', format1(false)],
];

describe.each(events)('a delivery through %s', (_door, event) => {
  it('is the request that was sent, to the last byte', () => {
    const request = toRequest(event);

    expect(Buffer.from(request.body).equals(body)).toBe(true);
    expect(request).toMatchObject({
      method: 'POST',
      path,
      query: { project: 'harbour', tag: 'a,b' },
      sender: '192.0.2.7',
    });
    expect(Object.keys(request.headers).toSorted()).toEqual(
      Object.keys(headers)
        .map((name) => name.toLowerCase())
        .toSorted(),
    );
  });

  it('is verified by its signature, and refused with one of other bytes', async () => {
    const { labelbox } = platforms as Readonly<Record<string, Platform>>;
    if (!labelbox) throw new Error('There is no platform whose signature is over the bytes alone.');
    const verify = (sent: HttpEvent) => labelbox.verify(toRequest(sent), [secret], new Date());

    expect(() => verify(event)).not.toThrow();
    const { body: text, isBase64Encoded } = event;
    const changed = Buffer.from(text ?? '', isBase64Encoded ? 'base64' : 'utf8');
    changed[0] = 0x20;
    expect(() => verify({ ...event, body: changed.toString(isBase64Encoded ? 'base64' : 'utf8') })).toThrow();
  });

  it('is answered, and refused with a reason', async () => {
    const answer = await httpFunction((request) => receiveDelivery(request, receiver))(
      event,
      { functionName: 'receiveWebhook' } as Context,
      undefined as never,
    );

    expect(answer).toMatchObject({ statusCode: 404, body: expect.stringContaining('Unknown webhook path') });
  });
});

/** It has no connection at all. */
const receiver: Parameters<typeof receiveDelivery>[1] = {
  configuration: { platforms: {}, routes: [] },
  secrets: async () => [secret],
  enqueue: async () => ({ failed: [] }),
  now: () => new Date(),
  log: () => undefined,
};

it('bytes that are not UTF-8 arrive as they are, as base64', () => {
  const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x7b]);
  const event = { ...format1(true), body: bytes.toString('base64') };

  expect(Buffer.from(toRequest(event).body).equals(bytes)).toBe(true);
});

it('a REST API that sends no header, no query and no body makes a request without them', () => {
  const { requestContext } = format1(false);
  const event = {
    httpMethod: 'GET',
    path,
    headers: null,
    multiValueHeaders: null,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    requestContext,
    body: null,
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEvent;

  expect(toRequest(event)).toMatchObject({ method: 'GET', headers: {}, query: {}, body: Buffer.alloc(0) });
});
