import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Option } from 'commander';
import type { Queues } from '../lib/queue/dead-letters.ts';
import { awsOptions, chosenRegion } from './aws-choice.ts';

export type Where = { readonly stage: string; readonly local?: boolean };

/** The options that say which deployment a command is about. */
export const whereOptions = (): Option[] => [
  new Option('--stage <stage>', 'the stage that `serverless deploy` made').default('dev').env('LABELWIRE_STAGE'),
  new Option('--local', 'the pipeline that `npm start` keeps up in this folder').conflicts([
    'stage',
    'region',
    'profile',
  ]),
  ...awsOptions(),
];

/** What `npm start` writes down for other processes. */
export const localEnvironmentFile = join('.labelwire', 'environment.json');

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

export function localEnvironment(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(localEnvironmentFile, 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error(
      `No local pipeline was started in this folder (${localEnvironmentFile} is not there). Start one with: npm start`,
      { cause },
    );
  }
}
