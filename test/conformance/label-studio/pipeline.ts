import { type ChildProcess, execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { localEnvironmentFile } from '../../../cli/deployment.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { root } from '../../support/examples.ts';
import { ending } from '../aws/waiting.ts';
import type { Message, Start } from './pipeline-process.ts';

type Ready = Extract<Message, { is: 'ready' }>;

/** The pipeline, in a process that can be stopped and started again: what it holds stays in its folder. */
export class Pipeline {
  /** The status of each answer of the receiver, oldest first. */
  readonly answers: number[] = [];
  readonly #folder = newFolder();
  readonly #ports: Pick<Start, 'port' | 'webhookPort'>;
  #child: ChildProcess | undefined;
  #ready: Ready | undefined;

  constructor(ports: Pick<Start, 'port' | 'webhookPort'>) {
    this.#ports = ports;
    process.once('exit', () => {
      this.#child?.kill('SIGKILL');
      this.#removeFolder();
    });
  }

  get webhookUrl(): string {
    return this.#started.webhookUrl;
  }

  /** As its functions have it: where S3 and SQS are. */
  get environment(): Readonly<Record<string, string>> {
    return this.#started.environment;
  }

  async start(platform: Pick<Start, 'apiUrl' | 'credential' | 'webhookSecret'>): Promise<void> {
    const child = fork(new URL('./pipeline-process.ts', import.meta.url), { execArgv: [] });
    this.#child = child;
    child.on('message', (message: Message) => {
      if (message.is === 'answered') this.answers.push(message.status);
    });
    const ready = this.#message('ready');
    const file = join(this.#folder, localEnvironmentFile);
    mkdirSync(dirname(file), { recursive: true });
    child.send({ ...platform, ...this.#ports, dataDir: dirname(file) } satisfies Start);
    this.#ready = await ready;
    writeFileSync(file, JSON.stringify(this.#ready.environment));
  }

  /** `labelwire … --local` as the person runs it whose pipeline this is; throws when it does not end with 0. */
  async labelwire(...given: string[]): Promise<void> {
    const signal = ending();
    await promisify(execFile)(
      process.execPath,
      [...process.execArgv, join(root, 'cli', 'main.ts'), ...given, '--local'],
      {
        cwd: this.#folder,
        ...(signal ? { signal } : {}),
      },
    );
  }

  /** Until no message waits and no execution runs. */
  async idle(): Promise<void> {
    const idle = this.#message('idle');
    this.#child?.send('idle?');
    await idle;
  }

  /** What runs is taken up at the next start. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const hard = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.disconnect();
    await once(child, 'exit');
    clearTimeout(hard);
  }

  async end(): Promise<void> {
    await this.stop();
    this.#removeFolder();
  }

  get #started(): Ready {
    if (this.#ready) return this.#ready;
    throw new Error('The pipeline was not started.');
  }

  async #message<Wanted extends Message['is']>(wanted: Wanted): Promise<Extract<Message, { is: Wanted }>> {
    const child = this.#child;
    if (!child) throw new Error('The pipeline does not run.');
    const { promise, resolve, reject } = Promise.withResolvers<Extract<Message, { is: Wanted }>>();
    const onMessage = (message: Message) => {
      if (message.is === wanted) resolve(message as Extract<Message, { is: Wanted }>);
    };
    const onExit = () => reject(new Error('The pipeline ended by itself: see its output above.'));
    const over = ending();
    const onOver = () => reject(over?.reason);
    child.on('message', onMessage);
    child.once('exit', onExit);
    over?.addEventListener('abort', onOver, { once: true });
    try {
      return await promise;
    } finally {
      child.off('message', onMessage);
      child.off('exit', onExit);
      over?.removeEventListener('abort', onOver);
    }
  }

  #removeFolder(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
