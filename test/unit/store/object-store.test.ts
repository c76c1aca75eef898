import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import { type ObjectStore, objectStore } from '../../../lib/store/object-store.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';

let server: HttpServer;
afterEach(() => server.close());

/** The store over an S3 that answers so, and the requests it gets. */
async function storeOver(answer: () => Response, prefix?: string) {
  const requests: { method: string; path: string; headers: Headers }[] = [];
  server = await serve(async (request) => {
    await request.arrayBuffer();
    requests.push({ method: request.method, path: new URL(request.url).pathname, headers: request.headers });
    return answer();
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return { store: objectStore(s3, 'the-bucket', prefix), requests };
}

async function bytesOf(store: ObjectStore, key: string): Promise<Buffer> {
  const chunks = await store.read(key);
  return chunks ? buffer(chunks) : Buffer.of();
}

const refusal = (status: number, code: string) => () =>
  new Response(`<Error><Code>${code}</Code><Message>Some words of S3.</Message></Error>`, {
    status,
    headers: { 'content-type': 'application/xml' },
  });
const anObject = { key: 'a.txt', bytes: Buffer.from('one'), contentType: 'text/plain', metadata: { revision: '1' } };

describe('an object store', () => {
  it('puts its prefix in front of every key, and sends a checksum, type and metadata', async () => {
    const { store, requests } = await storeOver(() => new Response('', { headers: { etag: '"e"' } }), 'some/prefix/');
    await store.put(anObject);
    const [request] = requests;
    expect([request?.method, request?.path]).toEqual(['PUT', '/the-bucket/some/prefix/a.txt']);
    expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
      'content-type': 'text/plain',
      'x-amz-meta-revision': '1',
      'x-amz-checksum-sha256': Buffer.from(sha256Of(anObject.bytes), 'hex').toString('base64'),
    });
  });

  it('makes conditions of If-Match and If-None-Match, and answers with the new ETag', async () => {
    const { store, requests } = await storeOver(() => new Response('', { headers: { etag: '"e"' } }));
    expect(await store.putIf(anObject, { ifAbsent: true })).toBe('"e"');
    expect(await store.putIf(anObject, { ifMatch: '"old"' })).toBe('"e"');
    expect(requests.map(({ headers }) => [headers.get('if-none-match'), headers.get('if-match')])).toEqual([
      ['*', null],
      [null, '"old"'],
    ]);
  });

  it('asks for bytes up to, and without, the end of a range', async () => {
    const { store, requests } = await storeOver(() => new Response('2345', { status: 206 }));
    expect((await store.get('a.txt', { start: 2, end: 6 }))?.bytes.toString()).toBe('2345');
    expect(requests[0]?.headers.get('range')).toBe('bytes=2-5');
  });

  it('gives the bytes of an object as they arrive', async () => {
    const { store } = await storeOver(() => new Response('2345'), 'some/prefix/');
    expect((await bytesOf(store, 'a.txt')).toString()).toBe('2345');
  });

  it('calls it StorageUnavailable where the bytes of an object break off', async () => {
    const half = () => new Response('half', { headers: { 'content-length': '100' } });
    const { store } = await storeOver(half);
    await expect(bytesOf(store, 'a.txt')).rejects.toMatchObject({ name: 'StorageUnavailable' });
  });

  it('answers undefined for what is not there', async () => {
    const { store } = await storeOver(refusal(404, 'NoSuchKey'));
    const found = [await store.head('a.txt'), await store.get('a.txt'), await store.read('a.txt')];
    expect(found).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    [412, 'PreconditionFailed'],
    [409, 'ConditionalRequestConflict'],
    [404, 'NoSuchKey'],
  ])('answers undefined when somebody was faster (%i %s), and deletes nothing then', async (status, code) => {
    const { store } = await storeOver(refusal(status, code));
    expect(await store.putIf(anObject, { ifMatch: '"e"' })).toBeUndefined();
    expect(await store.deleteIf('a.txt', '"e"')).toBeUndefined();
  });

  it.each([
    [500, 'InternalError'],
    [503, 'ServiceUnavailable'],
    [503, 'SlowDown'],
    [400, 'RequestTimeout'],
    [403, 'RequestTimeTooSkewed'],
  ])('calls %i %s StorageUnavailable, in every operation', async (status, code) => {
    const { store } = await storeOver(refusal(status, code));
    const operations = [
      () => store.get('a.txt'),
      () => store.put(anObject),
      () => store.putIf(anObject, { ifAbsent: true }),
      () => store.deleteIf('a.txt', '"e"'),
    ];
    for (const operation of operations) {
      await expect(operation()).rejects.toMatchObject({
        name: 'StorageUnavailable',
        message: `S3 did not serve bucket the-bucket: ${code} (${status}).`,
      });
    }
  });

  it.each([
    [404, 'NoSuchBucket'],
    [403, 'AccessDenied'],
    [400, 'KMS.DisabledException'],
  ])('calls %i %s InvalidConfiguration, and says what to check', async (status, code) => {
    const { store } = await storeOver(refusal(status, code));
    for (const operation of [() => store.get('a.txt'), () => store.putIf(anObject, { ifAbsent: true })]) {
      await expect(operation()).rejects.toMatchObject({
        name: 'InvalidConfiguration',
        message: expect.stringMatching(new RegExp(`bucket the-bucket: ${code} \\(${status}\\)\\. Check that`)),
      });
    }
  });

  it('calls a lost connection StorageUnavailable', async () => {
    const { store } = await storeOver(() => new Response(''));
    await server.close();
    await expect(store.head('a.txt')).rejects.toMatchObject({ name: 'StorageUnavailable' });
  });
});
