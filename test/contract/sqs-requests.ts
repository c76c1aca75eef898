import { randomUUID } from 'node:crypto';
import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, expect } from 'vitest';

export type SqsPlace = { readonly sqs: SQSClient };
export type SqsRequests = ReturnType<typeof sqsRequests>;

type Entry = Omit<SendMessageBatchRequestEntry, 'Id'>;
type Attributes = Partial<Record<QueueAttributeName, string>>;
type Receive = { visibilitySeconds?: number; waitSeconds?: number };

export const bodiesOf = (messages: readonly Message[]) => messages.map(({ Body = '' }) => Body).sort();

/** The requests that the rules make, each in queues of its own; for a `describe`, which waits for the place. */
export function sqsRequests(place: () => Promise<SqsPlace>) {
  let sqs: SQSClient;
  beforeAll(async () => {
    ({ sqs } = await place());
  });

  const newQueue = async (attributes: Attributes = {}) => {
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `semantics-${randomUUID()}`, Attributes: attributes }),
    );
    return QueueUrl;
  };
  const send = (QueueUrl: string, ...entries: Entry[]) =>
    sqs.send(
      new SendMessageBatchCommand({ QueueUrl, Entries: entries.map((entry, Id) => ({ ...entry, Id: String(Id) })) }),
    );
  const sendBodies = (queueUrl: string, ...bodies: string[]) =>
    send(queueUrl, ...bodies.map((MessageBody) => ({ MessageBody })));
  /** What comes in one answer. Waiting makes SQS ask all its servers: an empty answer is an empty queue. */
  const receive = async (QueueUrl: string, { visibilitySeconds, waitSeconds = 1 }: Receive = {}) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...(visibilitySeconds === undefined ? {} : { VisibilityTimeout: visibilitySeconds }),
      }),
    );
    return Messages;
  };
  /** What comes until an answer is empty. */
  const receiveAll = async (queueUrl: string, options: Receive = {}) => {
    const all: Message[] = [];
    for (let answers = 0; answers < 30; answers += 1) {
      const messages = await receive(queueUrl, options);
      if (messages.length === 0) return all;
      all.push(...messages);
    }
    throw new Error('The queue did not end.');
  };
  const receiveOne = async (queueUrl: string, options: Receive = {}) => {
    const [message, ...others] = await receive(queueUrl, { waitSeconds: 5, ...options });
    expect(others).toEqual([]);
    return message ?? expect.fail('No message came.');
  };
  const batchOf = (messages: readonly Message[]) =>
    messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  const remove = (QueueUrl: string, ...messages: Message[]) =>
    sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: batchOf(messages) }));
  const release = (QueueUrl: string, ...messages: Message[]) =>
    sqs.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: batchOf(messages).map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
      }),
    );
  const urlOf = (QueueName: string) => sqs.send(new GetQueueUrlCommand({ QueueName }));
  const redrive = async (QueueUrl: string, deadLetters: string, maxReceiveCount: number) => {
    const { Attributes: { QueueArn } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['QueueArn'] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: QueueArn, maxReceiveCount });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }));
  };
  return { newQueue, send, sendBodies, receive, receiveAll, receiveOne, remove, release, urlOf, redrive };
}
