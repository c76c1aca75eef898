import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type FauxqsServer, startFauxqs } from 'fauxqs';

/**
 * fauxqs (SQS and S3) with what its version 2.4 lacks:
 * - it ignores `If-Match` and `If-None-Match`, on which putIfNewer and the records stand;
 * - it refuses bodies above 11 MiB;
 * - it listens on every interface;
 * - with a data folder, `ChangeMessageVisibility` to 0 breaks a NOT NULL constraint of its database and hides the message.
 *
 * What stays: it moves a message to the dead letters in two steps, and a process killed between them loses it.
 *
 * Its web server, Fastify, announces each new instance on a diagnostics channel, so the routes can be wrapped as they
 * are registered. This file can go when fauxqs passes test/contract/s3-conditions.test.ts by itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export async function startSqsAndS3(options: { port: number; dataDir?: string | undefined }): Promise<FauxqsServer> {
  const onFastify = (message: unknown) => guard((message as { fastify: Fastify }).fastify);
  subscribe('fastify.initialization', onFastify);
  try {
    // fauxqs starts synchronously up to `listen`: no other Fastify of this process can be announced in between.
    const { port, dataDir } = options;
    return await startFauxqs({ logger: false, port, ...(dataDir === undefined ? {} : { dataDir }) });
  } finally {
    unsubscribe('fastify.initialization', onFastify);
  }
}

type Request = { headers: Record<string, string | undefined>; query: Record<string, string>; body: unknown };
type Reply = {
  header(name: string, value: unknown): Reply;
  status(code: number): Reply;
  send(body?: unknown): unknown;
};
type Handler = (request: Request, reply: Reply) => unknown;
type Route = { method: string; url: string; bodyLimit?: number; handler: Handler };
type Fastify = {
  addHook(name: 'onRoute', hook: (route: Route) => void): void;
  listen(options: { port: number; host: string }): Promise<string>;
};

const largestBody = 1024 ** 3;
const writes = new Set(['PUT', 'POST', 'DELETE']);

function guard(fastify: Fastify): void {
  let head: Handler | undefined;
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/' && route.method === 'POST') route.handler = withSmallestVisibility(route.handler);
    if (route.url !== '/:bucket/*') return;
    if (route.method === 'HEAD') head = route.handler;
    if (!writes.has(route.method)) return;
    route.bodyLimit = largestBody;
    route.handler = withConditions(route.method, route.handler, (request) => etagBy(head, request));
  });
  const listen = fastify.listen.bind(fastify);
  fastify.listen = (options) => listen({ ...options, host: '127.0.0.1' });
}

/** The object's ETag now. fauxqs answers HEAD in one turn of the event loop, so nothing comes between look and write. */
function etagBy(head: Handler | undefined, request: Request): string | undefined {
  let etag: string | undefined;
  const reply: Reply = {
    header: (name, value) => {
      if (name === 'etag') etag = String(value);
      return reply;
    },
    status: () => reply,
    send: () => reply,
  };
  head?.(request, reply);
  return etag;
}

type Refusal = { status: number; code: string; message: string };
const preconditionFailed: Refusal = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
};
const noSuchKey: Refusal = { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };

function refusalOf(method: string, headers: Request['headers'], etag: string | undefined): Refusal | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match && !etag) return noSuchKey;
  if (match && match !== '*' && match.replaceAll('"', '') !== etag?.replaceAll('"', '')) return preconditionFailed;
  if (noneMatch && etag && method !== 'DELETE') return preconditionFailed; // DeleteObject knows no If-None-Match
  return undefined;
}

const withConditions =
  (method: string, write: Handler, etagOf: (request: Request) => string | undefined): Handler =>
  (request, reply) => {
    // A part of an upload carries no condition; CompleteMultipartUpload, a POST, does.
    if (!request.headers['if-match'] && !request.headers['if-none-match']) return write(request, reply);
    const refusal = refusalOf(method, request.headers, etagOf(request));
    if (!refusal) return write(request, reply);
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${refusal.code}</Code><Message>${refusal.message}</Message></Error>`;
    return reply.status(refusal.status).header('content-type', 'application/xml').send(xml);
  };

type VisibilityChange = { VisibilityTimeout?: number; Entries?: VisibilityChange[] };
const oneMillisecond = 0.001;

/** A visibility time-out of 0 becomes one of a millisecond, which takes the path of fauxqs that works. */
const withSmallestVisibility =
  (handler: Handler): Handler =>
  (request, reply) => {
    if (request.headers['x-amz-target']?.startsWith('AmazonSQS.ChangeMessageVisibility')) {
      const body = request.body as VisibilityChange;
      for (const change of [body, ...(body.Entries ?? [])])
        if (change.VisibilityTimeout === 0) change.VisibilityTimeout = oneMillisecond;
    }
    return handler(request, reply);
  };
