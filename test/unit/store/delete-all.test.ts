import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import { objectStore } from '../../../lib/store/object-store.ts';

let server: HttpServer;
afterEach(() => server.close());

/** S3 answers 200, and says of each key what became of it. */
async function deleting(code: string): Promise<unknown> {
  server = await serve(async (request) => {
    await request.arrayBuffer();
    const xml = `<DeleteResult><Error><Key>a</Key><Code>${code}</Code><Message>Some words.</Message></Error></DeleteResult>`;
    return new Response(xml, { headers: { 'content-type': 'application/xml' } });
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const s3 = new S3Client({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  return objectStore(s3, 'the-bucket')
    .deleteAll(['a'])
    .catch((error: unknown) => error);
}

it.each(['InternalError', 'SlowDown', 'ServiceUnavailable'])(
  'a key that S3 could not delete now may be tried again: %s',
  async (code) => {
    expect(await deleting(code)).toMatchObject({ name: 'StorageUnavailable' });
  },
);

it('a key that may not be deleted is not waited for', async () => {
  expect(await deleting('AccessDenied')).toMatchObject({
    name: 'InvalidConfiguration',
    message: expect.stringContaining('S3 refused a request to bucket the-bucket: AccessDenied (403).'),
  });
});
