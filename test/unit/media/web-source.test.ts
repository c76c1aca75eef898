import { describe, expect, it } from 'vitest';
import { webSource } from '../../../lib/media/web-source.ts';

type Asked = { readonly url: string; readonly init: RequestInit };

function sourceOver(
  answer: () => Response | Promise<Response>,
  url = 'https://cdn.example.com/1.jpg?Signature=secret',
) {
  const asked: Asked[] = [];
  const fetcher = async (address: string | URL | Request, init: RequestInit = {}) => {
    asked.push({ url: String(address), init });
    return answer();
  };
  const signal = new AbortController().signal;
  return { asked, source: webSource({ url, headers: { authorization: 'Token 1' } }, { signal, fetch: fetcher }) };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const partial = (body: string, range: string) =>
  new Response(body, { status: 206, headers: { 'content-range': range } });

describe('a file of the web', () => {
  it('is asked for by ranges, as it is, with what opens it, and follows no redirect', async () => {
    const { source, asked } = sourceOver(() => partial('cdef', 'bytes 2-5/9'));
    expect(text(await source.read(2, 6))).toBe('cdef');
    expect(asked).toMatchObject([
      {
        url: 'https://cdn.example.com/1.jpg?Signature=secret',
        init: {
          redirect: 'manual',
          headers: { range: 'bytes=2-5', 'accept-encoding': 'identity', authorization: 'Token 1' },
        },
      },
    ]);
  });

  it('is called by its address without the query, which may be a signature', () => {
    expect(sourceOver(() => new Response()).source.name).toBe('https://cdn.example.com/1.jpg');
  });

  it('is cut out of the whole, where a server knows no ranges', async () => {
    const { source } = sourceOver(() => new Response('abcdefghi'));
    expect(text(await source.read(2, 6))).toBe('cdef');
  });

  it('is left where the range ends, however much a server goes on to send', async () => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
      cancel() {
        isCancelled = true;
      },
    });
    const { source } = sourceOver(() => new Response(endless));
    expect(await source.read(500, 2500)).toHaveLength(2000);
    expect(isCancelled).toBe(true);
    expect(sent).toBeLessThan(10_000);
  });

  it('has no bytes beyond its end', async () => {
    expect(await sourceOver(() => new Response(null, { status: 416 })).source.read(9, 12)).toHaveLength(0);
    expect(await sourceOver(() => partial('i', 'bytes 8-8/9')).source.read(8, 12)).toHaveLength(1);
  });

  it.each([
    [
      'it redirects',
      () => new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }),
      /another address/,
    ],
    ['it is gone', () => new Response('', { status: 404 }), /answered 404/],
    ['its signature is over', () => new Response('', { status: 403 }), /answered 403/],
    ['it is sent compressed', () => new Response('', { headers: { 'content-encoding': 'gzip' } }), /compressed/],
    [
      'it is sent compressed, in capitals',
      () => new Response('', { headers: { 'content-encoding': 'GZIP' } }),
      /compressed/,
    ],
    ['another part is sent', () => partial('abc', 'bytes 0-2/9'), /another/],
    ['parts are sent that are not said to be', () => new Response('abc', { status: 206 }), /another/],
    ['less is sent than is asked for', () => partial('a', 'bytes 5-5/9'), /smaller parts/],
  ])('is refused for good when %s', async (_when, answer, message) => {
    await expect(sourceOver(answer).source.read(5, 8)).rejects.toMatchObject({
      name: 'MediaProblem',
      reason: 'media-refused',
      message: expect.stringMatching(message),
    });
  });

  it('is refused where its end is wanted of a server that sends nothing but the whole', async () => {
    const { source } = sourceOver(() => new Response('abc'));
    await expect(source.read(2 ** 40, 2 ** 40 + 1)).rejects.toMatchObject({ reason: 'media-refused' });
  });

  it.each([
    [500, 'PlatformUnavailable'],
    [503, 'PlatformUnavailable'],
    [408, 'PlatformUnavailable'],
    [429, 'PlatformThrottled'],
  ])('may be had later when the host answers %d', async (status, name) => {
    const { source } = sourceOver(() => new Response('', { status }));
    await expect(source.read(0, 8)).rejects.toMatchObject({ name, retryable: true });
  });

  it('may be had later when the host does not answer, and its message has no signature', async () => {
    const { source } = sourceOver(() => {
      throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    });
    await expect(source.read(0, 8)).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: 'https://cdn.example.com/1.jpg gave no answer: ECONNRESET.',
    });
  });

  it('is given up with its body when the time is over', async () => {
    const ending = new AbortController();
    const fetcher = async (_url: unknown, { signal }: RequestInit = {}) =>
      new Response(
        new ReadableStream({
          start(controller) {
            signal?.addEventListener('abort', () => controller.error(signal.reason));
          },
        }),
      );
    const source = webSource({ url: 'https://cdn.example.com/1.jpg' }, { signal: ending.signal, fetch: fetcher });
    const reading = source.read(0, 8);
    setImmediate(() => ending.abort(new DOMException('late', 'TimeoutError')));
    await expect(reading).rejects.toMatchObject({ name: 'PlatformUnavailable', message: /TimeoutError/ });
  });
});
