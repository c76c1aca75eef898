import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { type DeadLetter, readDeadLetter } from '../contracts/read-dead-letter.ts';

export type Queues = {
  readonly sqs: SQSClient;
  readonly deadLetterQueueUrl: string;
  readonly labelEventsQueueUrl: string;
};

export type HeldLetter = DeadLetter & { readonly receiptHandle: string };
export type Receipt = Pick<HeldLetter, 'id' | 'receiptHandle'>;

/** The most that SQS takes or returns in one request. */
export const perRequest = 10;
/** A request takes tens of milliseconds, so that one at a time would take 50,000 letters an hour. */
export const requestsAtOnce = 16;
/** While letters are held nobody else sees them; a command that is killed gives them back after this long. */
export const holdSeconds = 120;
/** Any wait at all makes SQS ask all its servers, so that an empty answer means that no letter is visible. */
const waitSeconds = 1;

/** Ten letters at most, held from now on, and the size of their messages. */
export async function receiveLetters({ sqs, deadLetterQueueUrl }: Queues): Promise<{
  readonly letters: readonly HeldLetter[];
  readonly bytes: number;
}> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetterQueueUrl,
      MaxNumberOfMessages: perRequest,
      VisibilityTimeout: holdSeconds,
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  const bytes = Messages.reduce((sum, { Body = '' }) => sum + Body.length, 0);
  return { letters: Messages.map(toLetter), bytes };
}

const toLetter = ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }: Message): HeldLetter => ({
  ...readDeadLetter({
    id: MessageId,
    body: Body,
    sentAt: new Date(Number(Attributes.SentTimestamp ?? 0)),
    receiveCount: Number(Attributes.ApproximateReceiveCount ?? 1),
  }),
  receiptHandle: ReceiptHandle,
});

/** How many letters SQS counts: those that anybody can receive now, and those that somebody holds. */
export async function countLetters({ sqs, deadLetterQueueUrl }: Omit<Queues, 'labelEventsQueueUrl'>): Promise<{
  readonly visible: number;
  readonly held: number;
}> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: deadLetterQueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes;
  return {
    visible: Number(ApproximateNumberOfMessages ?? 0),
    held: Number(ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/** Holds the letters for so long from now; 0 lets everybody see them at once. Returns those that were not held any more. */
export async function holdFor<Letter extends Receipt>(
  seconds: number,
  { sqs, deadLetterQueueUrl }: Queues,
  letters: readonly Letter[],
): Promise<Letter[]> {
  return refusedOf(letters, (batch) =>
    sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: deadLetterQueueUrl,
        Entries: batch.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        })),
      }),
    ),
  );
}

/** Deletes letters for good. Returns those that SQS did not delete. */
export async function discard<Letter extends Receipt>(
  { sqs, deadLetterQueueUrl }: Queues,
  letters: readonly Letter[],
): Promise<Letter[]> {
  return refusedOf(letters, (batch) =>
    sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: deadLetterQueueUrl,
        Entries: batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
      }),
    ),
  );
}

type BatchAnswer = { readonly Failed?: readonly { readonly Id?: string | undefined }[] | undefined };

/** The letters that SQS refused in any of the requests, ten letters each. */
async function refusedOf<Letter>(
  letters: readonly Letter[],
  request: (batch: readonly Letter[]) => Promise<BatchAnswer>,
): Promise<Letter[]> {
  const refuse = async (batch: readonly Letter[]) => {
    const { Failed = [] } = await request(batch);
    return Failed.flatMap(({ Id }) => batch[Number(Id)] ?? []);
  };
  return (await pMap(inTens(letters), refuse, { concurrency: requestsAtOnce })).flat();
}

function* inTens<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += perRequest) yield items.slice(start, start + perRequest);
}
