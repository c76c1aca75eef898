import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { objectStore } from '../../lib/store/object-store.ts';
import { acceptedCheck, subscriberCheck } from './alert-checks.ts';
import { bucketSettingChecks } from './bucket-setting-checks.ts';
import type { Check, Deployed } from './check.ts';
import { lambdaChecks } from './lambda-checks.ts';
import { rightsCheck } from './rights-check.ts';

/** What only a deployment on AWS has. */
export function deploymentChecks(deployed: Deployed): readonly Check[] {
  const { bucket, bucketPrefix } = deployed.stack;
  const [lambda, s3] = [new LambdaClient(), new S3Client()];
  return [
    subscriberCheck(deployed, new SNSClient()),
    ...lambdaChecks(deployed, lambda),
    rightsCheck(deployed, { iam: new IAMClient(), lambda }),
    ...bucketSettingChecks(deployed, s3, objectStore(s3, bucket, bucketPrefix)),
  ];
}

export const acceptedOn = (connection: string, deployed: Deployed): Check =>
  acceptedCheck(connection, deployed, new CloudWatchClient());
