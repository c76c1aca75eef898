import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { region } from './account.ts';
import type { LambdaFunction } from './lambda.ts';

export type EventSource = { stop(): Promise<void> };

type Options = {
  sqs: SQSClient;
  queueUrl: string;
  queueArn: string;
  target: LambdaFunction;
  /** Records of one invocation at most. */
  batchSize: number;
  /** How long to gather a batch that is not full. */
  batchingWindowMs: number;
  /** MaximumConcurrency: invocations at the same time. */
  maximumConcurrency: number;
  /** The queue could not be asked, or records could not be deleted. They come again: nothing is lost. */
  onProblem: (problem: Error) => void;
};

const longestPollSeconds = 20;
const largestReceive = 10;
const pauseAfterProblemMs = 200;

/**
 * An SQS event source mapping with ReportBatchItemFailures.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function eventSource(options: Options): EventSource {
  const { sqs, queueUrl, maximumConcurrency, onProblem } = options;
  const stopping = new AbortController();
  const invocations = new Set<Promise<void>>();

  const receive = async (atMost: number, waitSeconds: number, abortSignal?: AbortSignal): Promise<Message[]> => {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(atMost, largestReceive),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    return (await sqs.send(command, abortSignal ? { abortSignal } : {})).Messages ?? [];
  };

  const gather = async (): Promise<Message[]> => {
    const batch = await receive(options.batchSize, longestPollSeconds, stopping.signal);
    const end = performance.now() + options.batchingWindowMs;
    while (batch.length > 0 && batch.length < options.batchSize && !stopping.signal.aborted) {
      const more = await receive(options.batchSize - batch.length, 0);
      batch.push(...more);
      const left = end - performance.now();
      if (left <= 0) break;
      if (more.length === 0) await sleep(Math.min(left, 10));
    }
    return batch;
  };

  const poll = async () => {
    while (!stopping.signal.aborted) {
      try {
        while (invocations.size >= maximumConcurrency) await Promise.race(invocations);
        const batch = await gather();
        if (batch.length === 0) continue;
        const invocation = deliver(batch, options)
          .catch((error: unknown) => onProblem(asError(error)))
          .finally(() => invocations.delete(invocation));
        invocations.add(invocation);
      } catch (error) {
        if (stopping.signal.aborted) return;
        onProblem(asError(error));
        await sleep(pauseAfterProblemMs);
      }
    }
  };

  const polling = poll();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
      await Promise.all(invocations);
    },
  };
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** Only what succeeded is deleted; the rest is seen again when its visibility time-out ends. */
async function deliver(batch: Message[], options: Options): Promise<void> {
  const event: SQSEvent = { Records: batch.map((message) => toRecord(message, options.queueArn)) };
  const failed = await options.target.invoke(event).then(
    (result) => failedIn(result, event),
    () => new Set(event.Records.map(({ messageId }) => messageId)), // the function's own report has the error
  );
  const done = batch.filter(({ MessageId = '' }) => !failed.has(MessageId));
  for (let start = 0; start < done.length; start += largestReceive)
    await deleteAll(done.slice(start, start + largestReceive), options);
}

async function deleteAll(messages: Message[], { sqs, queueUrl }: Options): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const { Failed = [] } = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  if (Failed.length > 0) throw new Error(`${Failed.length} handled messages could not be deleted; they come again.`);
}

/** A failure that names no record of the batch fails the whole batch, as it does on AWS. */
function failedIn(result: unknown, { Records }: SQSEvent): Set<string> {
  const ids = new Set(Records.map(({ messageId }) => messageId));
  const failures =
    (result as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null)?.batchItemFailures ?? [];
  const failed = failures.map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id): id is string => typeof id === 'string' && ids.has(id)) ? new Set(failed) : ids;
}

function toRecord(message: Message, queueArn: string): SQSRecord {
  const { MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {} } = message;
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [
    name,
    {
      dataType: attribute.DataType,
      ...(attribute.StringValue === undefined ? {} : { stringValue: attribute.StringValue }),
      ...(attribute.BinaryValue === undefined
        ? {}
        : { binaryValue: Buffer.from(attribute.BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
    },
  ]);
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
