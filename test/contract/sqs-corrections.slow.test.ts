import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll } from 'vitest';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { newFolder } from '../../local/new-folder.ts';
import { describeSqsSemantics } from './sqs-semantics.ts';

const folder = newFolder();
const ends: (() => Promise<void>)[] = [];

async function place(dataDir?: string) {
  const server = await startSqsAndS3({ port: 0, dataDir });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = `http://127.0.0.1:${server.port}`;
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  ends.push(async () => {
    sqs.destroy();
    await server.stop();
  });
  return { sqs };
}

afterAll(async () => {
  for (const end of ends) await end();
});

describeSqsSemantics('SQS on this machine, in memory', () => place());
describeSqsSemantics('SQS on this machine, on disk', () => place(folder));
