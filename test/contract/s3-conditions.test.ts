import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, expect, it } from 'vitest';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { describeS3Semantics } from './s3-semantics.ts';

const folder = mkdtempSync(join(tmpdir(), 'labelwire-s3-'));
const servers: FauxqsServer[] = [];
const clients: { destroy(): void }[] = [];

async function start(dataDir?: string) {
  const server = await startSqsAndS3({ port: 0, dataDir });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = { endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials, maxAttempts: 1 };
  const s3 = new S3Client(client);
  const sqs = new SQSClient(client);
  servers.push(server);
  clients.push(s3, sqs);
  return { server, s3, sqs };
}

async function place(dataDir?: string) {
  const { s3 } = await start(dataDir);
  await s3.send(new CreateBucketCommand({ Bucket: 'semantics' }));
  return { s3, bucket: 'semantics' };
}

afterAll(async () => {
  for (const client of clients) client.destroy();
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true });
});

describeS3Semantics('S3 on this machine, in memory', () => place());
describeS3Semantics('S3 on this machine, on disk', () => place(folder));

it('cannot be reached from another machine', async () => {
  const { server } = await start();
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  for (const { address } of outside)
    await expect(fetch(`http://${address}:${server.port}/health`)).rejects.toThrow('fetch failed');
  expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBe(200);
});

it.each([
  ['in memory', undefined],
  ['on disk', join(folder, 'queue')],
])('shows a message again at once whose visibility time-out is set to 0, %s', async (_, dataDir) => {
  const { sqs } = await start(dataDir);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'q' }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
  const receive = async () =>
    (await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }))).Messages?.at(0);

  const first = await receive();
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
  );
  const second = await receive();
  expect(second?.Body).toBe('hello');

  const Entries = [{ Id: '1', ReceiptHandle: second?.ReceiptHandle, VisibilityTimeout: 0 }];
  const changed = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  expect(changed.Failed ?? []).toEqual([]);
  expect((await receive())?.Body).toBe('hello');
});
