import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type HttpServer, serve } from '../../cli/http-server.ts';
import { exportLabelsOf } from '../../deploy/definition.ts';
import { type Patience, usualPatience } from '../../deploy/patience.ts';
import { arnOf, region, stack } from './account.ts';
import { buildRelease, exportLabels, syncConnection } from './definition.ts';
import { deployed, type FunctionName, functionNames } from './deployed.ts';
import { unhappyEndRule } from './event-bridge.ts';
import { eventBus } from './event-bus.ts';
import { type EventSource, eventSource } from './event-source.ts';
import { executionFiles, noExecutionFiles } from './execution-files.ts';
import { functionUrl } from './function-url.ts';
import { integrations, type PutEvent } from './integrations.ts';
import {
  type Invocation,
  type LambdaFunction,
  type LambdaHandler,
  LambdaServiceError,
  lambdaFunction,
  throttled,
} from './lambda.ts';
import { type FailureRecord, invokeAsync } from './lambda-async.ts';
import { bucket, createBucket, createQueues, queues, queueUrl } from './resources.ts';
import { startSqsAndS3 } from './s3-conditions.ts';
import { secretsManager } from './secrets-manager.ts';
import { expireStaging, staging } from './staging-expiry.ts';
import { stateMachine } from './state-machine.ts';
import { type Execution, stateMachinesAt, stepFunctions } from './step-functions.ts';

const secretsPrefix = 'labelwire/local'; // as deployed: labelwire/<stage>

const hourMs = 3_600_000;
/** However fast the waits pass: a sweep lists all executions that are kept. */
const shortestSweepMs = 60_000;

export type AwsOptions = {
  /** Where everything is kept; without it, everything ends with the process. */
  dataDir?: string | undefined;
  /** Of S3 and SQS. 0, a free one, unless given. */
  port?: number | undefined;
  /** Of the function URL. 0, a free one, unless given. */
  webhookPort?: number | undefined;
  /** How long a message that failed stays out of sight. */
  visibilityTimeoutSeconds?: number | undefined;
  /** How often a message is handed out before it goes to the dead letters. */
  maxReceiveCount?: number | undefined;
  batchSize?: number | undefined;
  batchingWindowMs?: number | undefined;
  maximumConcurrency?: number | undefined;
  /** How many functions run at a time, all together; a call beyond that is throttled. No limit unless given. */
  lambdaConcurrency?: number | undefined;
  /** How many times faster than deployed the waits between retries and the delays of messages pass. */
  retrySpeed?: number | undefined;
  /** As packaging takes them: `patienceHours` and `labelsAtOnce`. */
  patience?: Patience | undefined;
  /** After which an execution ends as TIMED_OUT. */
  executionLimitMs?: number | undefined;
  /** Whose end EventBridge does not report, which it does at best effort. None unless given. */
  losesEnd?: ((execution: Execution) => boolean) | undefined;
};

export type AwsEvents = {
  /** An execution started or ended. */
  execution: [Execution];
  /** A run of sync started or ended. */
  sync: [Execution];
  /** The build of a release started or ended. */
  release: [Execution];
  /** Something was announced on EventBridge. */
  event: [PutEvent];
  /** A function was called, with or without success. */
  invocation: [Invocation];
  /** Something of AWS itself failed. Printed when nobody listens. */
  problem: [Error];
};

export type Aws = {
  /** For `process.env`, BEFORE the handlers are imported: they read it as they load. */
  readonly environment: Readonly<Record<string, string>>;
  readonly events: EventEmitter<AwsEvents>;
  /** Makes or rotates `SECRETS_PREFIX`/name. */
  putSecret(name: string, value: string): void;
  /** Joins the functions to their triggers, and takes up what an earlier process left unfinished. Once. */
  connect(handlers: Readonly<Record<FunctionName, LambdaHandler>>): Promise<{
    /** `<webhookUrl>/<platform>` takes deliveries. */
    readonly webhookUrl: string;
  }>;
  /** Resolves when no message waits or is being handled and no execution runs. Dead letters may lie. */
  idle(): Promise<void>;
  stopExecution(name: string): Promise<void>;
  /** Calls sweepExecutions, as its schedule does; it fails when the function does. */
  sweep(): Promise<void>;
  /** Loses nothing: what runs is taken up again at the next start in the same data folder. */
  stop(): Promise<void>;
};

/**
 * AWS on this machine's loopback: S3, SQS, Secrets Manager, Step Functions, EventBridge and Lambda, as far as this
 * project uses them. The functions, the state machine and the AWS SDK are the deployed ones.
 */
export async function startAws(options: AwsOptions = {}): Promise<Aws> {
  const { dataDir, port = 0, webhookPort = 0, retrySpeed = 1, executionLimitMs, patience = usualPatience } = options;
  const { lambdaConcurrency = Number.POSITIVE_INFINITY, losesEnd = () => false } = options;
  const within = (name: string) => (dataDir === undefined ? undefined : join(dataDir, name));
  const events = new EventEmitter<AwsEvents>();
  const onProblem = (problem: Error) => {
    if (!events.emit('problem', problem)) console.error(problem);
  };

  const fauxqs = await startSqsAndS3({ port, dataDir, delaySpeed: retrySpeed, passing: staging });
  const endpoint = `http://127.0.0.1:${fauxqs.port}`;
  const client = { region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const sqs = new SQSClient(client);
  const queueUrls = {
    events: queueUrl(endpoint, queues.events),
    deadLetters: queueUrl(endpoint, queues.deadLetters),
  };
  const s3 = new S3Client(client);
  await createBucket(s3);
  await createQueues(sqs, queueUrls.events, options);

  const secrets = secretsManager({ file: within('secrets.json') });
  const functions = new Map<string, LambdaFunction>();
  const invocations = new Set<Promise<unknown>>();
  let onEnd: (execution: Execution) => Promise<void> = async () => {};
  let sweep: () => Promise<void> = () => Promise.reject(new Error('The functions are not connected yet.'));

  const onEvent = (event: PutEvent) => void events.emit('event', event);
  const machineOptions = { integrations: integrations(functions, { sqs, s3, onEvent }), retrySpeed };
  const filesIn = (folder: string | undefined) => (folder === undefined ? noExecutionFiles : executionFiles(folder));
  const states = stepFunctions({
    name: exportLabels.name,
    machine: stateMachine(exportLabels.definition(queueUrls, patience), machineOptions),
    files: filesIn(within('executions')),
    executionLimitMs,
    onStatusChange: (execution) => {
      events.emit('execution', execution);
      return onEnd(execution);
    },
    onProblem,
  });
  const syncs = stepFunctions({
    name: syncConnection.name,
    machine: stateMachine(syncConnection.definition(queueUrls), machineOptions),
    files: filesIn(within('syncs')),
    onStatusChange: (execution) => {
      events.emit('sync', execution);
    },
    onProblem,
  });

  const releases = stepFunctions({
    name: buildRelease.name,
    machine: stateMachine(buildRelease.definition(queueUrls), machineOptions),
    files: filesIn(within('releases')),
    onStatusChange: (execution) => {
      events.emit('release', execution);
    },
    onProblem,
  });

  const inUseSince = () => new Date(Math.min(states.oldestStart().getTime(), releases.oldestStart().getTime()));
  const expiry = expireStaging({ client, inUseSince, onProblem });
  const secretsServer = await serve(secrets.handle);
  const eventsServer = await serve(eventBus(onEvent));
  const statesServer = await serve(stateMachinesAt([states, syncs, releases]));
  const stopping = new AbortController();
  let source: EventSource | undefined;
  let webhooks: HttpServer | undefined;
  let sweeping: NodeJS.Timeout | undefined;

  const putBack = async (record: FailureRecord) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrls.events, MessageBody: JSON.stringify(record) }));
  };

  const makeFunction = (name: FunctionName, handler: LambdaHandler): LambdaFunction => {
    const made = lambdaFunction({
      name,
      handler,
      timeoutSeconds: deployed.timeouts[name],
      onInvoked: (invocation) => events.emit('invocation', invocation),
    });
    const invoke = async (event: unknown) => {
      if (invocations.size >= lambdaConcurrency) throw new LambdaServiceError(throttled, 'Rate Exceeded.');
      return tracked(invocations, made.invoke(event));
    };
    return { ...made, invoke };
  };

  return {
    environment: {
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
      AWS_ENDPOINT_URL_EVENTBRIDGE: eventsServer.url,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ENDPOINT_URL_SQS: endpoint,
      AWS_ENDPOINT_URL_SFN: statesServer.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsServer.url,
      BUCKET: bucket,
      LABEL_EVENTS_QUEUE_URL: queueUrls.events,
      DEAD_LETTER_QUEUE_URL: queueUrls.deadLetters,
      PATIENCE_HOURS: String(patience.patienceHours / retrySpeed), // measured by the clock, which goes at its own speed
      LABELS_AT_ONCE: String(patience.labelsAtOnce),
      LONGEST_EXECUTION_SECONDS: String(exportLabelsOf(patience).TimeoutSeconds),
      LARGEST_LABEL_MIB: '12',
      STATE_MACHINE_ARN: states.stateMachineArn,
      SYNC_STATE_MACHINE_ARN: syncs.stateMachineArn,
      RELEASE_STATE_MACHINE_ARN: releases.stateMachineArn,
      SECRETS_PREFIX: secretsPrefix,
      STACK: stack,
    },
    events,
    putSecret: (name, value) => secrets.put(`${secretsPrefix}/${name}`, value),
    connect: async (handlers) => {
      if (webhooks) throw new Error('The functions are connected already.');
      const made = Object.fromEntries(
        functionNames.map((name) => [name, makeFunction(name, handlers[name])]),
      ) as Record<FunctionName, LambdaFunction>;
      for (const one of Object.values(made)) functions.set(one.arn, one);
      const rescue = unhappyEndRule((event) =>
        invokeAsync(made.rescueExecution, event, { retrySpeed, signal: stopping.signal, onFailure: putBack }),
      );
      onEnd = async (execution) => (losesEnd(execution) ? undefined : rescue(execution));
      sweep = async () => void (await made.sweepExecutions.invoke({ source: 'aws.events' }));
      sweeping = setInterval(() => sweep().catch(onProblem), Math.max(hourMs / retrySpeed, shortestSweepMs)).unref();
      webhooks = await functionUrl(made.receiveWebhook, webhookPort);
      states.resume();
      syncs.resume();
      releases.resume();
      source = eventSource({
        sqs,
        queueUrl: queueUrls.events,
        queueArn: arnOf.queue(queues.events),
        target: made.startExport,
        batchSize: options.batchSize ?? deployed.batchSize,
        batchingWindowMs: options.batchingWindowMs ?? 20,
        maximumConcurrency: options.maximumConcurrency ?? 5,
        onProblem,
      });
      return { webhookUrl: `${webhooks.url}/webhooks` };
    },
    idle: async () => {
      const busy = () => {
        const messages = fauxqs.inspectQueue(queues.events)?.messages;
        return messages && messages.ready.length + messages.delayed.length + messages.inflight.length > 0;
      };
      do {
        while (busy()) await new Promise((resolve) => setTimeout(resolve, 5));
        await Promise.all([syncs.idle(), releases.idle()]);
        await states.idle(); // after those that start executions
      } while (busy());
    },
    stopExecution: (name) => states.stopExecution(name),
    sweep: () => sweep(),
    stop: async () => {
      stopping.abort();
      clearInterval(sweeping);
      await webhooks?.close();
      const patience = timeLimit();
      await Promise.race([source?.stop(), patience]);
      await Promise.all([states.stop(), syncs.stop(), releases.stop()]);
      await Promise.race([Promise.allSettled(invocations), patience]);
      await Promise.all([eventsServer.close(), secretsServer.close(), statesServer.close()]);
      await expiry.stop();
      sqs.destroy();
      s3.destroy();
      await fauxqs.stop();
    },
  };
}

/** A function that hangs does not keep the process: on AWS, too, it would be cut off. */
const timeLimit = () => new Promise<void>((resolve) => setTimeout(resolve, 5_000).unref());

async function tracked<Result>(running: Set<Promise<unknown>>, invocation: Promise<Result>): Promise<Result> {
  running.add(invocation);
  try {
    return await invocation;
  } finally {
    running.delete(invocation);
  }
}
