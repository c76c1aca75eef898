import { subscribe } from 'node:diagnostics_channel';

export type S3Call = {
  readonly service: 's3';
  readonly method: string;
  /** `/bucket/key`, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly base64: string;
  status: number;
};
export type SqsCall = {
  readonly service: 'sqs';
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  status: number;
};
export type Call = S3Call | SqsCall;

type Request = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
};
type Fastify = {
  addHook(
    name: 'preHandler' | 'onResponse',
    hook: (request: Request, reply: { statusCode: number }) => Promise<void>,
  ): void;
};

/**
 * Records what reaches the emulator of S3 and SQS that this process starts next, in the order in which it is handled:
 * the emulator's web server announces itself.
 */
export function recordCalls(): { take(): readonly Call[] } {
  const calls: Call[] = [];
  const answered = new WeakMap<Request, Call>();
  subscribe('fastify.initialization', (message) => {
    const { fastify } = message as { fastify: Fastify };
    fastify.addHook('preHandler', async (request) => {
      const call = callOf(request);
      if (call.service === 's3' && isOfBucket(call)) return;
      calls.push(call);
      answered.set(request, call);
    });
    fastify.addHook('onResponse', async (request, reply) => {
      const call = answered.get(request);
      if (call) call.status = reply.statusCode;
    });
  });
  return { take: () => calls.splice(0) };
}

/** The pipeline calls for objects only; lists and deletions of many are the emulator's own lifecycle rule at work. */
const isOfBucket = ({ path }: S3Call): boolean => /^\/[^/]+\/?$/.test(path);

function callOf({ method, url, headers, body }: Request): Call {
  const operation = headers['x-amz-target']?.split('.').at(-1);
  if (operation) return { service: 'sqs', operation, input: structuredClone(body) as SqsCall['input'], status: 0 };
  const base64 = body instanceof Uint8Array ? Buffer.from(body).toString('base64') : '';
  const [path = ''] = url.split('?'); // behind it stands the operation's name
  return { service: 's3', method, path, headers: { ...headers }, base64, status: 0 };
}
