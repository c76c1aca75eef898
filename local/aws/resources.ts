import { CreateBucketCommand, HeadBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { accountId, arnOf } from './account.ts';
import { deployed } from './deployed.ts';

export const bucket = 'labelwire';
export const queues = { events: 'label-events', deadLetters: 'label-events-dlq' } as const;

export const queueUrl = (endpoint: string, name: string): string => `${endpoint}/${accountId}/${name}`;

/** As deployed, it keeps the versions of its objects. */
export async function createBucket(s3: S3Client): Promise<void> {
  const there = await s3.send(new HeadBucketCommand({ Bucket: bucket })).then(
    () => true,
    (error: { $metadata?: { httpStatusCode?: number } }) => {
      if (error.$metadata?.httpStatusCode === 404) return false;
      throw error;
    },
  );
  if (!there) await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } }));
}

/** CreateQueue refuses attributes that differ from those of an earlier start; SetQueueAttributes takes them. */
export async function createQueues(
  sqs: SQSClient,
  eventsUrl: string,
  options: { visibilityTimeoutSeconds?: number | undefined; maxReceiveCount?: number | undefined },
): Promise<void> {
  const { visibilityTimeoutSeconds = deployed.visibilityTimeoutSeconds, maxReceiveCount = deployed.maxReceiveCount } =
    options;
  await sqs.send(new CreateQueueCommand({ QueueName: queues.deadLetters }));
  await sqs.send(new CreateQueueCommand({ QueueName: queues.events }));
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: eventsUrl,
      Attributes: {
        VisibilityTimeout: String(visibilityTimeoutSeconds),
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf.queue(queues.deadLetters), maxReceiveCount }),
      },
    }),
  );
}
