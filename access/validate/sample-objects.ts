import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { firstByte } from '../browser-requests.ts';
import { signedUrl } from '../clients.ts';
import { contentOf, sniffedBytes } from '../media-type.ts';
import { look } from '../seen.ts';
import type { BucketGathering, SampledObject } from './facts.ts';

const signedSeconds = 60;

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
    const signedGet = async () => firstByte(await signedUrl(s3, bucket, key, signedSeconds), fetch);
    const empty = { unseen: 'it is empty' };
    sampled.push({
      key,
      bytes,
      storageClass: StorageClass,
      mediaType: bytes === 0 ? empty : await look(() => mediaTypeOf(s3, bucket, key)),
      signedGet: bytes === 0 ? empty : await look(signedGet),
    });
  }
  return sampled;
}

async function mediaTypeOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${sniffedBytes - 1}` }));
  return contentOf((await Body?.transformToByteArray()) ?? new Uint8Array());
}
