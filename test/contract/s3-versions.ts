import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { type S3Place, statusOf } from './s3-requests.ts';

/** What a bucket with versions, which is what the stack makes, has beside all that. */
export function describeS3Versions(title: string, place: () => Promise<Pick<S3Place, 's3'>>): void {
  describe(title, () => {
    const Bucket = `semantics-${randomUUID()}`;
    const Key = 'label.json';
    let s3: S3Client;
    beforeAll(async () => {
      ({ s3 } = await place());
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    });
    const put = (Body: string, condition: { IfMatch?: string; IfNoneMatch?: string } = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...condition }));

    it('looks at the newest version alone, and keeps the earlier ones', async () => {
      expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
      const { ETag: first = '' } = await put('first', { IfNoneMatch: '*' });
      const { ETag: second = '' } = await put('second', { IfMatch: first });
      expect(await statusOf(put('third', { IfMatch: first }))).toBe(412);
      expect(await statusOf(s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: first })))).toBe(412);
      expect(await statusOf(s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: second })))).toBe(204);
      expect(await statusOf(s3.send(new HeadObjectCommand({ Bucket, Key })))).toBe(404);
      expect(await statusOf(put('third', { IfMatch: second }))).toBe(404);
      expect(await statusOf(put('third', { IfNoneMatch: '*' }))).toBe(200);
      expect(await statusOf(put('fourth', { IfNoneMatch: '*' }))).toBe(412);
      const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
      expect(Versions.map(({ Size }) => Size)).toEqual([5, 6, 5]);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId: Versions[1]?.VersionId }));
      expect(await Body?.transformToString()).toBe('second');
    });
  });
}
