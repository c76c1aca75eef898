import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import { asciiJson } from '../queue/ascii-json.ts';
import { sendAll } from '../queue/send.ts';
import { required } from './environment.ts';
import { stoppable } from './stopping.ts';

/** The queue label-events of this deployment; an event with a delay is seen that much later. */
export function labelEventsQueue() {
  const sqs = stoppable(new SQSClient());
  const queueUrl = required('LABEL_EVENTS_QUEUE_URL');
  return (events: readonly LabelEvent[], delaySeconds?: (event: LabelEvent) => number) =>
    sendAll(
      sqs,
      queueUrl,
      events.map((event) => ({
        body: asciiJson(event),
        ...(delaySeconds ? { delaySeconds: delaySeconds(event) } : {}),
      })),
    );
}

/** The queue label-events-dlq of this deployment; throws when SQS does not take the letter, so that its cause is tried again. */
export function deadLetterQueue() {
  const sqs = stoppable(new SQSClient());
  const queueUrl = required('DEAD_LETTER_QUEUE_URL');
  return async (message: DeadLetterMessage): Promise<void> => {
    const { failed } = await sendAll(sqs, queueUrl, [{ body: asciiJson(message) }]);
    if (failed[0]) throw new Error(`SQS did not take a dead letter: ${failed[0].reason}.`);
  };
}
