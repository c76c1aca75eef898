import type { S3Client, ServerSideEncryption } from '@aws-sdk/client-s3';
import { given } from '../contracts/given.ts';

/** What a strict bucket demands of every request. */
export type BucketTerms = {
  /** The header `x-amz-server-side-encryption` of what is written: `AES256` or `aws:kms`. */
  readonly encryption?: string | undefined;
  /** The key of `aws:kms`; without one S3 takes the account's own. */
  readonly kmsKeyArn?: string | undefined;
  /** The account that the bucket must belong to; S3 answers 403 where it is another's. */
  readonly owner?: string | undefined;
};

const writing = new Set(['PutObjectCommand', 'CreateMultipartUploadCommand']);

/** The client, whose requests all meet the terms, whoever makes them. */
export function underTerms(s3: S3Client, { encryption, kmsKeyArn, owner }: BucketTerms): S3Client {
  const header = given({
    ServerSideEncryption: encryption as ServerSideEncryption | undefined,
    SSEKMSKeyId: kmsKeyArn,
  });
  const everywhere = given({ ExpectedBucketOwner: owner });
  s3.middlewareStack.add(
    (next, { commandName = '' }) =>
      (request) =>
        next({ ...request, input: { ...request.input, ...everywhere, ...(writing.has(commandName) ? header : {}) } }),
    { step: 'initialize', name: 'bucketTerms' },
  );
  return s3;
}
