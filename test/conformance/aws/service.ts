import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { newFolder } from '../../../local/new-folder.ts';
import { root } from '../../support/examples.ts';
import { ending } from './waiting.ts';

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };
export type Outputs = Readonly<Record<string, string>>;

/** What the checks lay beside the real service, and the Serverless plugins among it. */
export type Extension = { readonly additions: readonly string[]; readonly plugins: readonly string[] };

const pointing = 'simulated-platforms-plugin.ts';

/** The same, and the service's functions ask the simulated platforms. */
export const pointed = ({ additions, plugins }: Extension): Extension => ({
  additions: [pointing, ...additions],
  plugins: [pointing, ...plugins],
});

/** A folder that `serverless` deploys. */
export type Source = {
  readonly name: string;
  /** Where its packages are. */
  readonly tree: string;
  fill(folder: string): void;
};

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

/** `tree` is the project's folder, or that of an earlier commit, which may lack some of the parts. */
export const labelwireOf = (tree: string): Source => ({
  name: 'labelwire',
  tree,
  fill(folder) {
    for (const part of parts.filter((each) => existsSync(join(tree, each)))) {
      cpSync(join(tree, part), join(folder, part), { recursive: true });
    }
  },
});

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
  readonly folder = newFolder();
  /** What every deployment is called with, such as `--param=…`. */
  readonly parameters: string[] = [];
  readonly #name: string;
  readonly #environment: () => NodeJS.ProcessEnv;

  constructor(
    stage: string,
    environment: () => NodeJS.ProcessEnv,
    { additions, plugins }: Extension,
    source: Source = labelwireOf(root),
  ) {
    this.stage = stage;
    this.#name = source.name;
    this.#environment = environment;
    process.once('exit', () => this.dispose());
    source.fill(this.folder);
    symlinkSync(join(source.tree, 'node_modules'), join(this.folder, 'node_modules'));
    for (const file of additions) cpSync(join(import.meta.dirname, file), join(this.folder, basename(file)));
    const file = join(this.folder, 'serverless.yml');
    writeFileSync(file, withPlugins(readFileSync(file, 'utf8'), plugins));
  }

  /** Has the functions made with this configuration, whichever one they ask for. */
  configure(text: string): void {
    for (const file of ['labelwire.config.ts', 'local/samples/labelwire.config.ts']) {
      mkdirSync(dirname(join(this.folder, file)), { recursive: true });
      writeFileSync(join(this.folder, file), text);
    }
  }

  /** The stack's name, with which the names of all that it makes begin. */
  get stack(): string {
    return `${this.#name}-${this.stage}`;
  }

  get environment(): NodeJS.ProcessEnv {
    return this.#environment();
  }

  /** Deploys these connections of the configuration alone. */
  narrowTo(connections: readonly string[]): void {
    const file = join(this.folder, 'local', 'samples', 'labelwire.config.ts');
    renameSync(file, file.replace('labelwire.', 'whole.'));
    const narrowed = `import whole from './whole.config.ts';
const isKept = (name) => ${JSON.stringify(connections)}.includes(name);
const platforms = Object.fromEntries(Object.entries(whole.platforms).filter(([name]) => isKept(name)));
export default { ...whole, platforms, routes: whole.routes.filter(({ platform }) => isKept(platform)) };
`;
    writeFileSync(file, narrowed);
  }

  /** The version that it deploys, as package.json names it; undefined: the project's own. */
  setVersion(version?: string): void {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const changed = { ...manifest, version: version ?? manifest.version };
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify(changed));
  }

  /** Throws with what `serverless` said when it fails. */
  async deploy(...parameters: string[]): Promise<void> {
    await this.#serverless('deploy', ...this.parameters, ...parameters);
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
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #serverless(command: string, ...given: string[]): Promise<string> {
    const ended = await this.#run(command, ...given);
    if (ended.code !== 0) throw failed(command, ended);
    return `${ended.stdout}\n${ended.stderr}`;
  }

  #run(command: string, ...given: string[]): Promise<Ended> {
    const serverless = join(this.folder, 'node_modules', 'serverless', 'bin', 'serverless.js');
    return run(serverless, [command, '--stage', this.stage, ...given], this.environment, this.folder);
  }
}

function withPlugins(configuration: string, plugins: readonly string[]): string {
  if (plugins.length === 0) return configuration;
  const list = `plugins:\n${plugins.map((name) => `  - ./${name}\n`).join('')}`;
  return /^plugins:\n/m.test(configuration) ? configuration.replace(/^plugins:\n/m, list) : `${configuration}\n${list}`;
}

const failed = (command: string, { code, stdout, stderr }: Ended) =>
  new Error(`serverless ${command} ended with ${code}:\n${`${stdout}\n${stderr}`.trim().slice(-3000)}`);
