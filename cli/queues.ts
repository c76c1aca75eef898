import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queues } from '../lib/queue/dead-letters.ts';
import { chosenRegion } from './aws-choice.ts';
import { localEnvironment, type Where } from './deployment.ts';

/** The queues of a deployment. */
export async function queuesOf({ stage, local = false }: Where): Promise<Queues> {
  if (local) Object.assign(process.env, localEnvironment());
  else chosenRegion();
  const sqs = new SQSClient();
  const urlOf = async (name: string) => {
    try {
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
      return QueueUrl;
    } catch (error) {
      throw new Error(`${queueProblem(error, name)}`, { cause: error });
    }
  };
  const { LABEL_EVENTS_QUEUE_URL, DEAD_LETTER_QUEUE_URL } = process.env;
  return {
    sqs,
    labelEventsQueueUrl: LABEL_EVENTS_QUEUE_URL ?? (await urlOf(`labelwire-${stage}-label-events`)),
    deadLetterQueueUrl: DEAD_LETTER_QUEUE_URL ?? (await urlOf(`labelwire-${stage}-label-events-dlq`)),
  };
}

function queueProblem(error: unknown, queue: string): string {
  const { name, message } = error as Error;
  if (/QueueDoesNotExist|NonExistentQueue/.test(name)) {
    return `There is no queue ${queue} in this account and region. Name the stage with --stage, the region with --region, or use --local.`;
  }
  if (/Credentials|Token|AccessDenied/i.test(name))
    return `AWS refuses the credentials (${name}). Add --profile <name>, or use --local.`;
  return `${name}: ${message}`;
}
