import { setTimeout as sleep } from 'node:timers/promises';
import { testingOf } from '../../local/platform-testing.ts';
import type { Delivery } from './traffic.ts';
import type { LoadPlatform, World } from './world.ts';

/** Webhooks on their way at the same time. */
const senders = 20;
const answerWithinMilliseconds = 30_000;
const pauseBeforeRetryMilliseconds = 100;

export type Sent = { accepted: number; refused: number; retries: number };

type Options = {
  readonly world: World;
  /** Asked before each attempt: the pipeline may have moved. */
  readonly webhookUrl: (platform: LoadPlatform) => string;
  /** Before a delivery is made. Not asked again for its further attempts. */
  readonly mayGo: () => Promise<void>;
  /** Gives what is to be called at the answer 202. */
  readonly onSend: (delivery: Delivery) => () => void;
  readonly signal: AbortSignal;
};

/** Sends each delivery until it is answered, as a platform does, or an operator by hand. Counts into `sent`. */
export async function send(deliveries: Iterator<Delivery>, sent: Sent, options: Options): Promise<void> {
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (;;) {
        await options.mayGo();
        options.signal.throwIfAborted();
        const { value, done } = deliveries.next();
        if (done) return;
        await deliver(value, sent, options);
      }
    }),
  );
}

async function deliver(delivery: Delivery, sent: Sent, options: Options): Promise<void> {
  const onAccepted = options.onSend(delivery);
  const expected = delivery.what === 'forgery' ? 401 : 202;
  for (;;) {
    const status = await answerTo(delivery, options);
    if (status === 202 && expected === 202) {
      delivery.label.accepted += 1;
      sent.accepted += 1;
      onAccepted();
      return;
    }
    if (status === expected) {
      sent.refused += 1;
      return;
    }
    // 429: the account runs as many functions as it may.
    if (status !== undefined && status < 500 && status !== 429)
      throw new Error(`A ${delivery.what} was answered ${status} instead of ${expected}.`);
    sent.retries += 1;
    await sleep(pauseBeforeRetryMilliseconds, undefined, { signal: options.signal });
  }
}

/** Nothing when there was none: the pipeline was not there, or went away. */
async function answerTo({ label, event, what }: Delivery, options: Options): Promise<number | undefined> {
  const { world, webhookUrl, signal } = options;
  const simulated = testingOf(label.platform).simulated;
  const secret = what === 'forgery' ? 'of somebody else' : world.access[label.platform].webhookSecret;
  const body = simulated.delivery(label.served, event);
  const headers = simulated.sign(body, secret, { ...event, now: new Date() });
  try {
    const response = await fetch(webhookUrl(label.platform), {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMilliseconds)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TypeError || (error as Error).name === 'TimeoutError') return undefined; // fetch's own failures
    throw error;
  }
}
