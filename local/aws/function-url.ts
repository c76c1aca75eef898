import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2, LambdaFunctionURLEvent } from 'aws-lambda';
import { type HttpServer, serve } from '../../cli/http-server.ts';
import { FunctionError, type LambdaFunction, LambdaServiceError, largestPayload, throttled } from './lambda.ts';

/**
 * A function URL on loopback: requests become events of payload format 2.0, results become responses.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export const functionUrl = (lambda: LambdaFunction, port = 0): Promise<HttpServer> =>
  serve(async (request) => {
    const body = await bytesOf(request);
    if (!body) return tooLarge();
    try {
      return toResponse(await lambda.invoke(toEvent(request, body)));
    } catch (error) {
      if (error instanceof FunctionError) return new Response('Internal Server Error', { status: 502 });
      if (error instanceof LambdaServiceError && error.name === throttled)
        return Response.json({ Message: error.message }, { status: 429 });
      if (error instanceof LambdaServiceError) return tooLarge(); // base64 and the envelope count, too
      throw error;
    }
  }, port);

// AWS documents the status and the limit, not the text.
const tooLarge = () =>
  Response.json({ Message: `Request must be smaller than ${largestPayload} bytes` }, { status: 413 });

/** Nothing when it is too large. Reads to the end even then: a client that still sends would not see the answer. */
async function bytesOf(request: Request): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length <= largestPayload) chunks.push(chunk);
  }
  return length > largestPayload ? undefined : Buffer.concat(chunks);
}

/** Every other content type comes as base64. */
const isText = (contentType: string) =>
  /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.-]+\+(json|xml)\b)/i.test(contentType);

function toEvent(request: Request, body: Buffer): LambdaFunctionURLEvent {
  const url = new URL(request.url);
  const { cookie, ...headers } = Object.fromEntries(request.headers);
  const now = new Date();
  const isBase64Encoded = body.length > 0 && !isText(headers['content-type'] ?? '');
  // A name that is there several times has its values joined:
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
  const names = new Set(url.searchParams.keys());
  const query = Object.fromEntries([...names].map((name) => [name, url.searchParams.getAll(name).join(',')]));
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers,
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: url.host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') } : {}),
    isBase64Encoded,
  };
}

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

const bodiless = new Set([204, 205, 304]);

/** A result without a status code is the body itself, as JSON. */
function toResponse(result: unknown): Response {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) return Response.json(result);
  const {
    statusCode = 200,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded,
  } = result as APIGatewayProxyStructuredResultV2;
  const answer = new Headers({ 'content-type': 'application/json' });
  for (const [name, value] of Object.entries(headers)) answer.set(name, String(value));
  for (const cookie of cookies) answer.append('set-cookie', cookie);
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(bodiless.has(statusCode) ? null : bytes, { status: statusCode, headers: answer });
}
