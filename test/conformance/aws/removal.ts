import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DeleteSecretCommand, ListSecretsCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteQueueCommand, ListQueuesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Service } from './service.ts';

const attempts = 8;
/** A stack that is still changing cannot be removed yet. */
const betweenAttemptsMilliseconds = 20_000;

/** Removes the stack, however far it got. */
export async function removeStack(service: Service): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if ((await service.outputs()) === undefined) return;
      await service.remove();
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(betweenAttemptsMilliseconds);
    }
  }
}

/** The queues and the secrets that a removed stack keeps, by URL and by name. */
export async function keptBy(
  { sqs, secrets }: { readonly sqs: SQSClient; readonly secrets: SecretsManagerClient },
  { stack, stage }: Pick<Service, 'stack' | 'stage'>,
) {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: `${stack}-` }));
  const { SecretList = [] } = await secrets.send(
    new ListSecretsCommand({ Filters: [{ Key: 'name', Values: [`labelwire/${stage}/`] }] }),
  );
  return { queues: QueueUrls, secrets: SecretList.map(({ Name = '' }) => Name).sort() };
}

export async function deleteKept(
  clients: { readonly sqs: SQSClient; readonly secrets: SecretsManagerClient },
  service: Pick<Service, 'stack' | 'stage'>,
): Promise<void> {
  const kept = await keptBy(clients, service);
  for (const QueueUrl of kept.queues) await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  for (const SecretId of kept.secrets)
    await clients.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
}

/**
 * Empties and deletes the buckets that the stack made and left behind. Their names begin with its name, which no other
 * stack has: it was drawn for this run.
 */
export async function deleteBuckets(s3: S3Client, stack: string): Promise<void> {
  for (const name of await bucketsOf(s3, stack)) {
    await empty(s3, name);
    await s3.send(new DeleteBucketCommand({ Bucket: name }));
  }
}

export async function bucketsOf(s3: S3Client, stack: string): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ Prefix: `${stack}-` }));
  return Buckets.flatMap(({ Name = '' }) => (Name.startsWith(`${stack}-`) ? [Name] : []));
}

/** All versions of all objects. */
async function empty(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    for (let from = 0; from < Objects.length; from += 1000) {
      const Delete = { Objects: Objects.slice(from, from + 1000), Quiet: true };
      const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
      if (Errors[0]) throw new Error(`${Bucket} cannot be emptied: ${Errors[0].Code}.`);
    }
  }
}
