import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { LabelEvent } from '../contracts/payloads.ts';
import { type DeadLetter, readDeadLetter } from '../contracts/read-dead-letter.ts';
import { asciiJson } from './ascii-json.ts';
import { sendAll } from './send.ts';

export type Queues = {
  readonly sqs: SQSClient;
  readonly deadLetterQueueUrl: string;
  readonly labelEventsQueueUrl: string;
};

export type HeldLetter = DeadLetter & { readonly receiptHandle: string };

const perReceive = 10; // the most that SQS gives at once
/** While letters are held nobody else sees them; a command that dies gives them back after this long. */
const holdSeconds = 120;
/** Any wait at all makes SQS ask all its servers, so that an empty answer means an empty queue. */
const waitSeconds = 1;

/** Receives all letters. Give them back with `release`, or delete them. */
export async function holdLetters({ sqs, deadLetterQueueUrl }: Queues): Promise<HeldLetter[]> {
  const held = new Map<string, HeldLetter>();
  for (let isNew = true; isNew; ) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: deadLetterQueueUrl,
        MaxNumberOfMessages: perReceive,
        VisibilityTimeout: holdSeconds,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    const letters = Messages.map(toLetter);
    isNew = letters.some(({ id }) => !held.has(id)); // those that come again were held for too long: all have been seen
    for (const letter of letters) held.set(letter.id, letter);
  }
  return [...held.values()].sort((a, b) => a.lastFailedAt.localeCompare(b.lastFailedAt) || a.id.localeCompare(b.id));
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

/** Lets everybody see the letters again, at once. */
export async function release({ sqs, deadLetterQueueUrl }: Queues, letters: readonly HeldLetter[]): Promise<void> {
  for (const batch of inTens(letters)) {
    await sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: deadLetterQueueUrl,
        Entries: batch.map(({ receiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: 0,
        })),
      }),
    );
  }
}

export type Replayed = {
  readonly letter: DeadLetter;
  /** `kept`: the letter stays in the queue, for the reason given. */
  readonly outcome: 'replayed' | 'kept';
  readonly reason?: string;
};

/**
 * Sends the events of each letter to label-events again, checks the answer, deletes the letter after: a crash in
 * between makes a duplicate, which the pipeline takes without harm, and never loses anything.
 */
export async function* replay(queues: Queues, letters: readonly HeldLetter[]): AsyncGenerator<Replayed> {
  for (const letter of letters) {
    const reason = await replayOne(queues, letter);
    yield reason === undefined ? { letter, outcome: 'replayed' } : { letter, outcome: 'kept', reason };
  }
}

async function replayOne(queues: Queues, letter: HeldLetter): Promise<string | undefined> {
  if (letter.events.length === 0) {
    await release(queues, [letter]);
    return 'it holds no event that can be read';
  }
  const messages = letter.events.map((event) => ({ body: asciiJson(replayOf(event, letter)) }));
  const { failed } = await sendAll(queues.sqs, queues.labelEventsQueueUrl, messages);
  if (failed.length > 0) {
    await release(queues, [letter]);
    return `SQS refused ${failed.length} of ${messages.length} events (${failed[0]?.reason}); the others run twice, without harm`;
  }
  const { Failed = [] } = await queues.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: queues.deadLetterQueueUrl,
      Entries: [{ Id: '0', ReceiptHandle: letter.receiptHandle }],
    }),
  );
  return Failed[0] && `it was replayed, but SQS did not delete it (${Failed[0].Code}); a second replay does no harm`;
}

/** Deletes letters for good; answers with those that SQS did not delete. */
export async function discard(
  { sqs, deadLetterQueueUrl }: Queues,
  letters: readonly HeldLetter[],
): Promise<HeldLetter[]> {
  const kept: HeldLetter[] = [];
  for (const batch of inTens(letters)) {
    const Entries = batch.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));
    const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries }));
    kept.push(...Failed.flatMap(({ Id }) => batch[Number(Id)] ?? []));
  }
  return kept;
}

const replayOf = ({ waits: _waits, ...event }: LabelEvent, letter: DeadLetter): LabelEvent => ({
  ...event,
  attempt: event.attempt + 1,
  replays: event.replays + 1,
  firstFailedAt: event.firstFailedAt ?? letter.lastFailedAt,
});

function* inTens<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += perReceive) yield items.slice(start, start + perReceive);
}
