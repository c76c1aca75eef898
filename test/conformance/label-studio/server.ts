import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../../local/new-folder.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { eventually } from '../aws/waiting.ts';
import { freePort } from './free-port.ts';

export type LabelStudioServer = {
  readonly url: string;
  /** Of the one user there is, who may do everything. */
  readonly legacyToken: string;
  /** Where the programs of its Python environment lie. */
  readonly programs: string;
  stop(): Promise<void>;
};

const startSeconds = 120;
const migrationsMilliseconds = 900_000; // a minute on a machine that does nothing else
const database = 'label_studio.sqlite3';

/** Label Studio itself, on a free port of loopback, with a database and a folder of its own for all that it writes. */
export async function startLabelStudio(): Promise<LabelStudioServer> {
  const programs = programsOf('label-studio', join(import.meta.dirname, 'requirements.txt'));
  const folder = newFolder();
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', removeFolder);
  copyFileSync(emptyDatabase(programs), join(folder, database));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const legacyToken = randomBytes(20).toString('hex');
  const logFile = join(folder, 'log');
  const log = openSync(logFile, 'w');
  const server = spawn(
    join(programs, 'label-studio'),
    ['start', '--no-browser', '--internal-host', '127.0.0.1', '--port', String(port)],
    { cwd: folder, stdio: ['ignore', log, log], env: { ...settings(folder), ...userWith(legacyToken) } },
  );
  closeSync(log);
  process.once('exit', () => server.kill('SIGKILL'));
  const stop = async () => {
    await end(server);
    removeFolder();
  };
  try {
    await eventually('Label Studio answers', startSeconds, async () => {
      if (server.exitCode !== null) throw new Error(`Label Studio ended with ${server.exitCode}.`);
      return (await fetch(`${url}/health`).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    const end = readFileSync(logFile, 'utf8').slice(-2000);
    await stop();
    throw new Error(`${(error as Error).message} Its log ends: ${end}`, { cause: error });
  }
  return { url, legacyToken, programs, stop };
}

/** A database with its tables and nothing in them, kept beside the programs: to make one takes a minute and more. */
function emptyDatabase(programs: string): string {
  const kept = join(programs, '..', 'empty-database');
  const file = join(kept, database);
  const made = join(kept, 'whole');
  if (existsSync(made)) return file;
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept);
  process.stdout.write('Label Studio makes its database, once; this takes a minute or two.\n');
  const { status, stderr } = spawnSync(join(programs, 'label-studio'), ['version'], {
    env: settings(kept),
    timeout: migrationsMilliseconds,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Label Studio made no database: ${stderr.slice(-2000)}`);
  mkdirSync(made);
  return file;
}

/** https://labelstud.io/guide/start#Environment-variables */
const settings = (folder: string) => ({
  PATH: process.env.PATH,
  HOME: folder,
  TMPDIR: folder,
  LANG: 'C.UTF-8',
  LABEL_STUDIO_BASE_DATA_DIR: folder,
  SSRF_PROTECTION_ENABLED: 'false', // else no webhook goes to a receiver on this machine
  COLLECT_ANALYTICS: 'false',
  LATEST_VERSION_CHECK: 'false',
  SENTRY_DSN: '',
  FRONTEND_SENTRY_DSN: '',
  // Whatever else would leave this machine finds a closed door.
  HTTP_PROXY: closedDoor,
  HTTPS_PROXY: closedDoor,
  NO_PROXY: '127.0.0.1,localhost',
});

/** The discard port, where nothing listens. */
const closedDoor = 'http://127.0.0.1:9';

const userWith = (legacyToken: string) => ({
  LABEL_STUDIO_USERNAME: 'annotator@example.org',
  LABEL_STUDIO_PASSWORD: randomBytes(12).toString('hex'),
  LABEL_STUDIO_USER_TOKEN: legacyToken,
  LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN: 'true', // a new organisation has personal access tokens only
});

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGTERM');
  const hard = setTimeout(() => server.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(hard);
}
