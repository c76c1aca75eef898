import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { describeDeleting } from './sqs-deleting.ts';
import { describeReceiving } from './sqs-receiving.ts';
import { bodiesOf, type SqsPlace, sqsRequests } from './sqs-requests.ts';
import { describeSending } from './sqs-sending.ts';

/** What the queues and the dead letters need of SQS, be it AWS's or another. */
export function describeSqsSemantics(title: string, place: () => Promise<SqsPlace>): void {
  describe(title, { concurrent: true }, () => {
    const requests = sqsRequests(place);
    const { newQueue, send, sendBodies, receive, receiveAll, receiveOne, release, redrive } = requests;

    describeSending(requests);
    describeReceiving(requests);
    describeDeleting(requests);

    it('moves a message to the dead letters that was received as often as it may be, and no other', async () => {
      const deadLetters = await newQueue();
      const queue = await newQueue();
      await redrive(queue, deadLetters, 2);
      await send(queue, {
        MessageBody: 'poison',
        MessageAttributes: { mark: { DataType: 'String', StringValue: 'kept' } },
      });
      const received: Message[] = [];
      for (let time = 0; time < 2; time += 1) {
        const message = await receiveOne(queue);
        received.push(message);
        await release(queue, message);
      }
      await sendBodies(queue, 'good');
      expect(bodiesOf(await receiveAll(queue))).toEqual(['good']);
      const letter = await receiveOne(deadLetters);
      expect(letter).toMatchObject({ Body: 'poison', MessageAttributes: { mark: { StringValue: 'kept' } } });
      // Counted "across all queues", and in a standard queue still dated from its first queue:
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
      expect(Number(letter.Attributes?.ApproximateReceiveCount)).toBeGreaterThan(2);
      expect(letter.Attributes?.SentTimestamp).toBe(received[0]?.Attributes?.SentTimestamp);
      expect(await receive(deadLetters)).toEqual([]);
    });
  });
}
