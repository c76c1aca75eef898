import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { ReturnedEvents } from '../contracts/returned-events.ts';
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
export const deadLetterQueue = () => oneMessage<DeadLetterMessage>('DEAD_LETTER_QUEUE_URL', 'a dead letter');

/** The queue label-events, for a group that an execution left behind; throws when SQS does not take it. */
export const returnedEventsQueue = () => oneMessage<ReturnedEvents>('LABEL_EVENTS_QUEUE_URL', 'a group of events');

function oneMessage<Message>(queueVariable: string, what: string) {
  const sqs = stoppable(new SQSClient());
  const queueUrl = required(queueVariable);
  return async (message: Message): Promise<void> => {
    const { failed } = await sendAll(sqs, queueUrl, [{ body: asciiJson(message) }]);
    if (failed[0]) throw new Error(`SQS did not take ${what}: ${failed[0].reason}.`);
  };
}
