import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newFolder } from '../../local/new-folder.ts';
import { root } from '../support/examples.ts';
import { awsWith } from '../support/local-aws.ts';

let dataDir: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  dataDir = newFolder();
});
afterEach(() => {
  child?.kill('SIGKILL');
});

const executionFiles = () => readdirSync(join(dataDir, 'executions'));
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Runs a program that says `ready`, and kills it there. */
async function killedWhenReady(program: string): Promise<void> {
  const harness = JSON.stringify(`file://${join(root, 'test/support/local-aws.ts')}`);
  const options = JSON.stringify({ dataDir, visibilityTimeoutSeconds: 1, batchingWindowMs: 0 });
  const code = `const { awsWith } = await import(${harness}); const options = ${options}; ${program}`;
  child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream }))
    if (line === 'ready') break;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

it('takes up an execution that was killed in the middle, and ends it', async () => {
  await killedWhenReady(`
    const hang = () => { console.log('ready'); return new Promise(() => {}); };
    const on = await awsWith({ writeExport: hang }, options);
    await on.start('survivor', { events: [{ id: 'a' }] });
  `);
  expect(executionFiles()).toHaveLength(1);

  const written: unknown[] = [];
  const writeExport = async (item: unknown) => {
    written.push(item);
    return { status: 'exported' };
  };
  const on = await awsWith({ writeExport }, { dataDir });
  expect(await on.end('survivor')).toMatchObject({ status: 'SUCCEEDED', input: '{"events":[{"id":"a"}]}' });
  expect(written).toHaveLength(1);
  await on.aws.idle();
  expect(executionFiles()).toEqual([]);
  await on.stop();
});

it('keeps objects, secrets with their history, and messages that were being handled', async () => {
  await killedWhenReady(`
    const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const startExport = () => { console.log('ready'); return new Promise(() => {}); };
    const on = await awsWith({ startExport }, options);
    on.aws.putSecret('encord', 'first');
    on.aws.putSecret('encord', 'second');
    const { AWS_ENDPOINT_URL_S3: endpoint, BUCKET: Bucket } = on.aws.environment;
    const s3 = new S3Client({ endpoint, region: 'us-east-1', credentials: ${JSON.stringify(credentials)} });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'labels/a.json', Body: 'kept', Metadata: { revision: '7' } }));
    await on.send('being handled');
  `);

  const seen: [string, string | undefined][] = [];
  const startExport = async ({ Records }: SQSEvent) => {
    for (const { body, attributes } of Records) seen.push([body, attributes.ApproximateReceiveCount]);
    return { batchItemFailures: [] };
  };
  const on = await awsWith({ startExport }, { dataDir });
  on.aws.putSecret('encord', 'second'); // as the runner does at every start
  const { environment } = on.aws;
  const client = { region: 'us-east-1', credentials };

  const s3 = new S3Client({ ...client, endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '' });
  const object = await s3.send(new GetObjectCommand({ Bucket: environment.BUCKET, Key: 'labels/a.json' }));
  expect([await object.Body?.transformToString(), object.Metadata]).toEqual(['kept', { revision: '7' }]);

  const secrets = new SecretsManagerClient({ ...client, endpoint: environment.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '' });
  const secret = async (VersionStage: string) =>
    (await secrets.send(new GetSecretValueCommand({ SecretId: `${environment.SECRETS_PREFIX}/encord`, VersionStage })))
      .SecretString;
  expect([await secret('AWSCURRENT'), await secret('AWSPREVIOUS')]).toEqual(['second', 'first']);

  await on.aws.idle();
  expect(seen).toEqual([['being handled', '2']]);
  s3.destroy();
  secrets.destroy();
  await on.stop();
});

it('hands on an execution that is running when it is stopped, without an end', async () => {
  const reached = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<{ status: string }>();
  const writeExport = () => {
    reached.resolve();
    return finish.promise;
  };
  const first = await awsWith({ writeExport }, { dataDir });
  await first.start('handed-on', { events: [{ id: 'a' }] });
  await reached.promise;
  setTimeout(finish.resolve, 200, { status: 'exported' }); // the call at work ends after its execution was let go
  await first.stop();
  expect(first.statuses('handed-on')).toEqual(['RUNNING']);
  expect(first.problems).toEqual([]);

  const second = await awsWith({}, { dataDir });
  expect(await second.end('handed-on')).toMatchObject({ status: 'SUCCEEDED' });
  await second.stop();
});

it('leaves nothing open that keeps the process', async () => {
  const harness = JSON.stringify(`file://${join(root, 'test/support/local-aws.ts')}`);
  const code = `const { awsWith } = await import(${harness}); const on = await awsWith(); await on.start('a', { events: [{}] }); await on.end('a'); await on.stop();`;
  child = spawn(process.execPath, ['--input-type=module', '--eval', code], { cwd: root, stdio: 'inherit' });
  const [exitCode] = await once(child, 'exit', { signal: AbortSignal.timeout(60_000) });
  expect(exitCode).toBe(0);
});
