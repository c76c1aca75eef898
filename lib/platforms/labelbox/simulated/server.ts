import * as z from 'zod/mini';
import type { Credential, ServedLabel } from '../../testing.ts';
import { Exports } from './exports.ts';
import { mask, storage } from './files.ts';
import { type Context, Failure, operations, valid } from './operations.ts';
import { Webhooks, wordsIn } from './webhooks.ts';

/** The GraphQL endpoint, the masks, and the storage to which signed URLs point. */
export function server(credential: Credential, labels: () => readonly ServedLabel[]) {
  const exports = new Exports(labels);
  const webhooks = new Webhooks();
  return async (request: Request): Promise<Response> => {
    const { origin, pathname } = new URL(request.url);
    const [, token] = /^\/exports\/([^/]+)$/.exec(pathname) ?? [];
    if (request.method === 'GET' && token) return storage(exports.offered(token), request.headers.get('range'));
    const isMask = request.method === 'GET' && pathname.startsWith('/api/v1/');
    if (!isMask && (request.method !== 'POST' || pathname !== '/graphql')) {
      return Response.json({ message: 'Not found' }, { status: 404 });
    }
    if (request.headers.get('authorization') !== `Bearer ${credential.secret}`) {
      return failure(new Failure('AUTHENTICATION_ERROR', 'Invalid API key', 401));
    }
    if (isMask) return mask(pathname, labels());
    try {
      return Response.json({ data: execute(await request.json(), { exports, webhooks, labels, origin }) });
    } catch (error) {
      if (error instanceof SyntaxError)
        return failure(new Failure('GRAPHQL_PARSE_FAILED', 'The body is not JSON', 400));
      if (error instanceof Failure) return failure(error);
      throw error;
    }
  };
}

const failure = ({ message, code, status }: Failure): Response =>
  Response.json({ errors: [{ message, extensions: { code } }], data: null }, { status });

const Body = z.object({ query: z.string(), variables: z.optional(z.unknown()) });

function execute(json: unknown, context: Context): unknown {
  const body = valid(Body, json);
  const [, name = ''] = /^\s*(?:query|mutation)\s+(\w+)/.exec(body.query) ?? [];
  const operation = operations.get(name);
  if (!operation) throw new Failure('GRAPHQL_VALIDATION_FAILED', `Unknown operation ${JSON.stringify(name)}`, 400);
  return operation(
    hasWordsInText.test(name) ? { ...variablesOf(body), ...wordsIn(body.query) } : body.variables,
    context,
  );
}

const hasWordsInText = /Webhook|^GetProjectsPyApi$/;
const variablesOf = ({ variables }: z.infer<typeof Body>): object =>
  typeof variables === 'object' && variables !== null ? variables : {};
