import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import { encodeId } from '../../lib/contracts/keys.ts';
import { type DeadLetter, readDeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { type Fault, type FunctionName, type PipelineOptions, type Step, startPipeline } from '../../local/pipeline.ts';

/** Looks at an export of the simulated Labelbox, which is complete at the second look, so that no test waits two seconds for it. */
const lookFirst: Fault = async (request) => {
  const body = request.method === 'POST' ? await request.clone().text() : '';
  if (body.includes('GetUserCreatedTasksPyApi') && !request.headers.has('x-first-look')) {
    const headers = { authorization: request.headers.get('authorization') ?? '', 'x-first-look': 'yes' };
    await fetch(request.url, { method: 'POST', headers, body });
  }
  return undefined;
};

export type Announced = { id?: string; kind?: 'upserted' | 'deleted'; occurredAt?: Date };

const perReceive = 10; // the most that SQS gives at once

/** The whole pipeline, and what a test sees of it: its bucket and queues, read with the AWS SDK, and its steps. */
export async function aRunningPipeline(options: PipelineOptions = {}) {
  const pipeline = await startPipeline({
    retrySpeed: 2_000,
    patience: { patienceHours: 0.1, labelsAtOnce: 25 }, // eight tries after the first
    visibilityTimeoutSeconds: 2,
    labels: { encord: [], labelbox: [] },
    ...options,
  });
  const { aws } = pipeline;
  const { environment } = aws;
  pipeline.connection('labelbox').fault = lookFirst;
  const s3 = new S3Client({ endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '' });
  const sqs = new SQSClient({ endpoint: environment.AWS_ENDPOINT_URL_SQS ?? '' });
  const Bucket = environment.BUCKET ?? '';
  const QueueUrl = environment.DEAD_LETTER_QUEUE_URL;
  let steps: Step[] = [];
  pipeline.steps.on('step', (step) => steps.push(step));

  const textAt = async (key: string): Promise<string> =>
    (await (await s3.send(new GetObjectCommand({ Bucket, Key: key }))).Body?.transformToString()) ?? '';

  async function keys(prefix = ''): Promise<string[]> {
    const found: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: prefix, ...(ContinuationToken ? { ContinuationToken } : {}) }),
      );
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return found.filter((key) => !key.startsWith('staging/')).sort();
  }

  /** A delivery as the platform sends it, with whatever is changed about it on the way. */
  async function deliver(
    connection: string,
    label: ServedLabel,
    {
      body: change = (body: string) => body,
      headers = {},
      secret = pipeline.connection(connection).webhookSecret,
      signedAt = new Date(),
      ...announced
    }: Announced & {
      body?: (body: string) => string;
      headers?: Record<string, string>;
      secret?: string;
      signedAt?: Date;
    } = {},
  ): Promise<Response> {
    const { simulated, webhookUrl } = pipeline.connection(connection);
    const event = {
      id: `event-${crypto.randomUUID()}`,
      kind: 'upserted' as const,
      occurredAt: new Date(),
      ...announced,
    };
    const body = change(simulated.delivery(label, event));
    return fetch(webhookUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...simulated.sign(body, secret, { ...event, now: signedAt }),
        ...headers,
      },
      body,
    });
  }

  return {
    pipeline,
    environment,
    textAt,
    keys,
    deliver,
    /** Delivers, and waits until nothing runs any more. */
    async announce(connection: string, label: ServedLabel, announced: Announced = {}): Promise<void> {
      const { status } = await deliver(connection, label, announced);
      expect(status).toBe(202);
      await aws.idle();
    },
    /** The calls of a function about a project, since the last `forgetSteps`. */
    steps: (name: FunctionName, project = ''): Step[] =>
      steps.filter((step) => step.name === name && JSON.stringify(step.input).includes(project)),
    forgetSteps: () => {
      steps = [];
    },
    async emptyBucket(): Promise<void> {
      for (const Key of await keys()) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    },
    remove: (key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key: key })),
    put: (key: string, text: string) => s3.send(new PutObjectCommand({ Bucket, Key: key, Body: text })),
    async record(connection: string, { project, label }: ServedLabel): Promise<LabelRecord> {
      return JSON.parse(
        await textAt(`records/${connection}/${encodeId(project)}/${encodeId(label)}.json`),
      ) as LabelRecord;
    },
    /** Everything of a project in the bucket: key → text. */
    async filesOf(project: string): Promise<Record<string, string>> {
      const own = (await keys()).filter((key) => key.includes(encodeId(project)));
      return Object.fromEntries(await Promise.all(own.map(async (key) => [key, await textAt(key)] as const)));
    },
    /** Puts bare messages into label-events. */
    send: (...bodies: string[]) =>
      sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: environment.LABEL_EVENTS_QUEUE_URL,
          Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
        }),
      ),
    /** Takes all dead letters out of their queue. */
    async takeDeadLetters(): Promise<DeadLetter[]> {
      const letters: DeadLetter[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({
            QueueUrl,
            MaxNumberOfMessages: perReceive,
            MessageSystemAttributeNames: ['All'],
          }),
        );
        if (Messages.length === 0) return letters;
        for (const { MessageId = '', ReceiptHandle, Body = '', Attributes = {} } of Messages) {
          const sentAt = new Date(Number(Attributes.SentTimestamp));
          const receiveCount = Number(Attributes.ApproximateReceiveCount);
          letters.push(readDeadLetter({ id: MessageId, body: Body, sentAt, receiveCount }));
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    },
    async stop(): Promise<void> {
      s3.destroy();
      sqs.destroy();
      await pipeline.stop();
    },
  };
}
export type TestPipeline = Awaited<ReturnType<typeof aRunningPipeline>>;

let shared: Promise<TestPipeline> | undefined;

/**
 * The pipeline of this worker, as if it had just started: no labels, no faults, no dead letters, an empty bucket, nothing under way. Test
 * files that need nothing special of it share it, since a start costs seconds. It ends with the worker.
 */
export async function theRunningPipeline(): Promise<TestPipeline> {
  shared ??= aRunningPipeline();
  const on = await shared;
  await on.pipeline.aws.idle();
  for (const connection of on.pipeline.connections) {
    connection.labels.length = 0;
    connection.fault = connection.name === 'labelbox' ? lookFirst : () => undefined;
  }
  await on.takeDeadLetters();
  await on.emptyBucket();
  on.forgetSteps();
  return on;
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** What a dead letter of an execution always says, whatever failed. */
export const aWholeLetter = (parts: Partial<DeadLetter> = {}) => ({
  id: expect.any(String),
  events: [expect.anything()],
  unreadable: undefined,
  error: expect.stringMatching(/^[A-Za-z.]+$/),
  message: expect.stringMatching(/./),
  step: expect.stringMatching(/^[A-Z]\w+$/),
  executionArn: expect.stringMatching(/^arn:aws:states:[\w-]+:\d{12}:execution:export-labels:[\w-]+$/),
  firstFailedAt: expect.stringMatching(instant),
  lastFailedAt: expect.stringMatching(instant),
  attempts: 1,
  replays: 0,
  ...parts,
});
