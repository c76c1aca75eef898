import { expect, it, vi } from 'vitest';
import { liveEvents } from '../../../../cli/console/live.ts';

const messageOf = ({ message }: Error): string => message;

async function* eventsOf(response: Response): AsyncGenerator<string> {
  for await (const text of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()))
    yield* text.split('\n\n').filter((event) => event !== '');
}

it('tells every page what is seen, at once and again, and says so when nothing could be seen', async () => {
  let looks = 0;
  const live = liveEvents(
    async () => {
      looks += 1;
      if (looks === 2) throw new Error('AWS refuses the credentials.');
      return { looks };
    },
    1,
    messageOf,
  );
  const [one, other] = [eventsOf(live.answer()), eventsOf(live.answer())];
  const first = 'event: status\ndata: {"looks":1}';
  expect([(await one.next()).value, (await other.next()).value]).toEqual([first, first]);
  expect((await one.next()).value).toBe('event: problem\ndata: {"message":"AWS refuses the credentials."}');
  expect((await one.next()).value).toBe('event: status\ndata: {"looks":3}');
  live.stop();
  for await (const event of one) expect(event).toMatch(/^event: /); // ends
});

it('looks at nothing where nobody listens any more', async () => {
  vi.useFakeTimers();
  try {
    let looks = 0;
    const live = liveEvents(
      async () => {
        looks += 1;
        return looks;
      },
      1_000,
      messageOf,
    );
    const events = eventsOf(live.answer());
    await events.next();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(looks).toBe(4);
    await events.return(undefined);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(looks).toBe(4);
    live.stop();
  } finally {
    vi.useRealTimers();
  }
});

it('keeps nothing for a page that does not read, and tells it the newest when it does', async () => {
  vi.useFakeTimers();
  try {
    let looks = 0;
    const look = async () => {
      looks += 1;
      return { looks };
    };
    const live = liveEvents(look, 1_000, messageOf);
    const events = eventsOf(live.answer());
    await vi.advanceTimersByTimeAsync(60_500);
    expect(looks).toBe(61);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of events) seen.push(event);
    })();
    await vi.advanceTimersByTimeAsync(1_000);
    live.stop();
    await reading;
    expect(seen.length).toBeLessThan(6);
    expect(seen.at(-1)).toBe('event: status\ndata: {"looks":62}');
  } finally {
    vi.useRealTimers();
  }
});
