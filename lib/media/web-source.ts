import { PlatformThrottled, PlatformUnavailable } from '../contracts/errors.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';

export type WebSurroundings = {
  /** Ends a request, and its answer, that take too long. */
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
};

/** Bytes of an answer that are passed over where a server sends the whole file instead of the range. */
const mostPassedOver = 16 * 1024 * 1024;

/**
 * A file of the web, read by ranges. The host must be one that may be asked: that is decided before. Its query, which may be a
 * signature, is in no message. Throws PlatformUnavailable and PlatformThrottled where the host may answer later.
 */
export function webSource(
  { url, headers }: { readonly url: string; readonly headers?: Readonly<Record<string, string>> | undefined },
  { signal, fetch }: WebSurroundings,
): MediaSource {
  const { origin, pathname } = new URL(url);
  const name = `${origin}${pathname}`;
  const refuse = (what: string) => new MediaProblem('media-refused', `${name} ${what}.`);
  return {
    name,
    async read(start, end) {
      const answer = await unlessUnavailable(name, () =>
        fetch(url, {
          redirect: 'manual', // it could lead to a host that nobody allowed
          signal,
          headers: { ...headers, range: `bytes=${start}-${end - 1}`, 'accept-encoding': 'identity' },
        }),
      );
      try {
        if (answer.status === 416) return new Uint8Array(); // the file ends before
        if (answer.status !== 200 && answer.status !== 206) throw refusalOf(answer.status, name, refuse);
        if ((answer.headers.get('content-encoding') ?? 'identity').toLowerCase() !== 'identity')
          throw refuse('must be sent as it is, but is sent compressed');
        const skipped = start - startOf(answer, start, refuse);
        if (skipped > mostPassedOver) throw refuse('must be sent by ranges, but is sent whole');
        const bytes = await unlessUnavailable(name, () => bytesOf(answer, skipped, skipped + end - start));
        if (start + bytes.length < Math.min(end, lengthIn(answer)))
          throw refuse('must be sent as far as it is asked for, but is sent in smaller parts');
        return bytes;
      } finally {
        await answer.body?.cancel().catch(ignored);
      }
    },
  };
}

/** What is left of an answer that is not read to its end: it is of no use, and neither is an error of it. */
const ignored = () => undefined;

async function unlessUnavailable<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (cause) {
    const reason = (cause as { cause?: { code?: string } }).cause?.code ?? (cause as Error).name;
    throw new PlatformUnavailable(`${name} gave no answer: ${reason}.`, { cause });
  }
}

function refusalOf(status: number, name: string, refuse: (what: string) => Error): Error {
  if (status === 429) return new PlatformThrottled(`${name} asks for fewer requests (429).`);
  if (status === 408 || status >= 500) return new PlatformUnavailable(`${name} answered ${status}.`);
  if (status >= 300 && status < 400) return refuse(`leads to another address (${status}), which is not asked`);
  return refuse(`is not given: the host answered ${status}`);
}

/** Where in the file the answer begins: at its start where a server does not know ranges. */
function startOf({ status, headers }: Response, asked: number, refuse: (what: string) => Error): number {
  if (status === 200) return 0;
  const [, start] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  if (Number(start) === asked) return asked;
  throw refuse(`must be sent from byte ${asked}, but is sent from another`);
}

/** Of the whole file, where the answer is a part of it and says so. */
const lengthIn = ({ status, headers }: Response): number =>
  status === 206 ? Number(/\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? 0) : 0;

/** The bytes of the answer between two places of it; no more is read. */
async function bytesOf({ body }: Response, start: number, end: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let place = 0;
  for await (const part of body ?? []) {
    parts.push(part.subarray(Math.max(start - place, 0), Math.max(end - place, 0)));
    place += part.length;
    if (place >= end) break;
  }
  return Buffer.concat(parts);
}
