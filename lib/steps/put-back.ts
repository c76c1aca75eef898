import { StorageUnavailable } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelEvent } from '../contracts/payloads.ts';

/** About twelve minutes, with the delays below. */
const mostWaits = 6;

/** Whether a label that alone could not be fetched (its mask's server is down) is worth another try. */
export const mayBeFetchedLater = ({ waits = 0 }: LabelEvent): boolean => waits < mostWaits;

const shortestDelay = 15;
const longestDelay = 240;

/** Seconds: each wait twice as long as the one before, since most labels are there within seconds. */
export const delaySeconds = ({ waits = 1 }: LabelEvent): number =>
  Math.min(shortestDelay * 2 ** (waits - 1), longestDelay);

export type Enqueue = (
  events: readonly LabelEvent[],
  delaySeconds?: (event: LabelEvent) => number,
) => Promise<{ readonly failed: readonly { readonly reason: string }[] }>;

/**
 * Puts events whose labels could not be fetched back into label-events, to be seen later, so that they hold no neighbour.
 * When the step is tried again, it may put one back twice; both end in the same label.
 */
export async function putBack(
  waiting: ReadonlyMap<LabelEvent, Error>,
  { enqueue, log }: { readonly enqueue: Enqueue; readonly log: Log },
): Promise<void> {
  if (waiting.size === 0) return;
  const again = [...waiting.keys()].map((event) => ({
    ...event,
    attempt: event.attempt + 1, // another execution, so another name
    waits: (event.waits ?? 0) + 1,
  }));
  await stored(enqueue(again, delaySeconds));
  for (const [event, error] of waiting) {
    const { connection, project, label, dataUnit, waits = 0 } = event;
    const fields = { connection, project, label, dataUnit, event: event.id, waits: waits + 1 };
    log('label-put-back', { ...fields, error: error.name, reason: error.message });
  }
}

/** After this many seconds a label is looked at once more; a replica that lags longer is looked at again later still. */
const lookAgainSeconds = 15;

/** Enqueues labels that were looked at, and are to be looked at once more. */
export async function lookAgain(
  events: readonly LabelEvent[],
  { enqueue }: { readonly enqueue: Enqueue },
): Promise<void> {
  if (events.length === 0) return;
  const again = events.map((event) => ({ ...event, attempt: event.attempt + 1 }));
  await stored(enqueue(again, ({ looks = 1 }) => lookAgainSeconds * 4 ** (looks - 1)));
}

/** Throws StorageUnavailable unless SQS took every event. */
export async function stored(sent: ReturnType<Enqueue>): Promise<void> {
  const { failed } = await sent;
  if (failed[0]) throw new StorageUnavailable(`SQS did not take ${failed.length} events: ${failed[0].reason}.`);
}
