import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

export type HttpServer = { readonly url: string; readonly port: number; close(): Promise<void> };

/** A handler of the Fetch API behind a port of this machine's loopback. A `Response` whose body never ends hangs, as wanted in tests. */
export async function serve(handle: (request: Request) => Promise<Response>, port = 0): Promise<HttpServer> {
  const server = createServer((incoming, outgoing) => {
    answer(handle, incoming, outgoing).catch((error: unknown) => {
      outgoing.statusCode = 500;
      outgoing.end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const request = toRequest(incoming);
  if (!request) {
    outgoing.writeHead(400).end('Bad Request');
    return;
  }
  const response = await handle(request);
  outgoing.setHeaders(response.headers).writeHead(response.status); // each Set-Cookie stays a header of its own
  if (!response.body) {
    outgoing.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(response.body as unknown as ReadableStream), outgoing);
  } catch (error) {
    // Who asked has gone before the end of the answer, which is cancelled by that.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/** Nothing for what HTTP allows and the Fetch API does not: TRACE, a request target or a host that makes no URL. */
function toRequest(incoming: IncomingMessage): Request | undefined {
  const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
  const url = `http://${incoming.headers.host ?? '127.0.0.1'}${incoming.url ?? '/'}`;
  const init = {
    method: incoming.method ?? 'GET',
    headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as [string, string]],
    ),
    ...(hasBody ? { body: Readable.toWeb(incoming) as unknown as ReadableStream, duplex: 'half' as const } : {}),
  } as RequestInit;
  try {
    return new Request(url, init);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
