import { setTimeout as sleep } from 'node:timers/promises';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { Deployment } from '../aws/deployment.ts';

const betweenLooksMilliseconds = 500;

/**
 * Lets events out of the queue while few executions run. MiniStack keeps no limit of its own, and each Lambda is a process of
 * this machine; what it holds back waits in label-events, as behind the limit of an event source of AWS.
 */
export class Valve {
  readonly #lambda = new LambdaClient();
  readonly #ended = new AbortController();
  readonly #working: Promise<void>;

  #isHeld = false;

  constructor(deployed: () => Deployment | undefined, mostExecutions: number) {
    this.#working = this.#work(deployed, mostExecutions);
  }

  /** Lets nothing out until all that `fill` announces is in the queue: one by one, each event would become an execution. */
  async whileFilling<Result>(fill: () => Promise<Result>): Promise<Result> {
    this.#isHeld = true;
    await sleep(2 * betweenLooksMilliseconds);
    try {
      return await fill();
    } finally {
      this.#isHeld = false;
    }
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#working;
    this.#lambda.destroy();
  }

  async #work(deployed: () => Deployment | undefined, mostExecutions: number): Promise<void> {
    while (!this.#ended.signal.aborted) {
      const on = deployed();
      // During a deployment a look may fail: the next one comes soon.
      if (on) await this.#set(on, mostExecutions).catch(() => undefined);
      await sleep(betweenLooksMilliseconds);
    }
  }

  async #set(on: Deployment, mostExecutions: number): Promise<void> {
    const isOpen = !this.#isHeld && (await on.running()).length < mostExecutions;
    const { EventSourceMappings = [] } = await this.#lambda.send(new ListEventSourceMappingsCommand({}));
    for (const { UUID, EventSourceArn = '', State } of EventSourceMappings) {
      if (!EventSourceArn.endsWith(`:${on.service.stack}-label-events`)) continue;
      if (isOpen === (State === 'Enabled')) continue;
      await this.#lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isOpen }));
    }
  }
}
