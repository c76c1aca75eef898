import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import type { Connection } from '../../../lib/configuration/connections.ts';
import { platformApi } from '../../../lib/runtime/platform-http.ts';
import { stoppable } from '../../../lib/runtime/stopping.ts';
import { taskFunction } from '../../../lib/runtime/task-function.ts';
import { objectStore } from '../../../lib/store/object-store.ts';
import { platformOf } from '../../../local/platform-testing.ts';

let server: HttpServer | undefined;
afterEach(() => server?.close());

/** A server that never answers what is to be read, and notes what is written. */
async function aSlowServer() {
  const written: string[] = [];
  server = await serve(async ({ method, url }) => {
    if (method !== 'PUT') return new Promise<Response>(() => {});
    written.push(new URL(url).pathname);
    return new Response('');
  });
  return { url: server.url, written };
}

/** Runs a step that has 100 ms; it goes on by itself after it has ended, as in a sandbox that is used once more. */
async function timedOut(step: () => Promise<void>) {
  const ended = Promise.withResolvers<Error | undefined>();
  const handler = taskFunction('TheStep', { input: z.unknown(), output: z.void() }, () => {
    const running = step();
    running.then(() => ended.resolve(undefined), ended.resolve);
    return running;
  });
  const context = { getRemainingTimeInMillis: () => 600, functionName: 'the-step' } as Context;
  const called = Promise.resolve(handler({}, context, undefined as never));
  const outcome = await called.catch((error: Error) => error.name);
  return { outcome, ended: await ended.promise };
}

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const storeAt = (endpoint: string) =>
  objectStore(
    stoppable(new S3Client({ endpoint, credentials, region: 'eu-central-1', forcePathStyle: true })),
    'the-bucket',
  );
const object = { key: 'labels/a.json', bytes: Buffer.from('a'), contentType: 'application/json' };

it('a step that ended early writes nothing any more, neither by the request under way nor by a later one', async () => {
  const { url, written } = await aSlowServer();
  const store = storeAt(url);
  const later: unknown[] = [];
  const { outcome, ended } = await timedOut(async () => {
    const head = await store.head('records/a.json').catch((error: Error) => error);
    later.push(head, await store.putIf(object, { ifAbsent: true }).catch((error: Error) => error));
    throw new Error('The step goes on to its end.');
  });
  expect(outcome).toBe('TimeoutError');
  expect(ended?.message).toBe('The step goes on to its end.');
  expect(later).toEqual([expect.any(Error), expect.any(Error)]);
  expect(written).toEqual([]);
});

it('a client serves the next step after one of them was stopped, and requests outside of a step', async () => {
  const { url, written } = await aSlowServer();
  const store = storeAt(url);
  await timedOut(async () => {
    await store.head('records/a.json');
  });
  await store.put(object);
  const handler = taskFunction('TheStep', { input: z.unknown(), output: z.void() }, () => store.put(object));
  await handler({}, { getRemainingTimeInMillis: () => 30_000 } as Context, undefined as never);
  expect(written).toEqual(['/the-bucket/labels/a.json', '/the-bucket/labels/a.json']);
});

it('a request of a platform, and a wait between two of them, end with the step', async () => {
  const { url } = await aSlowServer();
  const connection: Connection = { name: 'encord', platform: platformOf('encord'), settings: { apiUrl: url } };
  const api = platformApi(connection, { credential: 'key', remainingMilliseconds: () => 900_000 });
  const asked = await timedOut(async () => {
    await api.request({ method: 'GET', url: `${url}/labels` });
  });
  expect(asked).toMatchObject({ outcome: 'TimeoutError', ended: { name: 'PlatformUnavailable' } });
  const waited = await timedOut(() => api.wait(600_000));
  expect(waited).toMatchObject({ outcome: 'TimeoutError', ended: { name: 'AbortError' } });
});
