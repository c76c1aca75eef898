import { useEffect, useState } from 'preact/hooks';

export type Answer<Value> = { readonly value?: Value; readonly problem?: string; again(): void };

/** What a call answers, asked again when something that it depends on changes. A later call stops an earlier one. */
export function useAnswer<Value>(
  call: (signal: AbortSignal) => Promise<Value>,
  dependencies: readonly unknown[],
): Answer<Value> {
  const [times, setTimes] = useState(0);
  const [answer, setAnswer] = useState<Omit<Answer<Value>, 'again'>>({});
  useEffect(() => {
    const controller = new AbortController();
    setAnswer({});
    call(controller.signal).then(
      (value) => {
        if (!controller.signal.aborted) setAnswer({ value });
      },
      (error: Error) => {
        if (!controller.signal.aborted) setAnswer({ problem: error.message });
      },
    );
    return () => controller.abort();
  }, [...dependencies, times]);
  return { ...answer, again: () => setTimes((before) => before + 1) };
}
