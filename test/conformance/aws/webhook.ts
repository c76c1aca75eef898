import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Delivery } from './platforms.ts';

/** An emulator gives out URLs with such hosts, as AWS does, but no name server knows them there. */
const givenOut = /\.(lambda-url|execute-api)\./;

/** Whether a request to this URL has to be led to the emulator. */
export const isGivenOut = (url: string): boolean => givenOut.test(new URL(url).hostname);

/** Sends a delivery to a webhook URL and gives back its status. */
export async function post(url: string, { body, headers }: Delivery, endpoint: string | undefined): Promise<number> {
  const request = new Request(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMilliseconds) });
  const answer = endpoint && isGivenOut(url) ? await askEmulator(request, endpoint) : await fetch(request);
  await answer.arrayBuffer();
  return answer.status;
}

/** The request goes to the emulator, with the URL's host in the header by which the function is found. */
export async function askEmulator(request: Request, endpoint: string): Promise<Response> {
  const target = new URL(request.url);
  const { protocol, hostname, port } = new URL(endpoint);
  const send = protocol === 'https:' ? requestByHttps : requestByHttp;
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const sent = send(
      {
        hostname,
        port,
        servername: '', // its certificate is for the emulator, not for the host in the header
        path: target.pathname + target.search,
        method: request.method,
        headers: { ...Object.fromEntries(request.headers), host: target.host, 'content-length': body.length },
        signal: request.signal,
      },
      (answer) => {
        text(answer).then((content) => resolve(responseOf(answer.statusCode ?? 0, answer.headers, content)), reject);
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

const bodiless = new Set([204, 304]);

function responseOf(status: number, given: NodeJS.Dict<string | string[]>, content: string): Response {
  const headers = Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]);
  return new Response(bodiless.has(status) ? null : content, { status, headers });
}

const timeoutMilliseconds = 30_000;
