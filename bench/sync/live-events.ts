import { setTimeout as sleep } from 'node:timers/promises';
import { Latencies } from '../load/latencies.ts';
import type { PipelineChild } from '../load/pipeline-child.ts';
import { type Sent, send } from '../load/sender.ts';
import type { Delivery } from '../load/traffic.ts';
import type { World, WorldLabel } from '../load/world.ts';

const saveEveryMilliseconds = 2_000;

/** People who save labels, one after the other, while a backlog is synced; how long each change takes into the bucket. */
export class LiveEvents {
  saved = 0;
  readonly #latencies = new Latencies();
  readonly #world: World;
  readonly #webhookUrl: () => string;
  #stopped = false;

  /** `webhookUrl`: of the pipeline that runs now. */
  constructor(world: World, child: PipelineChild, webhookUrl: () => string) {
    this.#world = world;
    this.#webhookUrl = webhookUrl;
    child.on('written', (writes) => {
      for (const write of writes) this.#latencies.written(write);
    });
  }

  get percentiles(): [percent: number, milliseconds: number][] {
    return [50, 95, 99].map((percent) => [percent, this.#latencies.percentile(percent)]);
  }

  get slowest(): number {
    return this.#latencies.waiting > 0 ? Number.POSITIVE_INFINITY : this.#latencies.percentile(100);
  }

  async saveUntilStopped(labels: readonly WorldLabel[], signal: AbortSignal): Promise<void> {
    const sent: Sent = { accepted: 0, refused: 0, retries: 0 };
    let next = 0;
    await send(this.#changes(labels), sent, {
      world: this.#world,
      webhookUrl: this.#webhookUrl,
      mayGo: () => {
        next = Math.max(next + saveEveryMilliseconds, performance.now());
        return sleep(Math.max(0, next - performance.now()));
      },
      onSend: (delivery) => this.#latencies.sent(delivery),
      signal,
    });
    this.saved = sent.accepted;
  }

  /** The last change that is on its way is still sent. */
  stop(): void {
    this.#stopped = true;
  }

  *#changes(labels: readonly WorldLabel[]): Generator<Delivery> {
    for (let number = 0; !this.#stopped; number += 1) {
      const label = labels[number % labels.length];
      if (!label) return;
      const occurredAt = this.#world.edit(label);
      const event = { id: `save-${number}`, kind: 'upserted' as const, occurredAt };
      yield { label, event, revision: label.revision, what: 'change' };
    }
  }
}
