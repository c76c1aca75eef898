import configuration from '#configuration';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { log } from '../lib/runtime/logger.ts';
import { labelEventsQueue } from '../lib/runtime/queues.ts';
import { deployedSecrets, webhookSecrets } from '../lib/runtime/secrets.ts';
import { receiveDelivery } from '../lib/steps/receive-delivery.ts';

const dependencies = {
  configuration,
  secrets: webhookSecrets(deployedSecrets(log)),
  enqueue: labelEventsQueue(),
  now: () => new Date(),
  log,
};

/** `POST /webhooks/{platform}` → events in label-events. */
export const handler = httpFunction((request) => receiveDelivery(request, dependencies));
