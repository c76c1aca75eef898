import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Memory, Order, Report, Write } from './messages.ts';

export type Start = Omit<Extract<Order, { order: 'start' }>, 'order'>;
export type Ready = Extract<Report, { report: 'ready' }>;

type Events = { written: [readonly Write[]]; problem: [string]; report: [Report]; death: [Error] };

/** The pipeline's process, seen from the one that sends to it. */
export class PipelineChild extends EventEmitter<Events> {
  #child: ChildProcess | undefined;

  /** Starts it, or starts it again in the same data folder. */
  async start(options: Start): Promise<Ready> {
    const child = fork(new URL('./pipeline-process.ts', import.meta.url), { execArgv: ['--expose-gc'] });
    this.#child = child;
    child.on('message', (report: Report) => {
      if (report.report === 'written') this.emit('written', report.writes);
      else if (report.report === 'problem') this.emit('problem', report.message);
      else this.emit('report', report);
    });
    child.once('exit', (code, signal) => {
      if (this.#child === child) this.emit('death', new Error(`The pipeline ended by itself with ${signal ?? code}.`));
    });
    return this.#answered({ order: 'start', ...options }, 'ready');
  }

  memory(): Promise<Memory> {
    return this.#answered({ order: 'memory' }, 'memory');
  }

  /** Resolves when no message waits and no execution runs. */
  async idle(): Promise<void> {
    await this.#answered({ order: 'idle' }, 'idle');
  }

  /** SIGKILL: nothing in it runs any further. */
  async kill(): Promise<void> {
    const child = this.#expected();
    if (!child) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async stop(): Promise<void> {
    const child = this.#expected();
    if (!child) return;
    child.send({ order: 'stop' } satisfies Order);
    await once(child, 'exit');
  }

  /** The child, whose end is from now on what was wanted. */
  #expected(): ChildProcess | undefined {
    const child = this.#child;
    this.#child = undefined;
    return child;
  }

  async #answered<Wanted extends Report['report']>(
    order: Order,
    wanted: Wanted,
  ): Promise<Extract<Report, { report: Wanted }>> {
    const answer = Promise.withResolvers<Extract<Report, { report: Wanted }>>();
    const onReport = (report: Report) => {
      if (report.report === wanted) answer.resolve(report as Extract<Report, { report: Wanted }>);
    };
    this.on('report', onReport);
    this.once('death', answer.reject);
    try {
      if (!this.#child) throw new Error('The pipeline does not run.');
      this.#child.send(order);
      return await answer.promise;
    } finally {
      this.off('report', onReport);
      this.off('death', answer.reject);
    }
  }
}
