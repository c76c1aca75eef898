import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { LogEventName } from '../contracts/log-events.ts';
import type { WebhookAnswer, WebhookRequest } from '../steps/receive-delivery.ts';
import { log, logger, publishMetrics } from './logger.ts';

/** The body's very bytes: a signature is over bytes, and a function URL sends some bodies as base64. */
export function toRequest(event: APIGatewayProxyEventV2): WebhookRequest {
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.queryStringParameters ?? {},
    sender: event.requestContext.http.sourceIp ?? '', // absent, as headers may be, in events that were made by hand
    headers: Object.fromEntries(
      Object.entries(event.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** What a refusal looks like in the log; a 5xx is logged by the error handler with its stack, and answered without. */
const refusals: Readonly<Record<string, LogEventName>> = { SignatureMismatch: 'signature-mismatch' };

/**
 * A Lambda behind a function URL or an HTTP API (payload 2.0). Errors with a status below 500 are answered with their
 * message; all others with nothing but their status. No body parser: the signature is over raw bytes.
 */
export function httpFunction(run: (request: WebhookRequest) => Promise<WebhookAnswer>) {
  return middy<APIGatewayProxyEventV2, WebhookAnswer & { headers?: Record<string, string> }, Error, Context>()
    .use({
      before: ({ context }) => {
        logger.addContext(context);
      },
      after: publishMetrics,
      onError: publishMetrics,
    })
    .use(httpErrorHandler({ logger: false }))
    .use({
      onError: (request) => {
        const { error, event } = request;
        const { name = 'Error', message, statusCode } = (error ?? {}) as Error & { statusCode?: number };
        if (statusCode === undefined || statusCode >= 500) {
          logger.error('delivery-failed', { error: name, path: event.rawPath, cause: error as Error });
          // The error handler makes a 500 of all of them; a platform must see the 503 that asks it to send again.
          if (statusCode !== undefined) request.response = { statusCode, body: '' };
        } else log(refusals[name] ?? 'delivery-refused', { error: name, path: event.rawPath, reason: message });
      },
    })
    .handler(async (event) => ({ ...(await run(toRequest(event))), headers: { 'content-type': 'application/json' } }));
}
