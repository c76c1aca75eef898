import { afterEach, describe, expect, it, vi } from 'vitest';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import type { Connection } from '../../../lib/configuration/connections.ts';
import { platformApi } from '../../../lib/runtime/platform-http.ts';
import { thePlatform as platform } from '../../support/the-platform.ts';

let server: HttpServer | undefined;
afterEach(async () => {
  await server?.close();
  vi.unstubAllEnvs();
});

type Given = { settings?: Connection['settings']; remaining?: number; fetch?: typeof fetch };
const apiWith = ({ settings = {}, remaining = 900_000, fetch }: Given = {}) =>
  platformApi(
    { name: 'the-connection', platform, settings },
    {
      credential: 'the-key',
      remainingMilliseconds: () => remaining,
      ...(fetch ? { fetch } : {}),
    },
  );

/** The API over a server of this machine that answers so. */
async function apiOver(answer: (request: Request) => Response | Promise<Response>, given: Given = {}) {
  server = await serve(async (request) => answer(request));
  return apiWith({ ...given, settings: { apiUrl: server.url } });
}
const get = { method: 'GET', url: 'https://api.platform.example.com/labels' } as const;

describe('where a platform may be asked', () => {
  it('is its own URL, one from the configuration, or one from the environment, the last first', () => {
    expect(apiWith().url).toBe('https://api.platform.example.com');
    const settings = { apiUrl: 'https://us.platform.example.com/' };
    expect(apiWith({ settings }).url).toBe('https://us.platform.example.com');
    vi.stubEnv('LABELWIRE_API_URL_THE_CONNECTION', 'http://127.0.0.1:1');
    expect(apiWith({ settings }).url).toBe('http://127.0.0.1:1');
  });

  const answering: typeof fetch = async () => new Response('{}');

  it.each(['https://files.platform.example.com/a', 'https://api.platform.example.com/b', 'https://mine.example.com/c'])(
    'includes %s',
    async (url) => {
      const api = apiWith({ fetch: answering, settings: { downloadHosts: ['mine.example.com'] } });
      expect((await api.request({ method: 'GET', url })).status).toBe(200);
    },
  );

  it.each([
    'https://elsewhere.example.com/?signature=secret',
    'http://files.platform.example.com/',
    'https://files.platform.example.com.evil.example.com/',
    'https://files.platform.example.com@evil.example.com/',
    'http://169.254.169.254/latest/meta-data',
  ])('does not include %s, and the refusal names its host alone', async (url) => {
    const refusal = await apiWith({ fetch: answering })
      .request({ method: 'GET', url })
      .catch((error: Error) => error);
    expect(refusal).toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringContaining(`add "${new URL(url).host}" to platforms.the-connection.downloadHosts`),
    });
    expect((refusal as Error).message).not.toContain('signature');
  });

  it('ends at a redirect, which could lead anywhere', async () => {
    const api = await apiOver(({ url }) =>
      url.endsWith('/moved')
        ? new Response('secret')
        : new Response('', { status: 302, headers: { location: '/moved' } }),
    );
    await expect(api.request({ ...get, url: api.url })).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: expect.stringContaining('(302), and no redirect is followed'),
    });
  });

  it.each([301, 308])('is not where a redirect for good leads (%i): the address is to be written', async (status) => {
    const location = 'https://labels.example.com/api?token=secret';
    const api = await apiOver(() => new Response('', { status, headers: { location } }));
    const refusal = await api.request({ ...get, url: api.url }).catch((error: Error) => error);
    expect(refusal).toMatchObject({
      name: 'InvalidConfiguration',
      message: expect.stringMatching(
        /redirects to https:\/\/labels\.example\.com \(30\d\).* platforms\.the-connection\.apiUrl/,
      ),
    });
    expect((refusal as Error).message).not.toContain('secret');
  });
});

describe('what a platform answers', () => {
  it.each([
    [429, 'PlatformThrottled'],
    [401, 'PlatformRefused'],
    [403, 'PlatformRefused'],
    [500, 'PlatformUnavailable'],
    [503, 'PlatformUnavailable'],
    [599, 'PlatformUnavailable'],
  ])('with %i is %s, without a word of its body', async (status, name) => {
    const api = await apiOver(() => new Response('a word of the body', { status }));
    const error = await api.request({ ...get, url: api.url }).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name, message: expect.stringContaining('The platform') });
    expect((error as Error).message).not.toContain('word');
  });

  it.each([200, 204, 400, 404, 409, 418])('with %i is an answer', async (status) => {
    const api = await apiOver(() => new Response(status === 204 ? null : 'body', { status }));
    const answer = await api.request({ ...get, url: api.url });
    expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([status, status === 204 ? '' : 'body']);
  });

  it.each([
    ['7', /\(429, retry-after 7\)/],
    [undefined, /\(429\)/],
  ])('with 429 and retry-after %s is PlatformThrottled and tells so', async (header, message) => {
    const api = await apiOver(
      () => new Response('', { status: 429, headers: header === undefined ? {} : { 'retry-after': header } }),
    );
    await expect(api.request({ ...get, url: api.url })).rejects.toMatchObject({
      name: 'PlatformThrottled',
      message: expect.stringMatching(message),
    });
  });

  it('goes through as bytes, and so does what is sent', async () => {
    const api = await apiOver(
      async (request) => new Response(await request.arrayBuffer(), { headers: request.headers }),
    );
    const body = Uint8Array.from([0, 255, 10]);
    const answer = await api.request({ method: 'POST', url: api.url, headers: { 'x-key': 'a' }, body });
    expect([...answer.body]).toEqual([...body]);
    expect(answer.headers.get('x-key')).toBe('a');
  });

  it('is AnswerTooLarge, and read no further, once it has more bytes than a step can hold', async () => {
    let sent = 0;
    const megabyte = new Uint8Array(1024 * 1024);
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(megabyte);
      },
    });
    const api = apiWith({ fetch: async () => new Response(endless) });
    await expect(api.request(get)).rejects.toMatchObject({ name: 'AnswerTooLarge' });
    expect(sent).toBeLessThan(70);
  });

  it('is tried once', async () => {
    let requests = 0;
    const api = await apiOver(() => {
      requests += 1;
      return new Response('', { status: 500 });
    });
    await api.request({ ...get, url: api.url }).catch(() => {});
    expect(requests).toBe(1);
  });
});

describe('a platform that does not answer', () => {
  it.each([
    ['never answers', () => new Promise<Response>(() => {})],
    ['never ends its answer', () => new Response(new ReadableStream({ start: () => {} }))],
  ])('and %s is PlatformUnavailable well before the step ends', async (_what, answer) => {
    const api = await apiOver(answer, { remaining: 20_050 });
    const begun = performance.now();
    await expect(api.request({ ...get, url: api.url })).rejects.toMatchObject({
      name: 'PlatformUnavailable',
      message: 'The platform gave no answer: TimeoutError.',
    });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('since nobody listens is PlatformUnavailable, with the reason', async () => {
    const api = await apiOver(() => new Response(''));
    await server?.close();
    await expect(api.request({ ...get, url: api.url })).rejects.toThrow('The platform gave no answer: ECONNREFUSED.');
  });

  it('is waited for only while the step has time', async () => {
    await expect(apiWith({ remaining: 20_000 }).wait(1)).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    await expect(apiWith({ remaining: 30_000 }).wait(1)).resolves.toBeUndefined();
  });
});
