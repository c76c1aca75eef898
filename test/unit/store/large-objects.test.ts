import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../../cli/http-server.ts';
import { InvalidRequest } from '../../../lib/contracts/errors.ts';
import { type ObjectStore, objectStore } from '../../../lib/store/object-store.ts';
import { startSqsAndS3 } from '../../../local/aws/s3-conditions.ts';

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const mebibyte = 1024 * 1024;
const contentType = 'text/plain';

async function* chunks(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1);
}

describe('an object store', () => {
  let stopS3: () => Promise<void>;
  let store: ObjectStore;
  beforeAll(async () => {
    const fauxqs = await startSqsAndS3({ port: 0 });
    const endpoint = `http://127.0.0.1:${fauxqs.port}`;
    const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'labels' }));
    store = objectStore(s3, 'labels', 'team-a/');
    stopS3 = () => fauxqs.stop();
  });
  afterAll(() => stopS3());

  it.each([
    ['nothing', []],
    ['a little', [5, 0, 7]],
    ['exactly one part', [8 * mebibyte]],
    ['several parts, cut anywhere', [3 * mebibyte, 6 * mebibyte, 1, 20 * mebibyte, 3]],
  ])('puts %s in parts, as it would whole', async (_what, sizes) => {
    const expected = Buffer.concat(sizes.map((size, index) => Buffer.alloc(size, index + 1)));
    expect(await store.putParts({ key: 'parts', contentType }, chunks(sizes))).toBe(expected.length);
    expect((await store.get('parts'))?.bytes.equals(expected)).toBe(true);
  });

  it('leaves nothing of parts whose source fails, and says what the source said', async () => {
    async function* failing() {
      yield* chunks([9 * mebibyte, 9 * mebibyte]);
      throw new InvalidRequest('The source has lost something.');
    }
    await expect(store.putParts({ key: 'failed', contentType }, failing())).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'The source has lost something.',
    });
    expect(await store.head('failed')).toBeUndefined();
  });

  it('names folders, and deletes more objects than S3 takes at once', async () => {
    const bytes = Buffer.from('x');
    const keys = Array.from({ length: 1_001 }, (_, number) => `many/${number % 3}/${number}`);
    await Promise.all(keys.map((key) => store.put({ key, bytes, contentType })));
    expect(await store.folders('many/')).toEqual(['0', '1', '2']);
    await store.deleteAll(keys.slice(1));
    expect(await store.list('many/')).toEqual(['many/0/0']);
    await store.deleteAll([]);
  });
});

describe('an object as it was', () => {
  const newest = (status: number, code: string) => new Response(`<Error><Code>${code}</Code></Error>`, { status });
  const versions = (isWhole: boolean, ...listed: readonly string[]) =>
    new Response(
      `<ListVersionsResult><IsTruncated>${!isWhole}</IsTruncated>${isWhole ? '' : '<NextKeyMarker>p/a</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>'}${listed.join('')}</ListVersionsResult>`,
    );
  const version = (key: string, etag: string, id: string) =>
    `<Version><Key>${key}</Key><ETag>&quot;${etag}&quot;</ETag><VersionId>${id}</VersionId></Version>`;

  /** What is asked of an S3 that answers so, one after the other; and the text that came back. */
  async function ask(...answers: readonly Response[]) {
    const asked: string[] = [];
    const server = await serve(async (request) => {
      const { searchParams } = new URL(request.url);
      const of = ['prefix', 'key-marker', 'version-id-marker', 'versionId'].flatMap(
        (name) => searchParams.get(name) ?? [],
      );
      asked.push(
        [searchParams.has('versions') ? 'list' : 'get', request.headers.get('if-match') ?? '', ...of].join(' ').trim(),
      );
      return answers[asked.length - 1] ?? new Response('', { status: 500 });
    });
    try {
      const s3 = new S3Client({
        endpoint: server.url,
        region: 'us-east-1',
        credentials,
        forcePathStyle: true,
        maxAttempts: 1,
      });
      const found = await objectStore(s3, 'labels', 'p/').getVersion('a', '"old"');
      return { asked, found: found?.bytes.toString() };
    } finally {
      await server.close();
    }
  }

  it('is the newest where that has the ETag', async () => {
    expect(await ask(new Response('now'))).toEqual({ asked: ['get "old"'], found: 'now' });
  });

  it.each([
    [412, 'PreconditionFailed'],
    [404, 'NoSuchKey'],
  ])('is an earlier version after a change or a deletion (%i %s)', async (status, code) => {
    const answers = [
      newest(status, code),
      versions(false, version('p/a', 'new', 'v1')),
      versions(true, version('p/a', 'old', 'v0'), version('p/ab', 'old', 'v9')),
      new Response('then'),
    ];
    expect(await ask(...answers)).toEqual({
      asked: ['get "old"', 'list  p/a', 'list  p/a p/a v1', 'get  v0'],
      found: 'then',
    });
  });

  it('is not there where the bucket keeps no versions, or only another object has the ETag', async () => {
    const { found } = await ask(newest(412, 'PreconditionFailed'), versions(true, version('p/ab', 'old', 'v9')));
    expect(found).toBeUndefined();
  });
});
