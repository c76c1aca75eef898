import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';

/** `putBack`: messages that nobody sees until their delay is over. */
export type Depth = { readonly waiting: number; readonly underWay: number; readonly putBack: number };

/** By SQS's three counters, which are approximate. */
export async function depthOf(QueueUrl: string): Promise<Depth> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  try {
    const { Attributes = {} } = await new SQSClient().send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
    );
    const [waiting = 0, underWay = 0, putBack = 0] = names.map((name) => Number(Attributes[name] ?? 0));
    return { waiting, underWay, putBack };
  } catch (error) {
    if (!/NonExistentQueue|QueueDoesNotExist/.test((error as Error).name)) throw error;
    throw new Error('it is not there. Deploy again: npx serverless deploy', { cause: error });
  }
}
