import { SendMessageBatchCommand, type SendMessageBatchCommandOutput, type SQSClient } from '@aws-sdk/client-sqs';
import { awsFailure } from '../contracts/aws-failure.ts';
import { InvalidConfiguration, StorageUnavailable } from '../contracts/errors.ts';

const entriesPerBatch = 10; // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
const bytesPerBatch = 256 * 1024; // all messages of a batch together; newer quotas are larger, none is smaller
const tries = 3;
/** A webhook may announce thousands of labels, and has seconds to be answered. */
const batchesAtOnce = 8;

/** `delaySeconds`: how long nobody sees it, 900 at most. */
export type OutgoingMessage = { readonly body: string; readonly delaySeconds?: number };

/** Says which messages SQS has taken: `SendMessageBatch` may take some and refuse others. */
export type Sent = { readonly failed: readonly { readonly index: number; readonly reason: string }[] };

/**
 * Sends the messages. What SQS refuses for reasons of its own is sent again, twice at once: the caller answers a
 * platform that gives up soon and may not send the delivery again. Throws StorageUnavailable when SQS does not answer, or
 * not now, and InvalidConfiguration when it refuses the whole request.
 */
export async function sendAll(sqs: SQSClient, queueUrl: string, messages: readonly OutgoingMessage[]): Promise<Sent> {
  let waiting = messages.map((message, index) => ({ ...message, index }));
  let failed: { index: number; reason: string }[] = [];
  for (let attempt = 1; attempt <= tries && waiting.length > 0; attempt += 1) {
    failed = [];
    const all = [...batches(waiting)];
    for (let start = 0; start < all.length; start += batchesAtOnce) {
      const sending = all.slice(start, start + batchesAtOnce).map((batch) => sendBatch(sqs, queueUrl, batch));
      for (const { Failed = [] } of await ended(sending))
        failed.push(...Failed.map(({ Id, Code }) => ({ index: Number(Id), reason: Code ?? 'unknown' })));
    }
    const again = new Set(failed.map(({ index }) => index));
    waiting = waiting.filter(({ index }) => again.has(index));
  }
  return { failed };
}

/** The answers, or the first failure, but only when nothing is under way any more. */
async function ended<Answer>(sending: readonly Promise<Answer>[]): Promise<Answer[]> {
  await Promise.allSettled(sending);
  return Promise.all(sending);
}

type IndexedMessage = OutgoingMessage & { readonly index: number };

async function sendBatch(
  sqs: SQSClient,
  QueueUrl: string,
  batch: readonly IndexedMessage[],
): Promise<SendMessageBatchCommandOutput> {
  const Entries = batch.map(({ index, body, delaySeconds }) => ({
    Id: String(index),
    MessageBody: body,
    ...(delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds }),
  }));
  try {
    return await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  } catch (error) {
    const { mayPass, reason } = awsFailure(error);
    if (mayPass) throw new StorageUnavailable(`SQS did not take messages: ${reason}.`, { cause: error });
    throw new InvalidConfiguration(`SQS refused messages: ${reason}. Check that the queue exists, and the role.`, {
      cause: error,
    });
  }
}

function* batches(messages: readonly IndexedMessage[]): Generator<IndexedMessage[]> {
  let batch: IndexedMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(message.body);
    if (batch.length === entriesPerBatch || (batch.length > 0 && bytes + size > bytesPerBatch)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(message);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
