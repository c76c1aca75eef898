import { readFile } from 'node:fs/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { region } from '../local/aws/account.ts';
import { createBucket, createQueues, queues, queueUrl } from '../local/aws/resources.ts';
import { startSqsAndS3 } from '../local/aws/s3-conditions.ts';
import { answer } from './child.ts';
import type { Call } from './pipeline/recorder.ts';
import { replayer } from './pipeline/replay.ts';
import { labelCounts } from './pipeline.ts';

const [file = ''] = process.argv.slice(2);
const { warmUp, timed } = JSON.parse(await readFile(file, 'utf8')) as { warmUp: Call[]; timed: Call[] };

const emulator = await startSqsAndS3({ port: 0 });
const endpoint = `http://127.0.0.1:${emulator.port}`;
const client = { region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const [s3, sqs] = [new S3Client(client), new SQSClient(client)];
await createBucket(new S3Client(client));
await createQueues(sqs, queueUrl(endpoint, queues.events), {});

const replay = replayer({ s3, sqs, endpoint });
await replay(warmUp);
const start = performance.now();
await replay(timed);
answer(labelCounts.timed / ((performance.now() - start) / 1000));
