import type { KMSClient } from '@aws-sdk/client-kms';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Connection } from '../../lib/configuration/connections.ts';
import type { Stack } from '../stack.ts';
import { CheckFailed } from './check.ts';
import type { OutsideStack, Secret } from './function-rights.ts';

type Clients = {
  readonly s3: Pick<S3Client, 'send'>;
  readonly kms: Pick<KMSClient, 'send'>;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  readonly sqs: Pick<SQSClient, 'send'>;
};

/** The secrets of the connections and the keys of the user, which the functions need rights on. Throws where a key is not usable. */
export async function outsideStackOf(
  { bucket, secretsPrefix, labelEventsQueueUrl, deadLetterQueueUrl }: Stack,
  connections: readonly Connection[],
  { s3, kms, secrets, sqs }: Clients,
): Promise<OutsideStack> {
  const keyArn = (KeyId: string | undefined) => usableKeyArn(kms, KeyId);
  const secretsOf = async (use: 'webhook' | 'api'): Promise<readonly Secret[]> => {
    const found = connections.map(({ name }) => describeSecret(secrets, `${secretsPrefix}/${name}/${use}`));
    const there = (await Promise.all(found)).filter((secret) => secret !== undefined);
    return Promise.all(there.map(async ({ ARN = '', KmsKeyId }) => ({ arn: ARN, keyArn: await keyArn(KmsKeyId) })));
  };
  const queueKeyArns = new Map<string, string>();
  for (const url of [labelEventsQueueUrl, deadLetterQueueUrl]) {
    const key = await keyArn(await keyOfQueue(sqs, url));
    if (key) queueKeyArns.set(url, key);
  }
  return {
    webhookSecrets: await secretsOf('webhook'),
    apiSecrets: await secretsOf('api'),
    keyArn: await keyArn(await keyOfBucket(s3, bucket)),
    queueKeyArns,
  };
}

/** Undefined where there is no such secret: the check of the connection says so. */
async function describeSecret(secrets: Clients['secrets'], SecretId: string) {
  try {
    return await secrets.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function keyOfBucket(s3: Clients['s3'], Bucket: string): Promise<string | undefined> {
  const { ServerSideEncryptionConfiguration: { Rules = [] } = {} } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  return Rules.flatMap(({ ApplyServerSideEncryptionByDefault: rule }) => rule?.KMSMasterKeyID ?? [])[0];
}

/** Undefined where SQS encrypts with keys of its own. */
async function keyOfQueue(sqs: Clients['sqs'], QueueUrl: string): Promise<string | undefined> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['KmsMasterKeyId'] }),
  );
  return Attributes.KmsMasterKeyId;
}

/** By id, alias or ARN; undefined where it is a key of AWS, which needs no right. */
async function usableKeyArn(kms: Clients['kms'], KeyId: string | undefined): Promise<string | undefined> {
  if (!KeyId) return undefined;
  const { KeyMetadata: { Arn, KeyManager, KeyState = 'Enabled' } = {} } = await kms.send(
    new DescribeKeyCommand({ KeyId }),
  );
  if (KeyManager === 'AWS') return undefined;
  if (KeyState === 'Enabled') return Arn;
  const key = `--key-id ${Arn} --region ${Arn?.split(':')[3]}`;
  const kept = KeyState === 'PendingDeletion' ? `aws kms cancel-key-deletion ${key}, then ` : '';
  throw new CheckFailed(
    `the key ${Arn} is ${KeyState}, and nobody can read what it encrypts: ${kept}aws kms enable-key ${key}`,
  );
}
