import type { Context } from 'aws-lambda';
import type { LogEventName } from '../contracts/log-events.ts';
import type { WebhookAnswer, WebhookRequest } from '../steps/receive-delivery.ts';
import { type HttpEvent, toRequest } from './http-event.ts';
import { log, logger, publishMetrics } from './logger.ts';

type HttpAnswer = WebhookAnswer & { readonly headers?: Readonly<Record<string, string>> };

/**
 * A Lambda behind a function URL, an HTTP API or a REST API. Errors with a status below 500 are answered with their
 * message; all others with nothing but their status. Nothing parses the body here: the signature is over raw bytes.
 */
export function httpFunction(run: (request: WebhookRequest) => Promise<WebhookAnswer>) {
  return async (event: HttpEvent, context: Context): Promise<HttpAnswer> => {
    logger.addContext(context);
    const request = toRequest(event);
    try {
      return { ...(await run(request)), headers: { 'content-type': 'application/json' } };
    } catch (error) {
      return answerTo(error as Error & { readonly statusCode?: number }, request);
    } finally {
      publishMetrics();
    }
  };
}

/** What a refusal looks like in the log; a 5xx is logged with its stack. */
const refusals: Readonly<Record<string, LogEventName>> = {
  SignatureMismatch: 'signature-mismatch',
  MethodNotAllowed: 'method-not-allowed', // a browser or `labelwire doctor`, and no delivery that was lost
};

function answerTo(error: Error & { readonly statusCode?: number }, { path }: WebhookRequest): HttpAnswer {
  const { name, message, statusCode = 500 } = error;
  if (statusCode >= 500) {
    logger.error('delivery-failed', { error: name, path, cause: error });
    return { statusCode, body: '' };
  }
  log(refusals[name] ?? 'delivery-refused', { error: name, path, reason: message });
  return { statusCode, body: message, headers: { 'content-type': 'text/plain' } };
}
