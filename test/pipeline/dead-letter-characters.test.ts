import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, it, vi } from 'vitest';
import { deadLetterQueue } from '../../lib/runtime/queues.ts';
import { queueUrl } from '../../local/aws/resources.ts';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { anEvent } from '../support/events.ts';

afterEach(() => vi.unstubAllEnvs());

it('keeps a dead letter whatever characters its event holds', async () => {
  const server = await startSqsAndS3({ port: 0 });
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const sqs = new SQSClient();
  try {
    const QueueUrl = queueUrl(environment.AWS_ENDPOINT_URL, 'letters');
    await sqs.send(new CreateQueueCommand({ QueueName: 'letters' }));
    vi.stubEnv('DEAD_LETTER_QUEUE_URL', QueueUrl);
    // SQS takes neither U+FFFE nor control characters; the emoji it does.
    const letter = {
      events: [anEvent({ label: 'label \ufffe\u0001 😀' })],
      reason: { error: 'InvalidLabel', message: 'The label holds \uffff.' },
    };
    await deadLetterQueue()(letter);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toEqual([letter]);
  } finally {
    sqs.destroy();
    await server.stop();
  }
});
