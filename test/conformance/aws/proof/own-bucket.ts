import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';

/** The least that KMS takes; a key that waits for its deletion costs nothing. */
const daysToKeyDeletion = 7;

/** A bucket with a KMS key that the stack does not make. It is deleted with the stack's own, by its name. */
export class OwnBucket {
  readonly #name: string;
  readonly #kms = new KMSClient();
  #keyId: string | undefined;

  constructor(stack: string) {
    this.#name = `${stack}-own`;
  }

  /** Gives back by which parameters the service is deployed to it. */
  async make(): Promise<readonly string[]> {
    const s3 = new S3Client();
    const Bucket = this.#name;
    const { KeyMetadata } = await this.#kms.send(new CreateKeyCommand({ Description: Bucket }));
    const { Arn = '', KeyId } = KeyMetadata ?? {};
    this.#keyId = KeyId;
    await s3.send(new CreateBucketCommand({ Bucket, ...placeOf(await s3.config.region()) }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    const rule = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Arn } as const;
    const Rules = [{ ApplyServerSideEncryptionByDefault: rule, BucketKeyEnabled: true }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    s3.destroy();
    return [`--param=bucket=${Bucket}`, '--param=bucketPrefix=team-a/', `--param=kmsKeyArn=${Arn}`];
  }

  async deleteKey(): Promise<void> {
    if (this.#keyId === undefined) return;
    const PendingWindowInDays = daysToKeyDeletion;
    await this.#kms.send(new ScheduleKeyDeletionCommand({ KeyId: this.#keyId, PendingWindowInDays }));
    this.#kms.destroy();
  }
}

/** S3 takes no name for the region that it began in. */
const placeOf = (region: string) =>
  region === 'us-east-1'
    ? {}
    : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
