import { type Configuration, isWanted } from '../configuration/configuration.ts';
import { type Connection, findConnection } from '../configuration/connections.ts';
import {
  DeliveryTooLarge,
  MalformedDelivery,
  MethodNotAllowed,
  QueueUnavailable,
  SecretUnavailable,
  SignatureMismatch,
  StorageUnavailable,
  UnknownConnection,
  UnsupportedContentType,
} from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { Announcement, Delivery } from '../platforms/platform.ts';

/** The synchronous payload of a Lambda ends at 6 MB: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestBody = 6 * 1024 * 1024;

export type WebhookRequest = Delivery & {
  readonly method: string;
  readonly path: string;
  /** The address that the request came from. */
  readonly sender: string;
};
export type WebhookAnswer = { readonly statusCode: number; readonly body: string };

export type ReceiverDependencies = {
  readonly configuration: Configuration;
  /** The webhook's active secrets, newest first; `renewFor` a sender fetches them anew, for a rotation of this very minute. */
  secrets(connection: string, options?: { renewFor: string }): Promise<readonly string[]>;
  enqueue(events: readonly LabelEvent[]): Promise<{ readonly failed: readonly { readonly reason: string }[] }>;
  now(): Date;
  readonly log: Log;
};

/**
 * 202 only when every event is durable in the queue; 200 for a verified delivery that no route wants; every refusal
 * is a DeliveryRefused with its own status. The body is verified as bytes before anything of it is read.
 */
export async function receiveDelivery(
  request: WebhookRequest,
  dependencies: ReceiverDependencies,
): Promise<WebhookAnswer> {
  const { configuration, enqueue, log } = dependencies;
  const connection = addressee(request, configuration);
  const now = dependencies.now();
  await verify(connection, request, dependencies, now);
  const announced = connection.platform.events(request, now);
  checkBounds(announced);
  const events = announced.map((announcement) => toEvent(connection.name, announcement, now));
  const wanted = events.filter((event) => isWanted(configuration, event));
  const [{ id: delivery, type } = {} as Partial<Announcement>] = announced;
  const fields = { connection: connection.name, delivery, type, labels: wanted.length };
  if (wanted.length === 0) {
    log('delivery-ignored', fields);
    return answer(200, { accepted: 0 });
  }
  const { failed } = await enqueue(wanted).catch(nothingStored);
  if (failed.length > 0) {
    log('queue-failed', { ...fields, failed: failed.length, reason: failed[0]?.reason });
    throw new QueueUnavailable('Not every event could be stored. Send the delivery again.');
  }
  log('delivery-accepted', fields);
  return answer(202, { accepted: wanted.length });
}

function nothingStored(error: unknown) {
  if (!(error instanceof StorageUnavailable)) throw error;
  return { failed: [{ reason: error.message }] };
}

const answer = (statusCode: number, body: { accepted: number }): WebhookAnswer => ({
  statusCode,
  body: JSON.stringify(body),
});

function addressee(request: WebhookRequest, configuration: Configuration): Connection {
  const name = /^\/webhooks\/([a-z0-9-]+)\/?$/.exec(request.path)?.[1] ?? '';
  const connection = findConnection(name, configuration);
  if (!connection) {
    const paths = Object.keys(configuration.platforms).map((known) => `/webhooks/${known}`);
    throw new UnknownConnection(`Unknown webhook path. Known: ${paths.join(', ')}.`);
  }
  if (request.method !== 'POST') throw new MethodNotAllowed('A webhook is a POST.');
  const type = request.headers['content-type'];
  if (type !== undefined && !plausibleTypes.test(type)) {
    throw new UnsupportedContentType('A delivery is application/json.');
  }
  if (request.body.length > largestBody) throw new DeliveryTooLarge(`A delivery has at most ${largestBody} bytes.`);
  return connection;
}

/**
 * A form, XML or a page is a mistake in the platform's settings, which a wrong signature is not. Other values that
 * careless senders use (none, text/plain, octet-stream) do not refuse a delivery whose signature is right.
 */
const plausibleTypes = /^(application\/([\w.-]+\+)?json|application\/octet-stream|text\/plain)\b/i;

/**
 * As many as reach the queue well within the function's ten seconds. Platforms announce one label or a few, and thousands
 * where somebody imports or deletes them together; a delivery that ran out of time would be sent again, and run out of time again.
 */
const mostLabels = 10_000;
/** Ids of platforms have 25 to 40 characters. A message that SQS cannot take would be refused again and again. */
const longestId = 1024;

function checkBounds(announced: readonly Announcement[]): void {
  if (announced.length > mostLabels) {
    throw new DeliveryTooLarge(
      `A delivery announces at most ${mostLabels} labels, and this one ${announced.length}. Compare the project instead: npx labelwire sync`,
    );
  }
  for (const { id, project, label, dataUnit, listing } of announced) {
    for (const [name, value = ''] of Object.entries({ id, project, label, dataUnit, listing })) {
      if (value.length > longestId) {
        throw new MalformedDelivery(`The ${name} has ${value.length} characters; an id has at most ${longestId}.`);
      }
      if (!value.isWellFormed()) {
        throw new MalformedDelivery(
          `The ${name} holds half a character (a lone surrogate): two such ids could share a key.`,
        );
      }
    }
  }
}

async function verify(
  { name, platform }: Connection,
  request: WebhookRequest,
  dependencies: ReceiverDependencies,
  now: Date,
): Promise<void> {
  try {
    platform.verify(request, await secretsOf(name, dependencies), now);
  } catch (error) {
    if (!(error instanceof SignatureMismatch)) throw error;
    platform.verify(request, await secretsOf(name, dependencies, { renewFor: request.sender }), now);
  }
}

async function secretsOf(
  connection: string,
  { secrets }: ReceiverDependencies,
  options?: { renewFor: string },
): Promise<readonly string[]> {
  try {
    return await secrets(connection, options);
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    throw new SecretUnavailable('The secret of this webhook could not be read. Send the delivery again.', {
      cause: error,
    });
  }
}

const toEvent = (connection: string, announcement: Announcement, now: Date): LabelEvent => ({
  schema: 1,
  connection,
  ...announcement,
  receivedAt: now.toISOString(),
  attempt: 1,
  replays: 0,
});
