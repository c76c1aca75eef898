import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DeleteBucketLifecycleCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type ServerSideEncryptionByDefault,
} from '@aws-sdk/client-s3';
import type { Deployment } from '../deployment.ts';
import type { Fault } from './fault.ts';

/** What may be wrong with the bucket. */
export function bucketFaults(on: Deployment): readonly Fault[] {
  const { bucket: Bucket } = on;
  const encrypt = (rule: ServerSideEncryptionByDefault) =>
    on.s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: rule, BucketKeyEnabled: false }],
        },
      }),
    );
  return [
    {
      name: 'no rule lets anything expire',
      checks: ['bucket: what expires'],
      plant: async () => void (await on.s3.send(new DeleteBucketLifecycleCommand({ Bucket }))),
      command: /aws s3api put-bucket-lifecycle-configuration .*$/,
    },
    {
      name: 'versions are not kept',
      checks: ['bucket: versions'],
      async plant() {
        const VersioningConfiguration = { Status: 'Suspended' } as const;
        await on.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      },
      command: /aws s3api put-bucket-versioning .*$/,
    },
    {
      name: 'another stack writes under the same bucket and prefix',
      checks: ['bucket: owner'],
      async plant() {
        const Body = JSON.stringify({ stack: 'labelwire-another', account: '000000000000', region: 'us-east-1' });
        await on.s3.send(new PutObjectCommand({ Bucket, Key: 'owner.json', Body }));
      },
      command: /aws s3 rm .*$/,
    },
    {
      name: 'a KMS key without a bucket key',
      checks: ['bucket: read and encryption'],
      also: ['rights of the functions'], // they were deployed without that key
      async plant() {
        const kms = new KMSClient();
        const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: on.service.stack }));
        kms.destroy();
        await encrypt({ SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KeyMetadata?.Arn });
      },
      command: /aws s3api put-bucket-encryption .*$/,
      undo: async () => void (await encrypt({ SSEAlgorithm: 'AES256' })),
    },
  ];
}
