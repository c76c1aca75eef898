import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from '../../support/examples.ts';
import { ending } from './waiting.ts';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type Outputs = Readonly<Record<string, string>>;

/** What the checks lay beside the real service, and the Serverless plugins among it. */
export type Extension = { readonly additions: readonly string[]; readonly plugins: readonly string[] };

/** What `serverless` needs of the project: it runs in a copy, so that nothing else's build is in its way. */
const parts = [
  'build.ts',
  'cli',
  'deploy',
  'functions',
  'labelwire.config.ts',
  'lib',
  'local/samples', // the configuration of whatever runs under the condition samples
  'package.json',
  'serverless.yml',
  'statemachines',
];

/** A program of the project as an operator runs it; ended when what runs it must end. */
export const run = (file: string, given: readonly string[], env: NodeJS.ProcessEnv, cwd = root): Promise<Ended> =>
  new Promise((resolve) => {
    const signal = ending();
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024, ...(signal ? { signal } : {}) };
    execFile(process.execPath, [...process.execArgv, file, ...given], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) || 1 : 0, stdout, stderr }),
    );
  });

/** The real service in a folder of its own, for one stage, with the plugin that points its functions to our platforms. */
export class Service {
  readonly stage: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #folder = mkdtempSync(join(tmpdir(), 'labelwire-service-'));

  /** `tree` is the project's folder, or that of an earlier commit, which may lack some of the parts. */
  constructor(stage: string, environment: NodeJS.ProcessEnv, { additions, plugins }: Extension, tree = root) {
    this.stage = stage;
    process.once('exit', () => this.dispose());
    this.#environment = environment;
    for (const part of parts.filter((each) => existsSync(join(tree, each))))
      cpSync(join(tree, part), join(this.#folder, part), { recursive: true });
    symlinkSync(join(tree, 'node_modules'), join(this.#folder, 'node_modules'));
    for (const file of additions) cpSync(join(import.meta.dirname, file), join(this.#folder, basename(file)));
    const file = join(this.#folder, 'serverless.yml');
    const own = readFileSync(file, 'utf8');
    const extended = own.replace(/^plugins:\n/m, `plugins:\n${plugins.map((name) => `  - ./${name}\n`).join('')}`);
    if (extended === own) throw new Error('serverless.yml has no list of plugins any more: fix service.ts.');
    writeFileSync(file, extended);
  }

  /** Has the functions made with this configuration, whichever one they ask for. */
  configure(text: string): void {
    for (const file of ['labelwire.config.ts', 'local/samples/labelwire.config.ts']) {
      mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
      writeFileSync(join(this.#folder, file), text);
    }
  }

  /** The stack's name, with which the names of all that it makes begin. */
  get stack(): string {
    return `labelwire-${this.stage}`;
  }

  /** Throws with what `serverless` said when it fails. */
  async deploy(...parameters: string[]): Promise<void> {
    await this.#serverless('deploy', ...parameters);
  }

  /** Gives back what `serverless` printed. */
  remove(): Promise<string> {
    return this.#serverless('remove');
  }

  /** Runs one of the functions with a payload; gives back all that is said of it. */
  async invoke(name: string, payload: unknown): Promise<string> {
    const { stdout, stderr } = await this.#run('invoke', '--function', name, '--data', JSON.stringify(payload));
    return `${stdout}\n${stderr}`;
  }

  /** What the stack tells of itself, as `serverless info --verbose` shows it; undefined when there is no stack. */
  async outputs(): Promise<Outputs | undefined> {
    const info = await this.#run('info', '--verbose');
    if (/does not exist|not deployed/i.test(info.stdout + info.stderr)) return undefined;
    if (info.code !== 0) throw failed('info', info);
    const [, shown = ''] = info.stdout.split('Stack Outputs:');
    return Object.fromEntries([...shown.matchAll(/^ +(\w+): (\S+)$/gm)].map(([, name, value]) => [name, value]));
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #serverless(command: string, ...given: string[]): Promise<string> {
    const ended = await this.#run(command, ...given);
    if (ended.code !== 0) throw failed(command, ended);
    return `${ended.stdout}\n${ended.stderr}`;
  }

  #run(command: string, ...given: string[]): Promise<Ended> {
    const serverless = join(this.#folder, 'node_modules', 'serverless', 'bin', 'serverless.js');
    return run(serverless, [command, '--stage', this.stage, ...given], this.#environment, this.#folder);
  }
}

const failed = (command: string, { code, stdout, stderr }: Ended) =>
  new Error(`serverless ${command} ended with ${code}:\n${`${stdout}\n${stderr}`.trim().slice(-3000)}`);
