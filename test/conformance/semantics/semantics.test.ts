import { randomUUID } from 'node:crypto';
import { setDefaultCACertificates } from 'node:tls';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, describe, inject } from 'vitest';
import { describeS3Semantics } from '../../contract/s3-semantics.ts';
import { describeS3Versions } from '../../contract/s3-versions.ts';
import { describeSqsSemantics } from '../../contract/sqs-semantics.ts';

const { title, url } = inject('implementation');
setDefaultCACertificates(inject('certificates'));

declare module 'vitest' {
  interface ProvidedContext {
    /** What the rules are tried on. */
    implementation: { readonly title: string; readonly url: string };
    /** What the process that started it trusts: an emulator may have a certificate of its own. */
    certificates: readonly string[];
  }
}

describe(title, () => {
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const s3 = new S3Client(settings);
  const sqs = new SQSClient(settings);
  afterAll(() => {
    s3.destroy();
    sqs.destroy();
  });
  describeS3Semantics('S3', async () => {
    const bucket = `semantics-${randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    return { s3, bucket };
  });
  describeS3Versions('S3 with versions', async () => ({ s3 }));
  describeSqsSemantics('SQS', async () => ({ sqs }));
});
