import { EventEmitter } from 'node:events';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { type HttpServer, serve } from '../cli/http-server.ts';
import { loadConfiguration } from '../cli/load-configuration.ts';
import { type Connection, connectionsOf } from '../lib/configuration/connections.ts';
import type { ServedLabel, SimulatedPlatform } from '../lib/platforms/testing.ts';
import type { Queues } from '../lib/queue/dead-letters.ts';
import { apiUrlVariable } from '../lib/runtime/platform-http.ts';
import { type Aws, type AwsOptions, startAws } from './aws/aws.ts';
import type { LambdaHandler } from './aws/lambda.ts';

/** Each function's handler, as deployed. Imported late: they read the environment as they load. */
const handlers = {
  receiveWebhook: () => import('../functions/receive-webhook.ts'),
  startExport: () => import('../functions/start-export.ts'),
  fetchLabels: () => import('../functions/fetch-labels.ts'),
  transformLabel: () => import('../functions/transform-label.ts'),
  writeExport: () => import('../functions/write-export.ts'),
  rescueExecution: () => import('../functions/rescue-execution.ts'),
  syncLabels: () => import('../functions/sync-labels.ts'),
  sweepExecutions: () => import('../functions/sweep-executions.ts'),
  planRelease: () => import('../functions/plan-release.ts'),
  surveyBatch: () => import('../functions/survey-batch.ts'),
  settleRelease: () => import('../functions/settle-release.ts'),
  writeBatch: () => import('../functions/write-batch.ts'),
  assembleFile: () => import('../functions/assemble-file.ts'),
  finishRelease: () => import('../functions/finish-release.ts'),
} as const;
export type FunctionName = keyof typeof handlers;
export const functionNames = Object.keys(handlers) as readonly FunctionName[];

/** One call of a function: what went in, and what came out or went wrong. */
export type Step = {
  readonly name: FunctionName;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: Error;
};

/** Answers in the platform's place: an outage, a throttle, a wrong status. `undefined` lets the platform answer. */
export type Fault = (request: Request) => Promise<Response | undefined> | Response | undefined;

/** A connection, and the simulated platform that it leads to. */
export type RunningConnection = {
  readonly name: string;
  readonly title: string;
  readonly simulated: SimulatedPlatform;
  readonly labels: ServedLabel[];
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
  fault: Fault;
  /** Sends the signed webhook that announces a label, as the platform does. */
  announce(
    label: ServedLabel,
    event?: { id?: string; kind?: 'upserted' | 'deleted'; occurredAt?: Date },
  ): Promise<Response>;
};

export type Pipeline = {
  readonly aws: Aws;
  /** In the order of the configuration. */
  readonly connections: readonly RunningConnection[];
  /** The connection of this name; throws where the configuration has none. */
  connection(name: string): RunningConnection;
  readonly steps: EventEmitter<{ step: [Step] }>;
  stop(): Promise<void>;
};

type ByConnection<Value> = Readonly<Record<string, Value>>;

export type PipelineOptions = AwsOptions & {
  readonly labels?: ByConnection<ServedLabel[]>;
  /** Kept across restarts where given: the same webhook secret goes on being right. */
  readonly webhookSecrets?: ByConnection<string>;
  /** Of a connection that is served elsewhere; `environment` then names its URL. */
  readonly credentials?: ByConnection<string>;
  /** Changes the environment the functions see, last. */
  readonly environment?: (made: Readonly<Record<string, string>>) => Record<string, string>;
  /** Makes each call of a function, so that an observer can see what happens inside it. */
  readonly inside?: (name: FunctionName, call: () => Promise<unknown>) => Promise<unknown>;
};

/**
 * The whole pipeline in this process: the deployed functions, state machine and configuration over AWS and the
 * platforms as this machine plays them. One a process: the functions keep the environment they loaded with.
 */
export async function startPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  const configuration = await loadConfiguration();
  const aws = await startAws(options);
  const steps = new EventEmitter<{ step: [Step] }>();
  const started = await Promise.all(
    connectionsOf(configuration).map((connection) => startConnection(connection, options)),
  );
  for (const { server, connection, credential } of started) {
    aws.putSecret(`${connection.name}/webhook`, connection.webhookSecret);
    aws.putSecret(`${connection.name}/api`, credential);
    process.env[apiUrlVariable(connection.name)] = server.url;
  }
  Object.assign(process.env, quiet, aws.environment, options.environment?.(aws.environment));
  const { webhookUrl } = await aws.connect(await observedHandlers(steps, options.inside));
  for (const { connection } of started) connection.webhookUrl = `${webhookUrl}/${connection.name}`;
  const connections = started.map(({ connection }) => connection);
  return {
    aws,
    connections,
    connection(name) {
      const found = connections.find((connection) => connection.name === name);
      if (found) return found;
      throw new Error(`The configuration has no connection ${name}.`);
    },
    steps,
    stop: async () => {
      await aws.stop();
      await Promise.all(started.map(({ server }) => server.close()));
    },
  };
}

/** The queues of the pipeline, as the operator's commands take them. */
export const queuesOf = ({ aws: { environment } }: Pipeline): Queues => ({
  sqs: new SQSClient(),
  labelEventsQueueUrl: environment.LABEL_EVENTS_QUEUE_URL ?? '',
  deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL ?? '',
});

/** The functions' own log lines would hide what a person came to see; LABELWIRE_LOG shows them. */
const quiet = {
  POWERTOOLS_LOG_LEVEL: process.env.LABELWIRE_LOG ?? 'SILENT',
  POWERTOOLS_METRICS_DISABLED: process.env.LABELWIRE_LOG ? 'false' : 'true',
  POWERTOOLS_METRICS_NAMESPACE: 'Labelwire',
  POWERTOOLS_SERVICE_NAME: 'labelwire',
};

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Started = { server: HttpServer; connection: Mutable<RunningConnection>; credential: string };

async function startConnection({ name, platform }: Connection, options: PipelineOptions): Promise<Started> {
  const { simulated } = (await platform.testing()).default;
  const credential = simulated.newCredential();
  const labels = options.labels?.[name] ?? [];
  const answer = simulated.server(credential, () => labels);
  const server = await serve(async (request) => (await connection.fault(request)) ?? answer(request));
  const connection: Mutable<RunningConnection> = {
    name,
    title: platform.title,
    simulated,
    labels,
    webhookUrl: '',
    webhookSecret: options.webhookSecrets?.[name] ?? crypto.randomUUID(),
    apiUrl: server.url,
    fault: () => undefined,
    announce: (
      label,
      { id = `${name}-event-${crypto.randomUUID()}`, kind = 'upserted', occurredAt = new Date() } = {},
    ) => {
      const body = simulated.delivery(label, { id, kind, occurredAt });
      const headers = simulated.sign(body, connection.webhookSecret, { id, kind, now: new Date() });
      return fetch(connection.webhookUrl, { method: 'POST', headers, body });
    },
  };
  return { server, connection, credential: options.credentials?.[name] ?? credential.secret };
}

async function observedHandlers(
  steps: EventEmitter<{ step: [Step] }>,
  inside: PipelineOptions['inside'] = (_name, call) => call(),
): Promise<Record<FunctionName, LambdaHandler>> {
  const loaded = await Promise.all(
    Object.entries(handlers).map(async ([name, load]) => {
      const handler = (await load()).handler as unknown as (event: unknown, context: Context) => Promise<unknown>;
      const called = (event: unknown, context: Context) => inside(name as FunctionName, () => handler(event, context));
      return [name, observed(name as FunctionName, called, steps)] as const;
    }),
  );
  return Object.fromEntries(loaded) as Record<FunctionName, LambdaHandler>;
}

const observed =
  (
    name: FunctionName,
    handler: (event: unknown, context: Context) => Promise<unknown>,
    steps: EventEmitter<{ step: [Step] }>,
  ): LambdaHandler =>
  async (input: unknown, context) => {
    try {
      const output = await handler(input, context);
      steps.emit('step', { name, input, output });
      return output;
    } catch (error) {
      steps.emit('step', { name, input, error: error as Error });
      throw error;
    }
  };
