import { awsFailure } from '../../lib/contracts/aws-failure.ts';

/** Why an object does not become a data row, by a name that can be counted. */
export const reasons = {
  'unsupported-type': 'not of the type that was asked for',
  'too-large': 'larger than the platform takes',
  empty: 'no bytes',
  archived: 'in an archive, where it cannot be read at once',
  'not-readable': 'your AWS credentials do not allow reading it',
  gone: 'not in the bucket',
  'no-address': 'no URL can contain its key',
  'other-bucket': 'in another bucket than the one named',
  'not-an-address': 'neither a key nor an address of S3',
  'bad-metadata': 'its metadata cannot be read',
  'bad-attachment': 'one of its attachments cannot be used',
  'key-taken': 'an earlier row has the same global key',
  'bad-global-key': 'its global key is empty or too long',
} as const;

export type Reason = keyof typeof reasons;

/** One object, or one row of a CSV, is not taken; the others are. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
  readonly reason: Reason;
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

type Refusal = { readonly reason: Reason; readonly message: string };

const unreadable: Refusal = {
  reason: 'not-readable',
  message: 'S3 refuses it (403): check s3:GetObject, the bucket policy, and kms:Decrypt of its key',
};
const gone: Refusal = { reason: 'gone', message: 'it is not in the bucket (any more)' };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const byName: Readonly<Record<string, Refusal>> = {
  AccessDenied: unreadable,
  Forbidden: unreadable,
  NoSuchKey: gone,
  NotFound: gone,
  InvalidObjectState: {
    reason: 'archived',
    message: 'it is in an archive: restore it, or move it to another storage class',
  },
  InvalidRange: { reason: 'empty', message: 'it has no bytes' },
};
const byStatus: Readonly<Record<number, Refusal>> = { 403: unreadable, 404: gone };

/** Throws RowRefused where S3's refusal is about this object, else an error that ends the run. */
export function refusedObject(error: unknown): never {
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const refusal = byName[name] ?? byStatus[$metadata?.httpStatusCode ?? 0];
  if (refusal) throw new RowRefused(refusal.reason, refusal.message, { cause: error });
  throw new Error(`S3 did not answer: ${awsFailure(error).reason}. Run the same command again: it resumes.`, {
    cause: error,
  });
}
