import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import type { Context } from 'aws-lambda';
import type { LogEventName } from '../contracts/log-events.ts';
import type { WebhookAnswer, WebhookRequest } from '../steps/receive-delivery.ts';
import { type HttpEvent, toRequest } from './http-event.ts';
import { log, logger, publishMetrics } from './logger.ts';

/** What a refusal looks like in the log; a 5xx is logged by the error handler with its stack, and answered without. */
const refusals: Readonly<Record<string, LogEventName>> = {
  SignatureMismatch: 'signature-mismatch',
  MethodNotAllowed: 'method-not-allowed', // a browser or `labelwire doctor`, and no delivery that was lost
};

/**
 * A Lambda behind a function URL, an HTTP API or a REST API. Errors with a status below 500 are answered with their
 * message; all others with nothing but their status. No body parser: the signature is over raw bytes.
 */
export function httpFunction(run: (request: WebhookRequest) => Promise<WebhookAnswer>) {
  return middy<HttpEvent, WebhookAnswer & { headers?: Record<string, string> }, Error, Context>()
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
        const { error } = request;
        const { path } = toRequest(request.event);
        const { name = 'Error', message, statusCode } = (error ?? {}) as Error & { statusCode?: number };
        if (statusCode === undefined || statusCode >= 500) {
          logger.error('delivery-failed', { error: name, path, cause: error as Error });
          // The error handler makes a 500 of all of them; a platform must see the 503 that asks it to send again.
          if (statusCode !== undefined) request.response = { statusCode, body: '' };
        } else log(refusals[name] ?? 'delivery-refused', { error: name, path, reason: message });
      },
    })
    .handler(async (event) => ({ ...(await run(toRequest(event))), headers: { 'content-type': 'application/json' } }));
}
