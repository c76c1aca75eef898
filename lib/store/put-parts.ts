import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** S3 takes parts from 5 MiB, and 10,000 of them: 80 GB. */
const partBytes = 8 * 1024 * 1024;

type Send = S3Client['send'];
type Target = { readonly Bucket: string; readonly Key: string; readonly ContentType: string };

const checksum = { ChecksumAlgorithm: 'SHA256' } as const;

/**
 * Puts what the chunks come to, holding one part of it at a time; nothing is there before the last one is. Returns the number
 * of bytes. Where it fails, its parts are removed.
 */
export async function putParts(send: Send, target: Target, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  const { Bucket, Key } = target;
  const parts: CompletedPart[] = [];
  let UploadId: string | undefined;
  let total = 0;
  try {
    let last: Buffer | undefined;
    for await (const part of partsOf(chunks)) {
      total += part.length;
      if (last) {
        UploadId ??= (await send(new CreateMultipartUploadCommand({ ...target, ...checksum }))).UploadId;
        parts.push(await uploadPart(send, { Bucket, Key, UploadId, PartNumber: parts.length + 1 }, last));
      }
      last = part;
    }
    const Body = last ?? Buffer.alloc(0);
    if (UploadId === undefined) {
      await send(new PutObjectCommand({ ...target, Body, ...checksum }));
      return total;
    }
    parts.push(await uploadPart(send, { Bucket, Key, UploadId, PartNumber: parts.length + 1 }, Body));
    await send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }));
    return total;
  } catch (error) {
    // The bucket's rule removes parts that stay: what went wrong at first is what is reported.
    if (UploadId !== undefined)
      await send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => undefined);
    throw error;
  }
}

type PartName = {
  readonly Bucket: string;
  readonly Key: string;
  readonly UploadId: string | undefined;
  readonly PartNumber: number;
};

async function uploadPart(send: Send, part: PartName, Body: Buffer): Promise<CompletedPart> {
  const { ETag, ChecksumSHA256 } = await send(new UploadPartCommand({ ...part, Body, ...checksum }));
  return { PartNumber: part.PartNumber, ETag, ...(ChecksumSHA256 ? { ChecksumSHA256 } : {}) };
}

/** Whole parts, and a last one that may be shorter. */
async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size < partBytes) continue;
    const joined = Buffer.concat(held);
    let start = 0;
    for (; joined.length - start >= partBytes; start += partBytes) yield joined.subarray(start, start + partBytes);
    held = [joined.subarray(start)];
    size = joined.length - start;
  }
  if (size > 0) yield Buffer.concat(held);
}
