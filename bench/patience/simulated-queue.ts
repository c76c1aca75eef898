import { randomUUID } from 'node:crypto';
import type { SendMessageBatchCommandInput, SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { deployed } from '../../local/aws/deployed.ts';

export type SimulatedMessage = { readonly id: string; readonly body: string; visibleAt: number; receives: number };

/** A queue in the time of the process's clock: delays, messages out of sight while they are handled, and receives counted. */
export class SimulatedQueue {
  readonly messages = new Map<string, SimulatedMessage>();
  #sent = Promise.withResolvers<void>();

  send(body: string, delaySeconds = 0): string {
    const id = randomUUID();
    this.messages.set(id, { id, body, visibleAt: Date.now() + delaySeconds * 1000, receives: 0 });
    this.#sent.resolve();
    return id;
  }

  receive(atMost: number): SimulatedMessage[] {
    const visible = [...this.messages.values()].filter(({ visibleAt }) => visibleAt <= Date.now()).slice(0, atMost);
    for (const message of visible) {
      message.receives += 1;
      message.visibleAt = Date.now() + deployed.visibilityTimeoutSeconds * 1000;
    }
    return visible;
  }

  /** Resolves when a message may be received; at once if one can be. */
  async visible(): Promise<void> {
    for (;;) {
      const next = Math.min(...[...this.messages.values()].map(({ visibleAt }) => visibleAt));
      if (next <= Date.now()) return;
      this.#sent = Promise.withResolvers();
      const shown = Number.isFinite(next)
        ? [new Promise<void>((resolve) => setTimeout(resolve, next - Date.now()))]
        : [];
      await Promise.race([this.#sent.promise, ...shown]);
    }
  }
}

/** What a service of AWS answers when it cannot take a request now. */
export const unavailable = () => Object.assign(new Error('Try again.'), { name: 'ServiceUnavailable' });

/** SQS as the functions and the state machine send to it, by the URL of the queue; `refuses` is asked at each request. */
export function simulatedSqs(queues: Readonly<Record<string, SimulatedQueue>>, refuses: () => boolean): SQSClient {
  const queueAt = (url = '') => {
    const queue = queues[url];
    if (!queue) throw new Error(`There is no queue ${url}.`);
    return queue;
  };
  const client = {
    async send({ input }: { input: SendMessageCommandInput | SendMessageBatchCommandInput }) {
      if (refuses()) throw unavailable();
      const queue = queueAt(input.QueueUrl);
      if ('MessageBody' in input) return { MessageId: queue.send(input.MessageBody ?? '', input.DelaySeconds) };
      const { Entries = [] } = input as SendMessageBatchCommandInput;
      for (const { MessageBody = '', DelaySeconds } of Entries) queue.send(MessageBody, DelaySeconds);
      return {};
    },
  };
  return client as unknown as SQSClient;
}

type Source = {
  readonly queue: SimulatedQueue;
  readonly deadLetters: SimulatedQueue;
  /** The messages of these ids failed; all of them when it throws, as a throttled function does. */
  readonly handle: (batch: readonly SimulatedMessage[]) => Promise<ReadonlySet<string>>;
  readonly acknowledged: (messages: readonly SimulatedMessage[]) => void;
};

/** serverless.yml: `batchingWindowSeconds`, `maximumConcurrency`. */
const windowMilliseconds = 2_000;
const batchesAtOnce = 10;

/** The event source mapping of startExport. Runs for as long as the simulation does. */
export async function handOut({ queue, deadLetters, handle, acknowledged }: Source): Promise<never> {
  const running = new Set<Promise<void>>();
  const deliver = async (batch: readonly SimulatedMessage[]) => {
    const failed = await handle(batch).catch(() => new Set(batch.map(({ id }) => id)));
    const done = batch.filter(({ id }) => !failed.has(id));
    for (const { id } of done) queue.messages.delete(id);
    acknowledged(done);
  };
  for (;;) {
    await queue.visible();
    while (running.size >= batchesAtOnce) await Promise.race(running);
    const batch = queue.receive(deployed.batchSize);
    const end = Date.now() + windowMilliseconds;
    while (batch.length < deployed.batchSize && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, windowMilliseconds / 10));
      batch.push(...queue.receive(deployed.batchSize - batch.length));
    }
    const kept = batch.filter((message) => !isWornOut(message, queue, deadLetters));
    if (kept.length === 0) continue;
    const delivery = deliver(kept).finally(() => running.delete(delivery));
    running.add(delivery);
  }
}

function isWornOut(message: SimulatedMessage, queue: SimulatedQueue, deadLetters: SimulatedQueue): boolean {
  if (message.receives <= deployed.maxReceiveCount) return false;
  queue.messages.delete(message.id);
  deadLetters.send(message.body);
  return true;
}
