import type { HeldLetter, Queues } from '../../lib/queue/dead-letters.ts';
import type { Holds } from '../../lib/queue/holds.ts';
import { type Look, type Looked, lookThrough } from '../../lib/queue/look-through.ts';
import { deadLetters } from '../dead-letter-text.ts';

/** A line of progress this often at most, so that a command over few letters prints none. */
const progressMilliseconds = 5_000;

export type Work = (letters: readonly HeldLetter[], holds: Holds, signal: AbortSignal) => Promise<void>;
type CommandLook = Pick<Look, 'newcomers'> & {
  readonly window: Work;
  end?(holds: Holds, signal: AbortSignal): Promise<void>;
};

/**
 * Looks through the letters, with progress on standard error. Ctrl-C, or an output that nobody reads any more, ends it after
 * the requests under way and gives the letters back; Ctrl-C once more ends it at once.
 */
export async function looking(queues: Queues, { newcomers = 'looked at', window, end }: CommandLook): Promise<Looked> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = () => {
    console.error('labelwire: stopping; the letters that are held are given back …');
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop);
  process.stdout.once('error', stop);
  let printedAt = Date.now();
  const progress = (count: number, counted: number) => {
    if (Date.now() - printedAt < progressMilliseconds) return;
    printedAt = Date.now();
    console.error(`labelwire: looked at ${deadLetters(count)} of about ${counted} …`);
  };
  try {
    return await lookThrough(queues, {
      newcomers,
      window: (letters, holds) => window(letters, holds, signal),
      end: async (holds) => end?.(holds, signal),
      signal,
      progress,
    });
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
    process.stdout.off('error', stop);
  }
}
