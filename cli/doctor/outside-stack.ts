import type { KMSClient } from '@aws-sdk/client-kms';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Connection } from '../../lib/configuration/connections.ts';
import type { Stack } from '../stack.ts';
import type { OutsideStack } from './function-rights.ts';

type Clients = {
  readonly s3: Pick<S3Client, 'send'>;
  readonly kms: Pick<KMSClient, 'send'>;
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
};

/** The secrets of the connections and the key of the bucket, which the functions need rights on. */
export async function outsideStackOf(
  { bucket, secretsPrefix }: Stack,
  connections: readonly Connection[],
  { s3, kms, secrets }: Clients,
): Promise<OutsideStack> {
  const arnsOf = async (use: 'webhook' | 'api') => {
    const arns = connections.map(({ name }) => secretArn(secrets, `${secretsPrefix}/${name}/${use}`));
    return (await Promise.all(arns)).filter((arn) => arn !== undefined);
  };
  return {
    webhookSecretArns: await arnsOf('webhook'),
    apiSecretArns: await arnsOf('api'),
    keyArn: await bucketKeyArn(s3, kms, bucket),
  };
}

/** Undefined where there is no such secret: the check of the connection says so. */
async function secretArn(secrets: Clients['secrets'], SecretId: string): Promise<string | undefined> {
  try {
    return (await secrets.send(new DescribeSecretCommand({ SecretId }))).ARN;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Undefined where S3 encrypts with a key of AWS, which needs no right. The bucket names its key by id, alias or ARN. */
async function bucketKeyArn(s3: Clients['s3'], kms: Clients['kms'], Bucket: string): Promise<string | undefined> {
  const { ServerSideEncryptionConfiguration: { Rules = [] } = {} } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  const [KeyId] = Rules.flatMap(({ ApplyServerSideEncryptionByDefault: rule }) => rule?.KMSMasterKeyID ?? []);
  if (!KeyId) return undefined;
  const { KeyMetadata: { Arn, KeyManager } = {} } = await kms.send(new DescribeKeyCommand({ KeyId }));
  return KeyManager === 'AWS' ? undefined : Arn;
}
