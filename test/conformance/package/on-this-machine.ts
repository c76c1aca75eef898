import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Report } from '../aws/report.ts';
import { call, create, install, platformWithoutClicks, shellOf } from './commands.ts';

const minute = 60;

/** Without AWS and without an account: the simulated platform, and the pipeline on this machine. */
export async function firstLabelHere(report: Report, parent: string, archive: string): Promise<void> {
  const { id } = await platformWithoutClicks();
  const folder = join(parent, 'here', 'labels');
  mkdirSync(join(folder, '..'));
  const env = shellOf(folder);
  let running: ChildProcess | undefined;
  try {
    await report.check('here 1: npm create labelwire', 5 * minute, async () => {
      await create(folder, archive, ['--platform', id], env);
      return 'from the archive, by npm exec';
    });
    await report.check(
      'here 2: npm install',
      10 * minute,
      async () => (await install(folder, env)).trim().split('\n')[0] ?? '',
    );
    await report.check('here 3: npm start', 2 * minute, async () => {
      running = await started(folder, env);
      return 'until it is ready';
    });
    await report.check(`here 4: npx labelwire sync ${id} --local --yes`, 5 * minute, async () => {
      await call(
        join(folder, 'node_modules', '.bin', 'labelwire'),
        ['sync', id, '--local', '--yes', '--wait'],
        folder,
        env,
      );
      return `${(await keysIn(folder)).length} labels in the bucket`;
    });
  } finally {
    await stop(running);
  }
}

async function started(folder: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const program = join(folder, 'node_modules', '.bin', 'labelwire');
  const child = spawn(program, ['start', '--port', '18780'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('Ctrl-C stops')) return child;
  throw new Error('labelwire start ended before it was ready.');
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function keysIn(folder: string): Promise<string[]> {
  const { AWS_ENDPOINT_URL_S3: endpoint, BUCKET: Bucket } = JSON.parse(
    readFileSync(join(folder, '.labelwire', 'environment.json'), 'utf8'),
  ) as Record<string, string>;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const s3 = new S3Client({ endpoint: endpoint ?? '', credentials, region: 'us-east-1', forcePathStyle: true });
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'labels/' }));
  if (Contents.length === 0) throw new Error('No label is in the bucket.');
  return Contents.map(({ Key = '' }) => Key);
}
