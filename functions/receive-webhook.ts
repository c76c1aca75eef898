import configuration from '../labelwire.config.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { journal } from '../lib/runtime/journal.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { webhookSecrets } from '../lib/runtime/secrets.ts';
import { receiveDelivery } from '../lib/workflow/receive-delivery.ts';

const dependencies = {
  configuration,
  secrets: webhookSecrets(),
  enqueue: labelEventsQueue(),
  now: () => new Date(),
  journal,
};

/** `POST /webhooks/{platform}` → events in label-events. */
export const handler = httpFunction((request) => receiveDelivery(request, dependencies));
