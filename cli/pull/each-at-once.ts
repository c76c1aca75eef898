import pMap from 'p-map';

/** As many are fetched at once. */
const mostAtOnce = 16;

/** Stops at the first failure, and throws it when everything that was going on has ended. */
export async function eachAtOnce<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  task: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  const attempt = async (item: Item) => {
    try {
      await task(item, stop.signal);
    } catch (error) {
      failure ??= { error };
      stop.abort();
    }
  };
  await pMap(untilStopped(items, stop.signal, 'end'), attempt, { concurrency: mostAtOnce });
  if (failure) throw failure.error;
}

/** The same items, until the signal: it then throws, or ends. */
export async function* untilStopped<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  signal: AbortSignal,
  then: 'throw' | 'end' = 'throw',
): AsyncGenerator<Item> {
  for await (const item of items) {
    if (then === 'throw') signal.throwIfAborted();
    else if (signal.aborted) return;
    yield item;
  }
}
