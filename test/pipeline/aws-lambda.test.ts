import { request as httpRequest } from 'node:http';
import type { Context, LambdaFunctionURLEvent } from 'aws-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpServer } from '../../cli/http-server.ts';
import { functionUrl } from '../../local/aws/function-url.ts';
import { FunctionError, type LambdaHandler, lambdaFunction, largestPayload } from '../../local/aws/lambda.ts';
import { errorNamed } from '../support/local-aws.ts';

const functionOf = (handler: LambdaHandler, timeoutSeconds = 5) =>
  lambdaFunction({ name: 'tested', handler, timeoutSeconds });

describe('a Lambda function on this machine', () => {
  it('gets its event and gives its result as JSON only', async () => {
    const event = { date: new Date(0), nothing: undefined, inner: { kept: true } };
    let given: unknown;
    const echo = functionOf(async (input: unknown) => {
      given = input;
      return { now: new Date(0), nothing: undefined };
    });
    expect(await echo.invoke(event)).toEqual({ now: '1970-01-01T00:00:00.000Z' });
    expect(given).toStrictEqual({ date: '1970-01-01T00:00:00.000Z', inner: { kept: true } });
    expect(await functionOf(async () => undefined).invoke({})).toBeNull();
  });

  it('gets a context that counts its time down', async () => {
    let context: Context | undefined;
    let remaining: number[] = [];
    await functionOf(async (_event: unknown, given: Context) => {
      context = given;
      const before = given.getRemainingTimeInMillis();
      await new Promise((resolve) => setTimeout(resolve, 30));
      remaining = [before, given.getRemainingTimeInMillis()];
    }).invoke({});
    expect(context).toMatchObject({
      functionName: 'tested',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tested',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      memoryLimitInMB: expect.stringMatching(/^\d+$/),
    });
    expect(remaining[0]).toBeLessThanOrEqual(5_000);
    expect(remaining[0]).toBeGreaterThan(4_500);
    expect(remaining[1]).toBeLessThan((remaining[0] ?? 0) - 25);
  });

  it.each([
    [
      'thrown at once',
      () => {
        throw errorNamed('InvalidLabel', 'No title.');
      },
    ],
    [
      'from a promise',
      async () => {
        throw errorNamed('InvalidLabel', 'No title.');
      },
    ],
  ])('serialises an error %s under its own name', async (_, handler) => {
    const error = await functionOf(handler)
      .invoke({})
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(FunctionError);
    expect(error).toMatchObject({ name: 'InvalidLabel' });
    expect(JSON.parse((error as Error).message)).toEqual({
      errorType: 'InvalidLabel',
      errorMessage: 'No title.',
      trace: expect.arrayContaining([expect.stringContaining('at ')]),
    });
  });

  it('is cut off at its time-out', async () => {
    const hanging = functionOf(() => new Promise(() => {}), 0.05);
    await expect(hanging.invoke({})).rejects.toMatchObject({
      name: 'Sandbox.Timedout',
      message: expect.stringContaining('Task timed out after 0.05 seconds'),
    });
  });

  it('takes and gives 6 MB, and no byte more', async () => {
    const echo = functionOf(async (event: unknown) => event);
    const largest = 'x'.repeat(largestPayload - 2); // two quotes
    expect(await echo.invoke(largest)).toBe(largest);
    await expect(echo.invoke(`${largest}x`)).rejects.toMatchObject({ name: 'Lambda.RequestTooLargeException' });
    const talkative = functionOf(async () => `${largest}x`);
    await expect(talkative.invoke({})).rejects.toMatchObject({ name: 'Function.ResponseSizeTooLarge' });
  });
});

describe('a function URL on this machine', () => {
  let server: HttpServer | undefined;
  afterEach(() => server?.close());

  /** A function URL whose function answers as given and remembers the last event. */
  async function url(answer: (event: LambdaFunctionURLEvent) => unknown = () => ({ statusCode: 202 })) {
    const seen: LambdaFunctionURLEvent[] = [];
    server = await functionUrl(
      functionOf(async (event: LambdaFunctionURLEvent) => {
        seen.push(event);
        return answer(event);
      }),
    );
    return { at: server.url, seen };
  }

  it('makes an event of payload format 2.0', async () => {
    const { at, seen } = await url();
    await fetch(`${at}/webhooks/encord?a=1&b=2%2F3&b=4`, {
      method: 'POST',
      headers: { 'X-Signature': 'AbC', 'content-type': 'application/json; charset=utf-8' },
      body: '{"name":"Zoë"}',
    });
    expect(seen[0]).toMatchObject({
      version: '2.0',
      routeKey: '$default',
      rawPath: '/webhooks/encord',
      rawQueryString: 'a=1&b=2%2F3&b=4',
      queryStringParameters: { a: '1', b: '2/3,4' },
      headers: { 'x-signature': 'AbC', 'content-type': 'application/json; charset=utf-8' },
      body: '{"name":"Zoë"}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/webhooks/encord', sourceIp: '127.0.0.1' }, stage: '$default' },
    });
  });

  it.each(['application/octet-stream', 'application/x-www-form-urlencoded', undefined])(
    'gives a body of type %s as base64, byte for byte',
    async (type) => {
      const { at, seen } = await url();
      const body = Buffer.from([0, 255, 123, 34, 195, 40]);
      await fetch(at, { method: 'POST', body, headers: type === undefined ? {} : { 'content-type': type } });
      expect(seen[0]?.isBase64Encoded).toBe(true);
      expect(Buffer.from(seen[0]?.body ?? '', 'base64').equals(body)).toBe(true);
    },
  );

  it('answers what the function says: status, headers, cookies, body', async () => {
    const { at } = await url(() => ({
      statusCode: 401,
      headers: { 'content-type': 'text/plain', 'x-reason': 'signature' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('no').toString('base64'),
      isBase64Encoded: true,
    }));
    const response = await fetch(at);
    expect([response.status, await response.text()]).toEqual([401, 'no']);
    expect([response.headers.get('content-type'), response.headers.get('x-reason')]).toEqual([
      'text/plain',
      'signature',
    ]);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('answers a result without a status as JSON', async () => {
    const { at } = await url(() => ({ hello: 'world' }));
    const response = await fetch(at);
    expect([response.status, await response.json()]).toEqual([200, { hello: 'world' }]);
  });

  it('answers 502 when the function fails, and says no more', async () => {
    const { at } = await url(() => {
      throw errorNamed('InvalidConfiguration', 'A secret.');
    });
    const response = await fetch(at, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([502, 'Internal Server Error']);
  });

  it.each([
    ['a body above 6 MB', largestPayload + 1, 'text/plain'],
    ['a body above 6 MB once it is base64', 5 * 1024 ** 2, 'application/octet-stream'],
  ])('answers 413 to %s, without calling the function', async (_, length, type) => {
    const { at, seen } = await url();
    const body = Buffer.alloc(length, 'x');
    const response = await fetch(at, { method: 'POST', body, headers: { 'content-type': type } });
    expect(response.status).toBe(413);
    expect(seen).toEqual([]);
  });

  it('calls nothing for a client that hangs up in the middle of its body', async () => {
    const { at, seen } = await url();
    const half = httpRequest(at, { method: 'POST', headers: { 'content-length': '100' } });
    half.on('error', () => {}); // its own end
    half.write('half');
    await new Promise((resolve) => setTimeout(resolve, 50));
    half.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toEqual([]);
    expect((await fetch(at)).status).toBe(202);
  });
});
