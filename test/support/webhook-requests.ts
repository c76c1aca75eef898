import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { testingOf } from '../../local/platform-testing.ts';

export type Headers = Readonly<Record<string, string>>;

export type WebhookCall = {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
};

/** The headers with which a connection's platform signs any bytes at all. */
export const signatureOf = (connection: string, body: Uint8Array, secret: string, now = new Date()): Headers =>
  testingOf(connection).simulated.sign(body, secret, { id: 'event-1', kind: 'upserted', now });

/** Payload format 2.0 is spoken by two front doors, which differ in their routes, ids and path parameters. */
export type FrontDoor = 'function-url' | 'http-api';

/** The event a front door makes of a call: text where the body is UTF-8 and is to be text, else base64. */
export function eventOf(
  { method, path, query = '', headers, body }: WebhookCall,
  door: FrontDoor,
  { asText = true, base64 = Buffer.from(body).toString('base64') }: { asText?: boolean; base64?: string } = {},
): APIGatewayProxyEventV2 {
  const text = Buffer.from(body).toString('utf8');
  const isBase64Encoded = !asText || !Buffer.from(text, 'utf8').equals(body);
  const routeKey = door === 'http-api' ? 'POST /webhooks/{platform}' : '$default';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: { ...headers },
    ...(door === 'http-api' ? { pathParameters: { platform: path.split('/').at(-1) ?? '' } } : {}),
    requestContext: {
      accountId: door === 'http-api' ? '000000000000' : 'anonymous',
      apiId: 'abcdefghij',
      domainName: 'abcdefghij.example.com',
      domainPrefix: 'abcdefghij',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'fuzz' },
      requestId: 'request-1',
      routeKey,
      stage: '$default',
      time: '04/May/2026:12:00:00 +0000',
      timeEpoch: 1_777_896_000_000,
    },
    ...(body.length > 0 || base64 !== '' ? { body: isBase64Encoded ? base64 : text } : {}),
    isBase64Encoded,
  };
}
