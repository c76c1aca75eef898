/**
 * Server-sent events: what `look` sees, at once and then again and again, as `event: status`; an `event: problem` where it
 * could not look. However many pages listen there is one look at a time, and none where nobody listens.
 */
export function liveEvents(
  look: () => Promise<unknown>,
  everyMilliseconds: number,
  messageOf: (error: Error) => string,
) {
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let newest: Uint8Array | undefined;
  let isLooking = false;

  async function send(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    newest = encoder.encode(await eventOf(look, messageOf));
    isLooking = false;
    // A page that has not read the last one yet skips this one: only the newest is of use, and a queue would fill the memory.
    for (const listener of listeners) if ((listener.desiredSize ?? 0) > 0) listener.enqueue(newest);
    clearTimeout(timer);
    if (listeners.size > 0) timer = setTimeout(() => void send(), everyMilliseconds);
  }

  function leave(listener: ReadableStreamDefaultController<Uint8Array>): void {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  }

  return {
    answer(): Response {
      let own: ReadableStreamDefaultController<Uint8Array>;
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller;
          listeners.add(own);
          if (newest) own.enqueue(newest);
          void send();
        },
        cancel: () => leave(own),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
    stop(): void {
      for (const listener of listeners) listener.close();
      listeners.clear();
      clearTimeout(timer);
    },
  };
}

async function eventOf(look: () => Promise<unknown>, messageOf: (error: Error) => string): Promise<string> {
  try {
    return `event: status\ndata: ${JSON.stringify(await look())}\n\n`;
  } catch (error) {
    return `event: problem\ndata: ${JSON.stringify({ message: messageOf(error as Error) })}\n\n`;
  }
}
