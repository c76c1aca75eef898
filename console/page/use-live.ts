import { createParser } from 'eventsource-parser';
import { useEffect, useState } from 'preact/hooks';
import type { Window } from '../../cli/console/windows.ts';
import type { Status } from '../../cli/status/status.ts';
import { call } from './api.ts';
import type { Live } from './live.ts';

const againMilliseconds = 2_000;

/** The status of the deployment as it changes. EventSource would be less, but cannot send a header. */
export function useLive(window: Window): Live {
  const [live, setLive] = useState<Live>({ window });
  useEffect(() => {
    const controller = new AbortController();
    const report = (change: Partial<Live>) => {
      if (!controller.signal.aborted) setLive((before) => ({ ...before, ...change }));
    };
    void listen(window, controller.signal, report);
    return () => controller.abort();
  }, [window]);
  return live;
}

async function listen(window: Window, signal: AbortSignal, report: (change: Partial<Live>) => void): Promise<void> {
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === 'status') report({ window, status: JSON.parse(data) as Status, seenAt: new Date(), problem: '' });
      if (event === 'problem') report({ problem: (JSON.parse(data) as { message: string }).message });
    },
  });
  while (!signal.aborted) {
    try {
      const { body } = await call(`live?since=${window}`, { signal });
      for await (const text of (body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) parser.feed(text);
      report({ problem: 'labelwire console has ended. Start it again.' });
    } catch (error) {
      if (!signal.aborted) report({ problem: (error as Error).message });
    }
    parser.reset();
    await new Promise((resolve) => setTimeout(resolve, againMilliseconds));
  }
}
