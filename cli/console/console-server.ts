import { randomBytes } from 'node:crypto';
import { unreachableAws } from '../failure.ts';
import { type HttpServer, serve } from '../http-server.ts';
import { NotFound } from '../not-found.ts';
import { rangeReader } from '../pictures/read-picture.ts';
import { statusLooker } from '../status/look.ts';
import { type Admission, admitHost, admitToken } from './admission.ts';
import type { ConsoleDeployment } from './console-deployment.ts';
import { pagePolicy, strictHeaders } from './headers.ts';
import { letterCalls } from './letter-calls.ts';
import { liveEvents } from './live.ts';
import { type PageFile, pageFiles } from './page-files.ts';
import { Recordings, recordingsPath } from './recordings.ts';
import { RefusedCall } from './refused-call.ts';
import { type Flow, type Route, routesOf } from './routes.ts';
import { type Window, windows } from './windows.ts';

export type Console = {
  /** For the person who started it alone: it ends with the token, in the part that browsers send nowhere. */
  readonly address: string;
  close(): Promise<void>;
};

export type ConsoleOptions = {
  readonly port: number;
  /** The folder of the built page. */
  readonly page?: string | undefined;
  /** Between two looks at the deployment, while a page is open. */
  readonly lookMilliseconds?: number;
  readonly clock?: { now(): Date };
};

const systemClock = { now: () => new Date() };
const localLookMilliseconds = 3_000;
/** CloudWatch takes money for each look, and is a minute behind anyway. */
const awsLookMilliseconds = 15_000;

/** Serves the page and its API on the loopback interface, until `close`. */
export async function startConsole(
  deployment: ConsoleDeployment,
  { port, page, clock = systemClock, lookMilliseconds }: ConsoleOptions,
): Promise<Console> {
  const files = pageFiles(page);
  const local = deployment.where.local === true;
  const token = randomBytes(32).toString('base64url');
  const letters = letterCalls(deployment);
  const every = lookMilliseconds ?? (deployment.where.local ? localLookMilliseconds : awsLookMilliseconds);
  const flows = new Map(
    await Promise.all(
      windows.map(async (since): Promise<[Window, Flow]> => {
        const look = await statusLooker({ ...deployment.where, since });
        const status = () => look(clock.now());
        return [since, { status, live: liveEvents(status, every, (error) => inWords(error, local).message) }];
      }),
    ),
  );
  const { media } = deployment;
  const recordings = media && new Recordings(media.sources, rangeReader(media.sources, media));
  const routes = routesOf({ deployment, letters, clock, recordings, flowSince: (since) => flows.get(since) as Flow });
  const hosts: string[] = [];
  const server: HttpServer = await serve(
    (request) => answer(request, { token, hosts }, { files, routes, recordings, local }),
    port,
  );
  hosts.push(`127.0.0.1:${server.port}`, `localhost:${server.port}`);
  return {
    address: `${server.url}/#token=${token}`,
    async close() {
      for (const { live } of flows.values()) live.stop();
      await letters.settled();
      await server.close();
    },
  };
}

type Served = {
  readonly files: ReadonlyMap<string, PageFile>;
  readonly routes: Readonly<Record<string, Route>>;
  readonly recordings: Recordings | undefined;
  readonly local: boolean;
};

async function answer(
  request: Request,
  admission: Admission,
  { files, routes, recordings, local }: Served,
): Promise<Response> {
  try {
    admitHost(request, admission);
    const { pathname } = new URL(request.url);
    return pathname.startsWith('/api/')
      ? await apiAnswer(request, pathname, admission, routes)
      : pathname.startsWith(recordingsPath) && recordings
        ? await recordings.answer(request, pathname)
        : pageAnswer(request, files.get(pathname), pagePolicy({ playsMedia: recordings !== undefined }));
  } catch (error) {
    return problemAnswer(error as Error, local);
  }
}

function pageAnswer({ method }: Request, file: PageFile | undefined, policy: string): Response {
  if (!file) throw new RefusedCall(404, 'There is nothing at this address.');
  if (method !== 'GET') throw new RefusedCall(405, `The method must be GET, but is ${method}.`);
  const headers = { ...strictHeaders, 'content-type': file.contentType, 'content-security-policy': policy };
  return new Response(new Uint8Array(file.bytes), { headers });
}

async function apiAnswer(
  request: Request,
  path: string,
  admission: Admission,
  routes: Readonly<Record<string, Route>>,
): Promise<Response> {
  admitToken(request, admission);
  const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
  if (!route) throw new RefusedCall(404, `There is no ${path}.`);
  if (request.method !== route.method)
    throw new RefusedCall(405, `The method must be ${route.method}, but is ${request.method}.`);
  const answered = await route.answer(route.method === 'GET' ? queryOf(request) : await bodyOf(request));
  const response = answered instanceof Response ? answered : jsonAnswer(answered, 200);
  for (const [name, value] of Object.entries(strictHeaders)) response.headers.set(name, value);
  return response;
}

const queryOf = ({ url }: Request): Record<string, string> => Object.fromEntries(new URL(url).searchParams);

async function bodyOf(request: Request): Promise<unknown> {
  if (request.headers.get('content-type') !== 'application/json')
    throw new RefusedCall(415, 'The content type must be application/json.');
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedCall(400, 'The body must be JSON, but is not.'); // the parser's message repeats the text
  }
}

/** Those of the command line. */
const inWords = (error: Error, local: boolean) => unreachableAws(error, { local }) ?? error;

function problemAnswer(error: Error, local: boolean): Response {
  const words = inWords(error, local);
  const { name, message } = words;
  return jsonAnswer({ error: { name, message } }, words === error ? statusOf(error) : 502);
}

function statusOf(error: Error): number {
  if (error instanceof RefusedCall) return error.status;
  return error instanceof NotFound ? 404 : 500;
}

const jsonAnswer = (value: unknown, status: number): Response =>
  new Response(JSON.stringify(value), { status, headers: { ...strictHeaders, 'content-type': 'application/json' } });
