import { InvalidArgumentError } from 'commander';

/** What a run may take, whatever happens. */
export function timeLimit(milliseconds: number): AbortSignal {
  const limit = new AbortController();
  const timer = setTimeout(() => {
    limit.abort(new Error(`The run was not done within ${Math.round(milliseconds / 60_000)} minutes.`));
  }, milliseconds);
  timer.unref();
  return limit.signal;
}

/** What was awaited, or the limit's error. */
export async function within<Result>(limit: AbortSignal, awaited: Promise<Result>): Promise<Result> {
  limit.throwIfAborted();
  const passed = Promise.withResolvers<never>();
  const onAbort = () => passed.reject(limit.reason as Error);
  limit.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([awaited, passed.promise]);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}

export function toCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('A count is a whole number above 0.');
}
