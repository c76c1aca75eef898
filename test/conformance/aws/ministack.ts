import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../support/examples.ts';
import { programsOf } from '../../support/python-environment.ts';
import { eventually } from './waiting.ts';

export type MiniStack = { readonly url: string; stop(): Promise<void> };

/** MiniStack on a free port of loopback, with a folder of its own for all that it writes. */
export async function startMiniStack(): Promise<MiniStack> {
  const python = join(programsOf('aws', join(import.meta.dirname, 'requirements.txt')), 'python');
  const folder = mkdtempSync(join(tmpdir(), 'labelwire-ministack-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  // Its Lambda runtime brings no AWS SDK, as that of AWS does: Node finds it beside the folders of the functions.
  symlinkSync(join(root, 'node_modules'), join(temporary, 'node_modules'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = openSync(join(folder, 'log'), 'w');
  const server = spawn(python, ['-m', 'ministack'], {
    stdio: ['ignore', log, log],
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`, // its functions run in the `node` that stands first
      HOME: folder,
      TMPDIR: temporary,
      STATE_DIR: join(folder, 'state'),
      PERSIST_STATE: '0',
      BIND_HOST: '127.0.0.1', // it would listen on every interface
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      AWS_ENDPOINT_URL: url,
      IOT_MTLS_ENABLED: '0',
      LOG_LEVEL: 'WARNING',
    },
  });
  closeSync(log);
  process.once('exit', () => server.kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGTERM');
    const hard = setTimeout(() => server.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    await eventually('MiniStack answers', 60, async () => {
      if (server.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8'));
      return (await fetch(`${url}/_ministack/health`).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
