import { serve } from '../../cli/http-server.ts';

/** Which requests find the door shut. */
export type Refused = (request: { readonly method: string; readonly url: string }) => boolean;

/** As S3 says it, and as no other service can read it; either way a 503. Not `SlowDown`, for which the AWS SDK itself waits long. */
const unavailable = () =>
  new Response('<Error><Code>ServiceUnavailable</Code><Message>Please try again.</Message></Error>', {
    status: 503,
    headers: { 'content-type': 'application/xml' },
  });

/** Of one connection only, or refused by fetch: whoever passes a request on makes them anew. */
const hopByHop = ['connection', 'content-length', 'expect', 'host', 'keep-alive', 'transfer-encoding'];

/** A door in front of a service of AWS, which answers 503 to the requests it refuses and passes on the others. */
export async function aDoor() {
  let service = '';
  let refused: Refused = () => false;
  const server = await serve(async (request) => {
    const body = request.body ? await request.arrayBuffer() : undefined;
    if (refused(request)) return unavailable();
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of hopByHop) headers.delete(name);
    return fetch(service + pathname + search, { method: request.method, headers, ...(body ? { body } : {}) });
  });
  return {
    /** The address to use in place of the service's own. */
    before: (url = ''): string => {
      service = url;
      return server.url;
    },
    refuse: (which: Refused = () => true): void => {
      refused = which;
    },
    open: (): void => {
      refused = () => false;
    },
    close: () => server.close(),
  };
}
export type Door = Awaited<ReturnType<typeof aDoor>>;
