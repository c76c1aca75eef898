import { setTimeout } from 'node:timers/promises';
import type { Connection } from '../configuration/connections.ts';
import {
  AnswerTooLarge,
  InvalidConfiguration,
  PlatformRefused,
  PlatformThrottled,
  PlatformUnavailable,
} from '../contracts/errors.ts';
import { given } from '../contracts/given.ts';
import type { HttpAnswer, HttpRequest, Platform, PlatformApi } from '../platforms/platform.ts';
import { optional } from './environment.ts';
import { stopSignal } from './stopping.ts';

/** Encord waits 180 s for its own answers; a request that takes longer than this is tried again by the state machine. */
const requestTimeoutMilliseconds = 120_000;
/**
 * A step has 1,024 MB and holds an answer up to eight times over: its bytes, their text (two bytes a character where one is
 * beyond Latin-1), and what is parsed of it. A reader that needs more asks for less at once.
 */
const largestAnswer = 64 * 1024 * 1024;
/** Time to stage what was fetched, and to end in an error that has a name, before Lambda ends it without one. */
const reserveMilliseconds = 20_000;

export type HttpSurroundings = {
  readonly credential: string;
  remainingMilliseconds(): number;
  readonly fetch?: typeof fetch;
};

/** The connection's base URL: an environment variable for one machine and for tests, else the configuration, else the platform's own. */
function baseUrl({ name, platform, settings }: Connection): string {
  const url = optional(apiUrlVariable(name)) ?? settings.apiUrl ?? platform.api.url;
  if (url) return url;
  throw new InvalidConfiguration(`labelwire.config.ts: platforms.${name}.apiUrl is missing.`);
}

/** The environment variable that leads a connection to another server: a simulated platform on this machine. */
export const apiUrlVariable = (connection: string): string =>
  `LABELWIRE_API_URL_${connection.toUpperCase().replaceAll('-', '_')}`;

/** The connection's own server, and the hosts that the platform or the configuration names. No other is ever asked. */
const allowedOrigins = (connection: Connection): ReadonlySet<string> =>
  originsOf(connection, [...connection.platform.api.hosts, ...(connection.settings.downloadHosts ?? [])]);

const originsOf = (connection: Connection, hosts: readonly string[]): ReadonlySet<string> =>
  new Set([new URL(baseUrl(connection)).origin, ...hosts.map((host) => `https://${host}`)]);

/**
 * Where the media of units may be asked for. A simulated platform has documents of people, and is there to try them: no host
 * but its own is asked for what they show, unless configuration names it.
 */
export const mediaOrigins = (connection: Connection): ReadonlySet<string> =>
  optional(apiUrlVariable(connection.name)) === undefined
    ? allowedOrigins(connection)
    : originsOf(connection, connection.settings.downloadHosts ?? []);

/**
 * What a platform's reader may do: requests to its own host and to the hosts configuration allows, each tried once.
 * The one place that turns a status into an error of the taxonomy.
 */
export function platformApi(connection: Connection, surroundings: HttpSurroundings): PlatformApi {
  const { name, platform } = connection;
  const { credential, remainingMilliseconds } = surroundings;
  const url = baseUrl(connection).replace(/\/+$/, '');
  const allowed = allowedOrigins(connection);
  return {
    url,
    credential,
    now: () => new Date(),
    async request(request) {
      const target = new URL(request.url);
      if (!allowed.has(target.origin)) {
        throw new InvalidConfiguration(
          `${platform.title} points to ${target.origin}, which is not allowed. If that is right, add "${target.host}" to platforms.${name}.downloadHosts in labelwire.config.ts.`,
        );
      }
      const time = Math.min(requestTimeoutMilliseconds, remainingMilliseconds() - reserveMilliseconds);
      const answer = await send(platform, request, Math.max(time, 1), surroundings.fetch ?? fetch);
      refuse(connection, target, answer);
      return answer;
    },
    async wait(milliseconds) {
      if (remainingMilliseconds() - reserveMilliseconds < milliseconds) {
        throw new PlatformUnavailable(`${platform.title} did not finish in the time of this step.`);
      }
      await setTimeout(milliseconds, undefined, given({ signal: stopSignal() }));
    },
  };
}

async function send(
  platform: Platform,
  request: HttpRequest,
  timeoutMilliseconds: number,
  fetcher: typeof fetch,
): Promise<HttpAnswer> {
  const { method, url, headers, body } = request;
  try {
    const response = await fetcher(url, {
      method,
      redirect: 'manual', // it could lead to a host that nobody allowed
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMilliseconds), stopSignal() ?? []].flat()),
      ...(headers ? { headers: { ...headers } } : {}),
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: await bytesOf(response, platform) };
  } catch (error) {
    if (error instanceof AnswerTooLarge) throw error;
    const reason = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
    throw new PlatformUnavailable(`${platform.title} gave no answer: ${reason}.`, { cause: error });
  }
}

async function bytesOf(response: Response, platform: Platform): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > largestAnswer)
      throw new AnswerTooLarge(`${platform.title} answered one request with more than ${largestAnswer} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function refuse(connection: Connection, target: URL, answer: HttpAnswer): void {
  const { platform } = connection;
  const { status, headers } = answer;
  if (status >= 300 && status < 400) throw redirected(connection, target, answer);
  if (status === 429) {
    const after = headers.get('retry-after');
    throw new PlatformThrottled(
      `${platform.title} asks for fewer requests (429${after ? `, retry-after ${after}` : ''}).`,
    );
  }
  if (status === 401 || status === 403) {
    throw new PlatformRefused(
      `${platform.title} refuses the credentials (${status}). Check the secret of its API and what its user may see.`,
    );
  }
  if (status >= 500) throw new PlatformUnavailable(`${platform.title} answered ${status}.`);
}

/** Of the addresses only their hosts are named: a path may hold a secret. */
function redirected(connection: Connection, { origin }: URL, { status, headers }: HttpAnswer): Error {
  const { name, platform } = connection;
  const location = headers.get('location') ?? '';
  const to = URL.canParse(location, origin) ? new URL(location, origin).origin : 'an address that is none';
  const message = `${platform.title} must answer at ${origin}, but redirects to ${to} (${status}), and no redirect is followed.`;
  const isForGood = (status === 301 || status === 308) && origin === new URL(baseUrl(connection)).origin;
  if (!isForGood) return new PlatformUnavailable(message); // as during maintenance
  return new InvalidConfiguration(
    `${message} Write the address that answers as platforms.${name}.apiUrl in labelwire.config.ts.`,
  );
}
