import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { signedUrl } from '../clients.ts';
import { contentOf, sniffedBytes } from '../media-type.ts';
import { look } from '../seen.ts';
import type { BucketGathering, SampledObject } from './facts.ts';

const signedSeconds = 60;
const requestMilliseconds = 30_000;

/** The first objects below the prefix, without the empty keys ending in "/" that consoles create to show folders. */
export async function sampleObjects(
  s3: S3Client,
  bucket: string,
  { request, sample, fetch }: BucketGathering,
): Promise<SampledObject[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: request.prefix, MaxKeys: sample }),
  );
  const sampled: SampledObject[] = [];
  for (const { Key: key = '', Size: bytes = 0, StorageClass = 'STANDARD' } of Contents) {
    if (bytes === 0 && key.endsWith('/')) continue;
    const empty = { unseen: 'it is empty' };
    sampled.push({
      key,
      bytes,
      storageClass: StorageClass,
      mediaType: bytes === 0 ? empty : await look(() => mediaTypeOf(s3, bucket, key)),
      signedGet: bytes === 0 ? empty : await look(() => firstByte(s3, bucket, key, fetch)),
    });
  }
  return sampled;
}

async function firstByte(s3: S3Client, bucket: string, key: string, fetcher: typeof fetch): Promise<number> {
  const answer = await fetcher(await signedUrl(s3, bucket, key, signedSeconds), {
    headers: { range: 'bytes=0-0' },
    redirect: 'manual',
    signal: AbortSignal.timeout(requestMilliseconds),
  });
  await answer.body?.cancel();
  return answer.status;
}

async function mediaTypeOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${sniffedBytes - 1}` }));
  return contentOf((await Body?.transformToByteArray()) ?? new Uint8Array());
}
