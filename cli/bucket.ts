import { S3Client } from '@aws-sdk/client-s3';
import { underTerms } from '../lib/store/bucket-terms.ts';
import { type ObjectStore, objectStore } from '../lib/store/object-store.ts';
import type { Stack } from './stack.ts';

/** For the bucket of a deployment, as it demands to be asked. */
export const bucketClient = ({ bucketTerms = {} }: Pick<Stack, 'bucketTerms'>): S3Client =>
  underTerms(new S3Client(), bucketTerms);

export const bucketOf = (stack: Pick<Stack, 'bucket' | 'bucketPrefix' | 'bucketTerms'>): ObjectStore =>
  objectStore(bucketClient(stack), stack.bucket, stack.bucketPrefix);
