import type { Holds } from './holds.ts';

/** The longest delay of a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html */
const longestDelayMilliseconds = 900_000;
/** Short, so that Ctrl-C has not to be waited for. */
const pauseMilliseconds = 500;

/** Spreads a burst: so many events a second, by the delays of their messages. */
export class Pace {
  readonly #millisecondsPerEvent: number;
  #nextAt = Date.now();

  constructor(eventsPerSecond: number) {
    this.#millisecondsPerEvent = 1000 / eventsPerSecond;
  }

  /** When each of so many more events is due. */
  reserve(count: number): readonly number[] {
    this.#nextAt = Math.max(this.#nextAt, Date.now());
    return Array.from({ length: count }, () => {
      const dueAt = this.#nextAt;
      this.#nextAt += this.#millisecondsPerEvent;
      return dueAt;
    });
  }
}

/** How long the message of an event is delayed that is due then. */
export const delaySeconds = (dueAt: number): number => Math.max(Math.ceil((dueAt - Date.now()) / 1000), 0);

/** Waits until a message can be delayed until then, and goes on holding the letters. */
export async function untilDelayable(
  dueAt: number,
  holds: Pick<Holds, 'extend'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (;;) {
    const wait = dueAt - longestDelayMilliseconds - Date.now();
    if (wait <= 0 || signal?.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, pauseMilliseconds)));
    await holds.extend();
  }
}
