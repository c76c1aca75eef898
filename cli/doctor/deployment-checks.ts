import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Connection } from '../../lib/configuration/connections.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { bucketClient } from '../bucket.ts';
import { acceptedCheck, subscriberCheck } from './alert-checks.ts';
import { bucketSettingChecks } from './bucket-setting-checks.ts';
import type { Check, Deployed } from './check.ts';
import { lambdaChecks } from './lambda-checks.ts';
import { lostExecutionsCheck } from './lost-executions-check.ts';
import { outsideStackOf } from './outside-stack.ts';
import { rightsCheck } from './rights-check.ts';

/** What only a deployment on AWS has. */
export function deploymentChecks(deployed: Deployed, connections: readonly Connection[]): readonly Check[] {
  const { stack } = deployed;
  const [lambda, s3] = [new LambdaClient(), bucketClient(stack)];
  const store = objectStore(s3, stack.bucket, stack.bucketPrefix);
  const clients = { s3, kms: new KMSClient(), secrets: new SecretsManagerClient(), sqs: new SQSClient() };
  return [
    subscriberCheck(deployed, new SNSClient()),
    ...lambdaChecks(deployed, lambda),
    rightsCheck(deployed, { iam: new IAMClient(), lambda }, () => outsideStackOf(stack, connections, clients)),
    lostExecutionsCheck(deployed, new SFNClient(), store),
    ...bucketSettingChecks(deployed, s3, store),
  ];
}

export const acceptedOn = (connection: string, deployed: Deployed): Check =>
  acceptedCheck(connection, deployed, new CloudWatchClient());
