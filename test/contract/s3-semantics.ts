import { randomBytes, randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';

export type S3Place = { readonly s3: S3Client; readonly bucket: string };

/** The status of an answer, be it a success or an error. */
const statusOf = (
  request: Promise<{ $metadata: { httpStatusCode?: number | undefined } }>,
): Promise<number | undefined> =>
  request.then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode ?? Promise.reject(error),
  );

/** What the store needs of S3, be it AWS's or another: conditional writes above all. */
export function describeS3Semantics(title: string, place: () => Promise<S3Place>): void {
  describe(title, () => {
    const prefix = `semantics/${randomUUID()}/`;
    let s3: S3Client;
    let Bucket: string;
    beforeAll(async () => {
      ({ s3, bucket: Bucket } = await place());
    });

    const newKey = () => `${prefix}${randomUUID()}`;
    const put = (Key: string, Body: string | Uint8Array, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));
    const remove = (Key: string, IfMatch?: string) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key, ...(IfMatch ? { IfMatch } : {}) }));
    const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket, Key }));
    const read = async (Key: string, Range?: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
      return (await Body?.transformToString()) ?? '';
    };
    const etagOf = async (Key: string) => (await head(Key)).ETag ?? '';

    it('creates with If-None-Match only what is not there', async () => {
      const key = newKey();
      expect(await statusOf(put(key, 'first', { IfNoneMatch: '*' }))).toBe(200);
      await expect(put(key, 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
        name: 'PreconditionFailed',
        $metadata: { httpStatusCode: 412 },
      });
      expect(await read(key)).toBe('first');
    });

    it('replaces with If-Match only the version that was seen', async () => {
      const key = newKey();
      const { ETag: seen = '' } = await put(key, 'first');
      expect(await statusOf(put(key, 'second', { IfMatch: seen }))).toBe(200);
      expect(await statusOf(put(key, 'third', { IfMatch: seen }))).toBe(412);
      expect(await read(key)).toBe('second');
    });

    it('answers 404 to If-Match on a key that is not there, and writes nothing', async () => {
      const key = newKey();
      expect(await statusOf(put(key, 'x', { IfMatch: '"0cc175b9c0f1b6a831c399e269772661"' }))).toBe(404);
      expect(await statusOf(head(key))).toBe(404);
    });

    it('lets one of ten win who create the same key at once', async () => {
      const key = newKey();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, writer) => statusOf(put(key, `writer ${writer}`, { IfNoneMatch: '*' }))),
      );
      expect(answers.filter((status) => status === 200)).toHaveLength(1);
      expect(answers.filter((status) => status === 412 || status === 409)).toHaveLength(9);
      expect(await read(key)).toBe(`writer ${answers.indexOf(200)}`);
    });

    it('lets one of ten win who replace the same version at once', async () => {
      const key = newKey();
      const { ETag: seen = '' } = await put(key, 'before');
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, writer) => statusOf(put(key, `writer ${writer}`, { IfMatch: seen }))),
      );
      expect(answers.filter((status) => status === 200)).toHaveLength(1);
      expect(answers.filter((status) => status === 412 || status === 409)).toHaveLength(9);
      expect(await read(key)).toBe(`writer ${answers.indexOf(200)}`);
    });

    it('deletes with If-Match only the version that was seen', async () => {
      const key = newKey();
      const { ETag: old = '' } = await put(key, 'first');
      await put(key, 'second');
      expect(await statusOf(remove(key, old))).toBe(412);
      expect(await read(key)).toBe('second');
      expect(await statusOf(remove(key, await etagOf(key)))).toBe(204);
      expect(await statusOf(head(key))).toBe(404);
    });

    it('deletes what is not there without complaint', async () => {
      expect(await statusOf(remove(newKey()))).toBe(204);
    });

    it('gives back metadata, content type and ETag', async () => {
      const key = newKey();
      const metadata = { revision: '17', sha256: 'ab'.repeat(32) };
      const { ETag } = await s3.send(
        new PutObjectCommand({ Bucket, Key: key, Body: '{}', ContentType: 'application/json', Metadata: metadata }),
      );
      expect(await head(key)).toMatchObject({
        ETag,
        Metadata: metadata,
        ContentType: 'application/json',
        ContentLength: 2,
      });
      expect((await s3.send(new GetObjectCommand({ Bucket, Key: key }))).Metadata).toEqual(metadata);
    });

    it('gives other bytes another ETag', async () => {
      const key = newKey();
      const { ETag: one } = await put(key, 'one');
      const { ETag: two } = await put(key, 'two');
      expect(two).not.toBe(one);
      expect(await etagOf(key)).toBe(two);
    });

    it('reads a range of bytes', async () => {
      const key = newKey();
      await put(key, '0123456789');
      expect(await read(key, 'bytes=2-5')).toBe('2345');
    });

    it('lists what lies below a prefix, in order, page by page', async () => {
      const folder = `${newKey()}/`;
      const names = ['a', 'b/c', 'b/d', 'e f', 'g+h'].map((name) => `${folder}${name}`);
      for (const name of names) await put(name, name);
      await put(`${folder.slice(0, -1)}-beside`, 'x');
      const found: string[] = [];
      let pages = 0;
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: folder,
            MaxKeys: 2,
            ...(ContinuationToken ? { ContinuationToken } : {}),
          }),
        );
        found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
        pages += 1;
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(found).toEqual(names);
      expect(pages).toBe(3);
    });

    it('takes a body of 12 MiB', async () => {
      const key = newKey();
      const body = randomBytes(12 * 1024 ** 2);
      await put(key, body);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
      expect(body.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
    });

    it('takes a SHA-256 checksum and tells it again', async () => {
      const key = newKey();
      const { ChecksumSHA256 } = await s3.send(
        new PutObjectCommand({ Bucket, Key: key, Body: 'abc', ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*' }),
      );
      // FIPS 180-2, appendix B.1, in base64.
      expect(ChecksumSHA256).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
      const told = await s3.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: 'ENABLED' }));
      expect(told.ChecksumSHA256).toBe(ChecksumSHA256);
    });
  });
}
