import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import type { Fastify, Handler, Reply } from './fauxqs-routes.ts';
import { type Refusal, refusalOf } from './s3-refusals.ts';
import { S3Versions } from './s3-versions.ts';
import { allowAllCharacters, corrected } from './sqs-corrections.ts';

/**
 * fauxqs (SQS and S3) with what its version 2.4 lacks:
 * - it ignores `If-Match` and `If-None-Match`, on which putIfNewer and the records rely;
 * - it takes keys and metadata that are too long, and bytes that are not those of their checksum;
 * - it refuses bodies above 11 MiB;
 * - it listens on every interface;
 * - with a data folder, `ChangeMessageVisibility` to 0 breaks a NOT NULL constraint of its database and hides the message;
 * - it refuses messages with characters beyond U+FFFF, and calls a delete done whose receipt it never gave;
 * - it keeps no versions (s3-versions.ts).
 *
 * What stays: it moves a message to the dead letters in two steps, and a process killed between them loses it.
 *
 * Its web server, Fastify, announces each new instance on a diagnostics channel, so the routes can be wrapped as they
 * are registered. This file and what it imports can go when fauxqs passes the suites of test/contract/s3-semantics.ts
 * and sqs-semantics.ts by itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html
 */
export async function startSqsAndS3(options: {
  port: number;
  dataDir?: string | undefined;
  /** How many times faster than asked for the delays of messages pass. */
  delaySpeed?: number | undefined;
  /** The prefix of keys that pass: no version of them is kept. */
  passing?: string | undefined;
}): Promise<FauxqsServer> {
  await allowAllCharacters();
  const onFastify = (message: unknown) => {
    const { fastify } = message as { fastify: Fastify };
    const versions = new S3Versions(options.dataDir, options.passing);
    fastify.addHook('onClose', async () => versions.close());
    guard(fastify, options.delaySpeed ?? 1, versions);
  };
  subscribe('fastify.initialization', onFastify);
  try {
    // fauxqs starts synchronously up to `listen`, which is not waited for here: no other Fastify of this process, nor a
    // second fauxqs, is announced in between.
    const { port, dataDir } = options;
    return startFauxqs({ logger: false, port, ...(dataDir === undefined ? {} : { dataDir }) });
  } finally {
    unsubscribe('fastify.initialization', onFastify);
  }
}

const largestBody = 1024 ** 3;
const writes = new Set(['PUT', 'POST', 'DELETE']);

function guard(fastify: Fastify, delaySpeed: number, versions: S3Versions): void {
  let head: Handler | undefined;
  fastify.addHook('onRoute', (route) => {
    if (route.url === '/' && route.method === 'POST') route.handler = corrected(route.handler, delaySpeed);
    if (route.url === '/:bucket/*' && route.method === 'HEAD') head = route.handler;
    if (route.url === '/:bucket/*' && writes.has(route.method)) {
      route.bodyLimit = largestBody;
      route.handler = guarded(route.method, route.handler, (bucket, key) => look(head, bucket, key));
    }
    if (route.url.startsWith('/:bucket')) versions.wrap(route);
  });
  const listen = fastify.listen.bind(fastify);
  fastify.listen = (options) => listen({ ...options, host: '127.0.0.1' });
}

type Seen = { readonly found: boolean; readonly etag?: string };

/**
 * The object that is there now, or with an empty key the bucket. fauxqs answers HEAD in one turn of the event loop, so
 * nothing comes between look and write.
 */
function look(head: Handler | undefined, bucket: string, key: string): Seen {
  let status = 0;
  let etag: string | undefined;
  const reply: Reply = {
    statusCode: 0,
    header: (name, value) => {
      if (name === 'etag') etag = String(value);
      return reply;
    },
    status: (code) => {
      status = code;
      return reply;
    },
    send: () => reply,
  };
  head?.({ headers: {}, params: { bucket, '*': key }, query: {}, body: undefined }, reply);
  return { found: status === 200, ...(etag === undefined ? {} : { etag }) };
}

const guarded =
  (method: string, write: Handler, lookAt: (bucket: string, key: string) => Seen): Handler =>
  (request, reply) => {
    const { bucket = '', '*': key = '' } = request.params;
    // A request about a bucket does not write an object, and fauxqs itself reports a missing bucket.
    if (key === '' || !lookAt(bucket, '').found) return write(request, reply);
    const { headers, body } = request;
    const refusal = refusalOf({ method, key, headers, body, etag: lookAt(bucket, key).etag });
    return refusal ? refuse(reply, refusal) : write(request, reply);
  };

const refuse = (reply: Reply, { status, code, message }: Refusal) =>
  reply
    .status(status)
    .header('content-type', 'application/xml')
    .send(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
