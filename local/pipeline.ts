import { EventEmitter } from 'node:events';
import type { Context } from 'aws-lambda';
import configuration from '#configuration';
import { checkConfiguration } from '../lib/configuration/check-configuration.ts';
import { type PlatformId, platforms } from '../lib/platforms/platforms.ts';
import { type Aws, type AwsOptions, startAws } from './aws/aws.ts';
import type { LambdaHandler } from './aws/lambda.ts';
import { type HttpServer, serve } from './http-server.ts';
import { simulatedPlatforms } from './platforms/index.ts';
import type { ServedLabel, SimulatedPlatform } from './platforms/simulated-platform.ts';

/** Each function's handler, as deployed. Imported late: they read the environment as they load. */
const handlers = {
  receiveWebhook: () => import('../functions/receive-webhook.ts'),
  startExport: () => import('../functions/start-export.ts'),
  fetchLabels: () => import('../functions/fetch-labels.ts'),
  transformLabel: () => import('../functions/transform-label.ts'),
  writeExport: () => import('../functions/write-export.ts'),
  rescueExecution: () => import('../functions/rescue-execution.ts'),
} as const;
export type FunctionName = keyof typeof handlers;

/** One call of a function: what went in, and what came out or went wrong. */
export type Step = {
  readonly name: FunctionName;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: Error;
};

/** Answers in the platform's place: an outage, a throttle, a wrong status. `undefined` lets the platform answer. */
export type Fault = (request: Request) => Promise<Response | undefined> | Response | undefined;

export type RunningPlatform = {
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
  readonly platforms: Readonly<Record<PlatformId, RunningPlatform>>;
  readonly steps: EventEmitter<{ step: [Step] }>;
  stop(): Promise<void>;
};

export type PipelineOptions = AwsOptions & {
  readonly labels?: Partial<Record<PlatformId, ServedLabel[]>>;
  /** Kept across restarts where given: the same webhook secret goes on being right. */
  readonly webhookSecrets?: Partial<Record<PlatformId, string>>;
  /** Of a platform that is served elsewhere; `environment` then names its URL. */
  readonly credentials?: Partial<Record<PlatformId, string>>;
  /** Changes the environment the functions see, last. */
  readonly environment?: (made: Readonly<Record<string, string>>) => Record<string, string>;
  /** Makes each call of a function, so that whoever looks on can tell what happens inside it. */
  readonly inside?: (name: FunctionName, call: () => Promise<unknown>) => Promise<unknown>;
};

/**
 * The whole pipeline in this process: the deployed functions, state machine and configuration over AWS and the
 * platforms as this machine plays them. One a process: the functions keep the environment they loaded with.
 */
export async function startPipeline(options: PipelineOptions = {}): Promise<Pipeline> {
  checkConfiguration(configuration);
  const aws = await startAws(options);
  const steps = new EventEmitter<{ step: [Step] }>();
  const made = await Promise.all(
    Object.values(simulatedPlatforms).map((simulated) => startPlatform(simulated, options)),
  );
  for (const { server, platform, credential } of made) {
    const id = platform.simulated.id;
    aws.putSecret(`${id}/webhook`, platform.webhookSecret);
    aws.putSecret(`${id}/api`, credential);
    process.env[`LABELWIRE_API_URL_${id.toUpperCase().replaceAll('-', '_')}`] = server.url;
  }
  Object.assign(process.env, quiet, aws.environment, options.environment?.(aws.environment));
  const { webhookUrl } = await aws.connect(await observedHandlers(steps, options.inside));
  for (const { platform } of made) platform.webhookUrl = `${webhookUrl}/${platform.simulated.id}`;
  return {
    aws,
    platforms: Object.fromEntries(
      made.map(({ platform }) => [platform.simulated.id, platform]),
    ) as unknown as Pipeline['platforms'],
    steps,
    stop: async () => {
      await aws.stop();
      await Promise.all(made.map(({ server }) => server.close()));
    },
  };
}

/** The functions' own log lines would hide what a person came to see; LABELWIRE_LOG shows them. */
const quiet = {
  POWERTOOLS_LOG_LEVEL: process.env.LABELWIRE_LOG ?? 'SILENT',
  POWERTOOLS_METRICS_DISABLED: process.env.LABELWIRE_LOG ? 'false' : 'true',
  POWERTOOLS_METRICS_NAMESPACE: 'Labelwire',
  POWERTOOLS_SERVICE_NAME: 'labelwire',
};

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
type Started = { server: HttpServer; platform: Mutable<RunningPlatform>; credential: string };

async function startPlatform(simulated: SimulatedPlatform, options: PipelineOptions): Promise<Started> {
  const id = simulated.id as PlatformId;
  const credential = simulated.newCredential();
  const labels = options.labels?.[id] ?? [];
  const answer = simulated.server(credential, () => labels);
  const server = await serve(async (request) => (await platform.fault(request)) ?? answer(request));
  const platform: Mutable<RunningPlatform> = {
    title: platforms[id].title,
    simulated,
    labels,
    webhookUrl: '',
    webhookSecret: options.webhookSecrets?.[id] ?? crypto.randomUUID(),
    apiUrl: server.url,
    fault: () => undefined,
    announce: (
      label,
      { id: event = `${id}-event-${crypto.randomUUID()}`, kind = 'upserted', occurredAt = new Date() } = {},
    ) => {
      const body = simulated.delivery(label, { id: event, kind, occurredAt });
      const headers = simulated.sign(body, platform.webhookSecret, { id: event, kind, now: new Date() });
      return fetch(platform.webhookUrl, { method: 'POST', headers, body });
    },
  };
  return { server, platform, credential: options.credentials?.[id] ?? credential.secret };
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
