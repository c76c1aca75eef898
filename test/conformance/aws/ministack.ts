import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { newFolder } from '../../../local/new-folder.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { eventually } from './waiting.ts';

export type MiniStack = {
  readonly url: string;
  /** The file of the certificate that its clients must trust; this process does. */
  readonly certificate: string;
  stop(): Promise<void>;
};

/**
 * MiniStack on a free port of loopback, with a folder of its own for all that it writes. It speaks TLS and enforces the
 * policies of the roles, queues and buckets, so that the functions run with no more rights than theirs.
 */
export async function startMiniStack(): Promise<MiniStack> {
  const python = join(programsOf('aws', join(import.meta.dirname, 'requirements.txt')), 'python');
  const folder = newFolder();
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', removeFolder);
  const certificate = makeCertificate(python, folder);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const log = openSync(join(folder, 'log'), 'w');
  const server = spawn(python, ['-m', 'ministack'], {
    stdio: ['ignore', log, log],
    detached: true, // a group of its own: Ctrl-C is for us, who then stop it with all its functions
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      TMPDIR: temporary,
      STATE_DIR: join(folder, 'state'),
      PERSIST_STATE: '0',
      BIND_HOST: '127.0.0.1', // it would listen on every interface
      MINISTACK_HOST: 'localhost', // a name: in front of an address the id of an API makes no URL
      GATEWAY_PORT: String(port),
      AWS_ENDPOINT_URL: url,
      AUTH: 'true',
      USE_SSL: '1',
      MINISTACK_SSL_CERT: join(folder, 'server.pem'),
      MINISTACK_SSL_KEY: join(folder, 'server.key'),
      NODE_EXTRA_CA_CERTS: certificate,
      IOT_MTLS_ENABLED: '0',
      LAMBDA_WARM_TTL_SECONDS: '60', // a storm leaves dozens of processes behind
      LOG_LEVEL: 'WARNING',
    },
  });
  closeSync(log);
  const kill = (signal: NodeJS.Signals) => killGroup(server.pid, signal);
  process.once('exit', () => kill('SIGKILL'));
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    kill('SIGTERM');
    const hard = setTimeout(() => kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
    kill('SIGKILL'); // what is left of its functions
    removeFolder();
  };
  try {
    await eventually('MiniStack answers', 90, async () => {
      if (server.exitCode !== null) throw new Error(readFileSync(join(folder, 'log'), 'utf8'));
      return (await fetch(`${url}/_ministack/health`).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, certificate, stop };
}

/** server.pem and server.key in the folder; gives back the file of the authority that signed them. */
function makeCertificate(python: string, folder: string): string {
  const identities = ['127.0.0.1', 'localhost'];
  const made = spawnSync(python, ['-m', 'trustme', '--quiet', '--dir', folder, '--identities', ...identities], {
    timeout: 60_000,
  });
  if (made.status !== 0) throw new Error(`trustme made no certificate: ${made.stderr}`);
  const certificate = join(folder, 'client.pem');
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(certificate, 'utf8')]);
  return certificate;
}

function killGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // all of it has ended
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
