import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

const entriesPerBatch = 10; // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
const bytesPerBatch = 256 * 1024; // all messages of a batch together; newer quotas are larger, none is smaller
const tries = 3;

/** Says which messages SQS has taken: `SendMessageBatch` may take some and refuse others. */
export type Sent = { readonly failed: readonly { readonly index: number; readonly reason: string }[] };

/**
 * Sends the messages. What SQS refuses for reasons of its own is sent again, twice at once: the caller answers a
 * platform that gives up soon and may not send the delivery again. A refusal of the whole request is thrown.
 */
export async function sendAll(sqs: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<Sent> {
  let waiting = bodies.map((body, index) => ({ body, index }));
  let failed: { index: number; reason: string }[] = [];
  for (let attempt = 1; attempt <= tries && waiting.length > 0; attempt += 1) {
    failed = [];
    for (const batch of batches(waiting)) {
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: batch.map(({ body, index }) => ({ Id: String(index), MessageBody: body })),
        }),
      );
      failed.push(...Failed.map(({ Id, Code }) => ({ index: Number(Id), reason: Code ?? 'unknown' })));
    }
    const again = new Set(failed.map(({ index }) => index));
    waiting = waiting.filter(({ index }) => again.has(index));
  }
  return { failed };
}

function* batches<Message extends { readonly body: string }>(messages: readonly Message[]): Generator<Message[]> {
  let batch: Message[] = [];
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
