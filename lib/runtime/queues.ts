import { SQSClient } from '@aws-sdk/client-sqs';
import type { DeadLetterMessage } from '../contracts/dead-letter.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import type { ReturnedEvents } from '../contracts/returned-events.ts';
import { asciiJson } from '../queue/ascii-json.ts';
import { sendAll } from '../queue/send.ts';
import { required } from './environment.ts';
import { stoppable } from './stopping.ts';

/** A queue of this deployment. */
type Queue = { readonly sqs: SQSClient; readonly queueUrl: string };

const deployedQueue = (variable: string): Queue => ({
  sqs: stoppable(new SQSClient()),
  queueUrl: required(variable),
});

/** The queue label-events; an event with a delay is seen that much later. */
export function labelEventsQueue({ sqs, queueUrl } = deployedQueue('LABEL_EVENTS_QUEUE_URL')) {
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

/** The queue label-events-dlq; throws when SQS does not take the letter, so that its cause is tried again. */
export const deadLetterQueue = (queue = deployedQueue('DEAD_LETTER_QUEUE_URL')) =>
  oneMessage<DeadLetterMessage>(queue, 'a dead letter');

/** The queue label-events, for a group that an execution left behind; throws when SQS does not take it. */
export const returnedEventsQueue = (queue = deployedQueue('LABEL_EVENTS_QUEUE_URL')) =>
  oneMessage<ReturnedEvents>(queue, 'a group of events');

function oneMessage<Message>({ sqs, queueUrl }: Queue, what: string) {
  return async (message: Message): Promise<void> => {
    const { failed } = await sendAll(sqs, queueUrl, [{ body: asciiJson(message) }]);
    if (failed[0]) throw new Error(`SQS did not take ${what}: ${failed[0].reason}.`);
  };
}
