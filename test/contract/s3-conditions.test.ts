import { networkInterfaces } from 'node:os';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { FauxqsServer } from 'fauxqs';
import { afterAll, expect, it } from 'vitest';
import { startSqsAndS3 } from '../../local/aws/s3-conditions.ts';
import { newFolder } from '../../local/new-folder.ts';
import { describeS3Semantics } from './s3-semantics.ts';
import { describeS3Versions } from './s3-versions.ts';

const servers: FauxqsServer[] = [];
const clients: { destroy(): void }[] = [];

async function start(dataDir?: string) {
  const server = await startSqsAndS3({ port: 0, dataDir });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = { endpoint: `http://127.0.0.1:${server.port}`, region: 'us-east-1', credentials, maxAttempts: 1 };
  const s3 = new S3Client(client);
  servers.push(server);
  clients.push(s3);
  return { server, s3 };
}

async function place(dataDir?: string) {
  const { s3 } = await start(dataDir);
  await s3.send(new CreateBucketCommand({ Bucket: 'semantics' }));
  return { s3, bucket: 'semantics' };
}

afterAll(async () => {
  for (const client of clients) client.destroy();
  for (const server of servers) await server.stop();
});

describeS3Semantics('S3 on this machine, in memory', () => place());
describeS3Semantics('S3 on this machine, on disk', () => place(newFolder()));
describeS3Versions('S3 on this machine with versions, in memory', () => start());
describeS3Versions('S3 on this machine with versions, on disk', () => start(newFolder()));

it('cannot be reached from another machine', async () => {
  const { server } = await start();
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  for (const { address } of outside)
    await expect(fetch(`http://${address}:${server.port}/health`)).rejects.toThrow('fetch failed');
  expect((await fetch(`http://127.0.0.1:${server.port}/health`)).status).toBe(200);
});
