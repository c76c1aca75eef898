import { randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll } from 'vitest';

export type S3Place = { readonly s3: S3Client; readonly bucket: string };
export type S3Requests = ReturnType<typeof s3Requests>;

/** The requests that the rules make, below a prefix of their own; for a `describe`, which waits for the place. */
export function s3Requests(place: () => Promise<S3Place>) {
  const prefix = `semantics/${randomUUID()}/`;
  let s3: S3Client;
  let Bucket: string;
  beforeAll(async () => {
    ({ s3, bucket: Bucket } = await place());
  });
  const head = (Key: string, more: Partial<HeadObjectCommandInput> = {}) =>
    s3.send(new HeadObjectCommand({ Bucket, Key, ...more }));
  const get = (Key: string, Range?: string) =>
    s3.send(new GetObjectCommand({ Bucket, Key, ...(Range ? { Range } : {}) }));
  return {
    newKey: () => `${prefix}${randomUUID()}`,
    put: (Key: string, Body: string | Uint8Array, more: Partial<PutObjectCommandInput> = {}) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more })),
    remove: (Key: string, IfMatch?: string) =>
      s3.send(new DeleteObjectCommand({ Bucket, Key, ...(IfMatch ? { IfMatch } : {}) })),
    head,
    get,
    read: async (key: string, range?: string) => (await (await get(key, range)).Body?.transformToString()) ?? '',
    list: (more: Partial<ListObjectsV2CommandInput>) => s3.send(new ListObjectsV2Command({ Bucket, ...more })),
    etagOf: async (key: string) => (await head(key)).ETag ?? '',
  };
}

/** The status of an answer, be it a success or an error. */
export const statusOf = (
  request: Promise<{ $metadata: { httpStatusCode?: number | undefined } }>,
): Promise<number | undefined> =>
  request.then(
    ({ $metadata }) => $metadata.httpStatusCode,
    (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode ?? Promise.reject(error),
  );
