import { request as requestByHttp } from 'node:http';
import { request as requestByHttps } from 'node:https';
import type { Delivery } from './platforms.ts';

/**
 * Sends a delivery to a function URL and gives back its status. An emulator gives out URLs of AWS: the request then goes
 * to the emulator, with the URL's host in the header by which the function is found.
 */
export async function post(url: string, { body, headers }: Delivery, endpoint: string | undefined): Promise<number> {
  const target = new URL(url);
  if (!endpoint || !target.hostname.endsWith('.on.aws')) {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    await answer.arrayBuffer();
    return answer.status;
  }
  const { protocol, hostname, port } = new URL(endpoint);
  const request = protocol === 'https:' ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        servername: '', // its certificate is for the emulator, not for the host in the header
        path: target.pathname,
        method: 'POST',
        headers: { ...headers, host: target.host, 'content-length': Buffer.byteLength(body) },
        timeout: timeoutMilliseconds,
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    sent.once('timeout', () => sent.destroy(new Error('The webhook gave no answer in time.')));
    sent.once('error', reject);
    sent.end(body);
  });
}

const timeoutMilliseconds = 30_000;
