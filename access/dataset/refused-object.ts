import { awsFailure } from '../../lib/contracts/aws-failure.ts';
import { type Reason, RowRefused } from './refused.ts';

type Verdict = { readonly reason: Reason; readonly message: string };

const unreadable: Verdict = {
  reason: 'not-readable',
  message: 'S3 refuses to give it (403): check s3:GetObject, the bucket policy, and kms:Decrypt of its key',
};
const gone: Verdict = { reason: 'gone', message: 'it is not in the bucket (any more)' };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const byName: Readonly<Record<string, Verdict>> = {
  AccessDenied: unreadable,
  Forbidden: unreadable,
  NoSuchKey: gone,
  NotFound: gone,
  InvalidObjectState: {
    reason: 'archived',
    message: 'it lies in an archive: restore it, or move it to another storage class',
  },
  InvalidRange: { reason: 'empty', message: 'it has no bytes' },
};
const byStatus: Readonly<Record<number, Verdict>> = { 403: unreadable, 404: gone };

/** What S3's refusal of one object comes to: RowRefused where it is about this object, else an error that ends the run. */
export function refusedObject(error: unknown): never {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const verdict = byName[name] ?? byStatus[$metadata?.httpStatusCode ?? 0];
  if (verdict) throw new RowRefused(verdict.reason, verdict.message, { cause: error });
  throw new Error(`S3 did not answer: ${awsFailure(error).told}. Run the same command again: it goes on from here.`, {
    cause: error,
  });
}
