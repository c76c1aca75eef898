import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { fileTypeFromBuffer } from 'file-type';
import { objectUrl } from '../clients.ts';
import { look } from '../seen.ts';
import { signedUrl } from '../signed-url.ts';
import type { SampledObject } from './facts.ts';
import type { BucketGathering } from './gathering.ts';

/** What file-type looks at most often: https://github.com/sindresorhus/file-type */
const headBytes = 4100;
const signedSeconds = 60;
const requestMilliseconds = 30_000;

/** The first objects below the prefix. The "folders" that consoles make (0 bytes, ending in "/") are none. */
export async function sampleObjects(
  bucket: string,
  region: string,
  { request, clients, sample, fetch, now }: BucketGathering,
): Promise<SampledObject[]> {
  const s3 = clients.s3At(region);
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: request.prefix, MaxKeys: sample }),
  );
  const credentials = await s3.config.credentials();
  const found: SampledObject[] = [];
  for (const { Key: key = '', Size: bytes = 0, StorageClass = 'STANDARD' } of Contents) {
    if (bytes === 0 && key.endsWith('/')) continue;
    const url = signedUrl(objectUrl(bucket, region, key), { credentials, region, seconds: signedSeconds, now });
    found.push({
      key,
      bytes,
      storageClass: StorageClass,
      mediaType: bytes === 0 ? { unseen: 'it is empty' } : await look(() => mediaTypeOf(s3, bucket, key)),
      signedGet: bytes === 0 ? { unseen: 'it is empty' } : await look(() => firstByte(url, fetch)),
    });
  }
  return found;
}

async function firstByte(url: string, fetcher: typeof fetch): Promise<number> {
  const signal = AbortSignal.timeout(requestMilliseconds);
  const answer = await fetcher(url, { headers: { range: 'bytes=0-0' }, redirect: 'manual', signal });
  await answer.body?.cancel();
  return answer.status;
}

async function mediaTypeOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=0-${headBytes - 1}` }));
  const head = (await Body?.transformToByteArray()) ?? new Uint8Array();
  return (await fileTypeFromBuffer(head))?.mime ?? textTypeOf(head, Key);
}

const textTypes: readonly (readonly [RegExp, string])[] = [
  [/\.html?$/i, 'text/html'],
  [/\.json$/i, 'application/json'],
];

/** Text has no signature. Its end may be cut in the middle of a character, which the decoder of a stream allows. */
function textTypeOf(head: Uint8Array, key: string): string | undefined {
  // https://www.loc.gov/preservation/digital/formats/fdd/fdd000366.shtml
  if (/^NITF0|^NSIF0/.test(Buffer.from(head.subarray(0, 5)).toString('latin1'))) return 'application/vnd.nitf';
  if (head.includes(0)) return undefined;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  return textTypes.find(([name]) => name.test(key))?.[1] ?? 'text/plain';
}
