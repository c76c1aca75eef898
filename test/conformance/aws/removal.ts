import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Service } from './service.ts';

const attempts = 8;
/** A stack that is still changing cannot be removed yet. */
const betweenAttemptsMilliseconds = 20_000;

/** Removes the stack, however far it got. */
export async function removeStack(service: Service): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await service.outputs()) === undefined) return;
      await service.remove();
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(betweenAttemptsMilliseconds);
    }
  }
}

/**
 * Empties and deletes the buckets that the stack made and left behind. Their names begin with its name, which no other
 * stack has: it was drawn for this run.
 */
export async function deleteBuckets(s3: S3Client, stack: string): Promise<void> {
  for (const name of await bucketsOf(s3, stack)) {
    await empty(s3, name);
    await s3.send(new DeleteBucketCommand({ Bucket: name }));
  }
}

export async function bucketsOf(s3: S3Client, stack: string): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: `${stack}-` }));
  return Buckets.flatMap(({ Name = '' }) => (Name.startsWith(`${stack}-`) ? [Name] : []));
}

/** All versions of all objects. */
async function empty(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    for (let from = 0; from < Objects.length; from += 1000) {
      const Delete = { Objects: Objects.slice(from, from + 1000), Quiet: true };
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
      if (Errors[0]) throw new Error(`${Bucket} cannot be emptied: ${Errors[0].Code}.`);
    }
  }
}
