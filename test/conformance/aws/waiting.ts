import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const betweenLooksMilliseconds = 500;

const limits = new AsyncLocalStorage<AbortSignal>();

/** Tells when what is being done here must end: its time is up, or the run's is, or somebody interrupted it. */
export const ending = (): AbortSignal | undefined => limits.getStore();

/** Does the work until it is done, its seconds are over, or what surrounds it ends; it then throws the reason. */
export async function within<Result>(
  seconds: number,
  work: () => Promise<Result>,
  outer: AbortSignal | undefined = ending(),
): Promise<Result> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(new Error(`Not done after ${seconds} seconds.`)), seconds * 1000);
  const signal = AbortSignal.any(outer ? [over.signal, outer] : [over.signal]);
  try {
    signal.throwIfAborted();
    const ended = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return await Promise.race([limits.run(signal, work), ended]);
  } finally {
    clearTimeout(timer);
  }
}

/** Looks again and again until it is so; what fails names itself. */
export async function eventually(what: string, seconds: number, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    ending()?.throwIfAborted();
    if (await look()) return;
    if (performance.now() > end) throw new Error(`Not so after ${seconds} seconds: ${what}.`);
    await sleep(betweenLooksMilliseconds);
  }
}
