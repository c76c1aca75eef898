import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { labelsPerChild } from '../../lib/contracts/payloads.ts';
import { type Aws, type AwsOptions, startAws } from '../../local/aws/aws.ts';
import type { LambdaHandler } from '../../local/aws/lambda.ts';
import type { Execution, ExecutionStatus } from '../../local/aws/step-functions.ts';

export type Handlers = Parameters<Aws['connect']>[0];

/** What fetchLabels answers: the labels of each child. */
export const batchesOf = <Label>(labels: readonly Label[]): { batches: Label[][] } => ({
  batches: Array.from({ length: Math.ceil(labels.length / labelsPerChild) }, (_, batch) =>
    labels.slice(batch * labelsPerChild, (batch + 1) * labelsPerChild),
  ),
});

/** Functions that do nothing well; give those that matter to the test. */
export const handlersWith = (given: { readonly [Name in keyof Handlers]?: LambdaHandler } = {}): Handlers => ({
  receiveWebhook: async () => ({ statusCode: 202 }),
  startExport: async () => ({ batchItemFailures: [] }),
  fetchLabels: async ({ events }: { events: { id: string }[] }) =>
    batchesOf(events.map((event) => ({ status: 'fetched', event, label: event.id }))),
  transformLabel: async () => ({ content: { kind: 'inline' } }),
  writeExport: async () => ({ status: 'exported' }),
  rescueExecution: async () => null,
  syncLabels: async () => null,
  sweepExecutions: async () => null,
  planRelease: async () => null,
  surveyBatch: async () => 'ok',
  settleRelease: async () => ({ outputs: [] }),
  writeBatch: async () => 'ok',
  assembleFile: async () => 'ok',
  finishRelease: async () => ({ status: 'released' }),
  ...given,
});

/** An error as the pipeline throws it: Step Functions sees its name. */
export const errorNamed = (name: string, message = 'The reason.') => Object.assign(new Error(message), { name });

/** AWS with the given functions, retries in milliseconds, and clients of its services as a function of ours has them. */
export async function awsWith(given: Parameters<typeof handlersWith>[0] = {}, options: AwsOptions = {}) {
  const aws = await startAws({ retrySpeed: 20_000, ...options });
  const executions: Execution[] = [];
  const problems: Error[] = [];
  aws.events.on('execution', (execution) => executions.push(execution));
  aws.events.on('problem', (problem) => problems.push(problem));
  const { environment } = aws;
  const client = {
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const sqs = new SQSClient({ ...client, endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '' });
  const sfn = new SFNClient({ ...client, endpoint: environment.AWS_ENDPOINT_URL_SFN ?? '' });
  const { webhookUrl } = await aws.connect(handlersWith(given));

  const statuses = (name: string): ExecutionStatus[] =>
    executions.filter((execution) => execution.name === name).map(({ status }) => status);

  return {
    aws,
    sqs,
    sfn,
    webhookUrl,
    executions,
    problems,
    statuses,
    start: (name: string, input: unknown) =>
      sfn.send(
        new StartExecutionCommand({
          stateMachineArn: environment.STATE_MACHINE_ARN,
          name,
          input: JSON.stringify(input),
        }),
      ),
    /** The execution with its end, once it has ended. */
    async end(name: string): Promise<Execution> {
      for (;;) {
        const ended = executions.findLast((execution) => execution.name === name);
        if (ended && ended.status !== 'RUNNING') return ended;
        await new Promise((resolve) => aws.events.once('execution', resolve));
      }
    },
    async send(...bodies: string[]): Promise<void> {
      const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl: environment.LABEL_EVENTS_QUEUE_URL, Entries }));
    },
    /** The bodies of all dead letters there are, as many as are wanted at least. */
    async deadLetters(wanted = 0): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const WaitTimeSeconds = bodies.length < wanted ? 5 : 0;
        const QueueUrl = environment.DEAD_LETTER_QUEUE_URL;
        const received = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds }),
        );
        if (!received.Messages) return bodies;
        bodies.push(...received.Messages.map(({ Body = '' }) => Body));
      }
    },
    async stop(): Promise<void> {
      await aws.stop();
      sqs.destroy();
      sfn.destroy();
    },
  };
}
