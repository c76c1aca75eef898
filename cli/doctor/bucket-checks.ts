import { randomUUID } from 'node:crypto';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { keys } from '../../lib/contracts/keys.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { bucketClient } from '../bucket.ts';
import type { Stack } from '../stack.ts';
import { type Check, CheckFailed } from './check.ts';

/** With an object of its own under staging/, which a lifecycle rule would expire even if it stayed. */
export function bucketChecks(stack: Stack, awsAt: string): readonly Check[] {
  const { bucket, bucketPrefix } = stack;
  const s3 = bucketClient(stack);
  const store = objectStore(s3, bucket, bucketPrefix);
  const key = keys.staging(`doctor-${randomUUID()}`);
  const bytes = Buffer.from('labelwire doctor');
  const object = { key, bytes, contentType: 'text/plain' };
  let etag: string | undefined;
  return [
    {
      name: 'bucket: conditional write',
      async look() {
        etag = await store.putIf(object, { ifAbsent: true });
        if (etag === undefined) throw new CheckFailed(`S3 says that ${key} is there, which nobody made.`);
        if ((await store.putIf(object, { ifAbsent: true })) === undefined) return `${bucket} heeds If-None-Match`;
        throw new CheckFailed(
          `${bucket} does not heed If-None-Match: an older label could overwrite a newer one. Use a general purpose bucket of Amazon S3.`,
        );
      },
    },
    {
      name: 'bucket: read and encryption',
      async look() {
        const found = await store.get(key);
        if (found === undefined || !bytes.equals(found.bytes))
          throw new CheckFailed('what was written cannot be read back. Can the bucket be written at all? See above.');
        return encryptionOf(s3, bucket, bucketPrefix + key, awsAt);
      },
    },
    {
      name: 'bucket: delete',
      async look() {
        if (etag === undefined) throw new CheckFailed('nothing was written that could be deleted. See above.');
        await store.deleteIf(key, etag);
        if (!(await store.head(key))) return 'works';
        throw new CheckFailed(`${key} is still there. May your AWS credentials delete?`);
      },
    },
  ];
}

/** An object of a KMS key was just written and read, so the key can be used. */
async function encryptionOf(s3: S3Client, Bucket: string, Key: string, awsAt: string): Promise<string> {
  const { ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  if (SSEKMSKeyId && !BucketKeyEnabled) {
    const rule = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: SSEKMSKeyId },
      BucketKeyEnabled: true,
    };
    throw new CheckFailed(
      `works, but without a bucket key: each object is a request of KMS, a hundred times the price. aws s3api put-bucket-encryption --bucket ${Bucket} --server-side-encryption-configuration '${JSON.stringify({ Rules: [rule] })}'${awsAt}`,
    );
  }
  if (SSEKMSKeyId) return `works, with the KMS key ${SSEKMSKeyId}`;
  return `works, ${ServerSideEncryption ? `encrypted by S3 (${ServerSideEncryption})` : 'without a KMS key'}`;
}
