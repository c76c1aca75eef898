import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'node:util';
import { run } from '../../cli/command-line.ts';
import { localEnvironmentFile } from '../../cli/deployment.ts';
import { newFolder } from '../../local/new-folder.ts';
import { root } from './examples.ts';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Call = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
};

/** Calls run one after the other: each has the environment, the folder and the output of the process to itself. */
let last: Promise<unknown> = Promise.resolve();

/** `labelwire …` in this process, with no other environment than this, and nobody at the terminal. */
export function labelwire(args: readonly string[], call: Call = {}): Promise<Ended> {
  const ended = last.then(() => runHere(args, call));
  last = ended;
  return ended;
}

async function runHere(args: readonly string[], { environment = {}, folder = root }: Call): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  const write = (stream: keyof typeof output) => (text: string) => {
    output[stream] += text;
    return true;
  };
  const print =
    (stream: keyof typeof output) =>
    (...values: unknown[]) => {
      output[stream] += `${format(...values)}\n`;
    };
  const { exitCode } = process;
  const { log, error } = console;
  const [writeOut, writeError] = [process.stdout.write, process.stderr.write];
  Object.assign(console, { log: print('stdout'), error: print('stderr') });
  process.stdout.write = write('stdout') as typeof writeOut;
  process.stderr.write = write('stderr') as typeof writeError;
  try {
    const code = await inEnvironment({ environment, folder }, () => run(args));
    return { code, ...output };
  } finally {
    Object.assign(console, { log, error });
    process.stdout.write = writeOut;
    process.stderr.write = writeError;
    process.exitCode = exitCode;
  }
}

/** What the command line does there, without its output; nothing else of this process may run meanwhile. */
export async function inEnvironment<Result>(
  { environment = {}, folder = root }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  const { env } = process;
  const here = process.cwd();
  process.env = { ...ofNoCaller(env), ...environment };
  process.chdir(folder);
  try {
    return await work();
  } finally {
    process.chdir(here);
    process.env = env;
  }
}

/** What Node looks at before it writes in colour to a terminal: a CI has some of it, and has no terminal. */
const ofColour = /^((FORCE|NO)_COLOR|NODE_DISABLE_COLORS|CI|TEAMCITY_VERSION)$/;

/** What leads to a deployment: another pipeline may run in this process, whose functions go on in between. */
const ofDeployment =
  /^(AWS_|BUCKET|SECRETS_PREFIX|RECONCILE|(SYNC_|RELEASE_)?STATE_MACHINE_ARN|WEBHOOK_URL|LABELWIRE_STAGE|\w+_QUEUE_URL)/;
const ofNoCaller = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofDeployment.test(name) && !ofColour.test(name)));

/** The same in a process of its own, for what only a process has: standard input, a pipe that closes, a signal. */
export const labelwireProcess = (
  args: readonly string[],
  { environment = {}, folder = root, input = '' }: Call & { readonly input?: string } = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const { PATH, NODE_OPTIONS } = process.env;
    const options = { env: { PATH, NODE_OPTIONS, ...environment }, maxBuffer: 64 * 1024 * 1024, cwd: folder };
    const child = execFile(
      process.execPath,
      [join(root, 'cli', 'main.ts'), ...args],
      options,
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(input);
  });

/** A folder in which `npm start` wrote down this environment. */
export function folderOfLocalPipeline(environment: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  mkdirSync(join(folder, dirname(localEnvironmentFile)));
  writeFileSync(join(folder, localEnvironmentFile), JSON.stringify(environment));
  return folder;
}
