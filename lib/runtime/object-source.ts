import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { awsFailure } from '../contracts/aws-failure.ts';
import { StorageUnavailable } from '../contracts/errors.ts';
import type { ObjectAddress } from '../contracts/object-address.ts';
import { MediaProblem, type MediaSource } from '../media/media-source.ts';

/** An object of a bucket of the customer's, read by ranges. Throws StorageUnavailable where S3 may answer later. */
export function objectSource(s3: S3Client, { bucket, key }: ObjectAddress, signal: AbortSignal): MediaSource {
  const name = `s3://${bucket}/${key}`;
  return {
    name,
    async read(start, end) {
      const wanted = { Bucket: bucket, Key: key, Range: `bytes=${start}-${end - 1}` };
      try {
        const { Body } = await s3.send(new GetObjectCommand(wanted), { abortSignal: signal });
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (cause) {
        if (statusOf(cause) === 416) return new Uint8Array(); // the object ends before
        const { mayPass, reason } = awsFailure(cause);
        if (mayPass) throw new StorageUnavailable(`S3 did not serve ${name}: ${reason}.`, { cause });
        throw new MediaProblem(
          'media-refused',
          `${name} must be an object that this deployment may read, but S3 answered ${reason}. Check that it is there, the bucket policy, and the KMS key.`,
          { cause },
        );
      }
    },
  };
}

const statusOf = (error: unknown) =>
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
