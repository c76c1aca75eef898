import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { newFolder } from '../../../../local/new-folder.ts';
import { programsOf } from '../../../../local/python-environment.ts';
import { root } from '../../../support/examples.ts';
import type { Deployment } from '../deployment.ts';
import { ending } from '../waiting.ts';

const awsCli = () => programsOf('aws-cli', join(import.meta.dirname, 'requirements.txt'));

/** Runs a command that doctor printed, in a shell, as it is; fails with what it says. */
export async function runPrinted(on: Deployment, command: string): Promise<void> {
  const { PATH = '', NODE_EXTRA_CA_CERTS } = on.environment;
  const env = {
    ...on.environment,
    PATH: [import.meta.dirname, awsCli(), dirname(process.execPath), PATH].join(delimiter),
    PROJECT: root,
    SERVICE: on.service.folder,
    ...(NODE_EXTRA_CA_CERTS ? { AWS_CA_BUNDLE: NODE_EXTRA_CA_CERTS } : {}), // the name by which the AWS CLI reads it
    AWS_PAGER: '',
  };
  const folder = newFolder();
  const log = join(folder, 'log');
  const code = await ended(command, env, log);
  assert.equal(code, 0, `${command}\nended with ${code}: ${readFileSync(log, 'utf8')}`);
}

/** Its output goes to a file, since a socket, which Node would give it, cannot be opened as /dev/stdout. */
async function ended(command: string, env: NodeJS.ProcessEnv, log: string): Promise<number | null> {
  const signal = ending();
  const file = openSync(log, 'w');
  const child = spawn('sh', ['-c', command], { env, stdio: ['ignore', file, file], ...(signal ? { signal } : {}) });
  closeSync(file);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
