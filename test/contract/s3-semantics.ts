import { createHash, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeKeys } from './s3-keys.ts';
import { describeObjects } from './s3-objects.ts';
import { type S3Place, s3Requests, statusOf } from './s3-requests.ts';

const etagOfAnother = '"0cc175b9c0f1b6a831c399e269772661"';

/** What the store needs of S3, be it AWS's or another: conditional writes above all. */
export function describeS3Semantics(title: string, place: () => Promise<S3Place>): void {
  describe(title, () => {
    const requests = s3Requests(place);
    const { newKey, put, remove, head, read, etagOf } = requests;

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
      expect(await statusOf(put(key, 'x', { IfMatch: etagOfAnother }))).toBe(404);
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

    it('lets one win when the same version is replaced and deleted at once', async () => {
      const key = newKey();
      const { ETag: seen = '' } = await put(key, 'before');
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, writer) =>
          statusOf(writer % 2 === 0 ? put(key, `writer ${writer}`, { IfMatch: seen }) : remove(key, seen)),
        ),
      );
      const winner = answers.findIndex((status) => status === 200 || status === 204);
      const losers = answers.filter((_, writer) => writer !== winner);
      expect(losers.filter((status) => ![404, 409, 412].includes(status ?? 0))).toEqual([]);
      if (winner % 2 === 0) expect(await read(key)).toBe(`writer ${winner}`);
      else expect(await statusOf(head(key))).toBe(404);
    });

    it('deletes what is not there without complaint', async () => {
      expect(await statusOf(remove(newKey()))).toBe(204);
    });

    it('refuses to delete with If-Match what is not there', async () => {
      expect([404, 412]).toContain(await statusOf(remove(newKey(), etagOfAnother)));
    });

    it('says NoSuchKey of a missing object, NotFound to a HEAD', async () => {
      const missing = { $metadata: { httpStatusCode: 404 } };
      await expect(read(newKey())).rejects.toMatchObject({ name: 'NoSuchKey', ...missing });
      await expect(head(newKey())).rejects.toMatchObject({ name: 'NotFound', ...missing });
    });

    it.each([
      ['without a condition', {}],
      ['with If-Match', { IfMatch: etagOfAnother }],
      ['with If-None-Match', { IfNoneMatch: '*' }],
    ])('says NoSuchBucket of a write to a missing bucket, %s', async (_, condition) => {
      const Bucket = `no-bucket-${randomUUID()}`;
      await expect(put('key', 'x', { Bucket, ...condition })).rejects.toMatchObject({
        name: 'NoSuchBucket',
        $metadata: { httpStatusCode: 404 },
      });
    });

    it('takes a SHA-256 checksum and tells it again', async () => {
      const key = newKey();
      const { ChecksumSHA256 } = await put(key, 'abc', { ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*' });
      // FIPS 180-2, appendix B.1, in base64.
      expect(ChecksumSHA256).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
      const shown = await head(key, { ChecksumMode: 'ENABLED' });
      expect(shown.ChecksumSHA256).toBe(ChecksumSHA256);
    });

    it('refuses bytes that are not those of the checksum, and writes nothing', async () => {
      const key = newKey();
      const ofOthers = createHash('sha256').update('abc').digest('base64');
      await expect(put(key, 'abd', { ChecksumSHA256: ofOthers })).rejects.toMatchObject({ name: 'BadDigest' });
      expect(await statusOf(head(key))).toBe(404);
    });

    describeObjects(requests);
    describeKeys(requests);
  });
}
