import configuration from '#configuration';
import { usualPatience } from '../../deploy/patience.ts';
import { connectionOf } from '../../lib/configuration/connections.ts';
import { given } from '../../lib/contracts/given.ts';
import { LabelEvent, type LabelGroup } from '../../lib/contracts/payloads.ts';
import { readDeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { readMessage } from '../../lib/steps/read-message.ts';
import { arnOf } from '../../local/aws/account.ts';
import { exportLabels } from '../../local/aws/definition.ts';
import { deployed } from '../../local/aws/deployed.ts';
import { unhappyEndRule } from '../../local/aws/event-bridge.ts';
import { noExecutionFiles } from '../../local/aws/execution-files.ts';
import { integrations } from '../../local/aws/integrations.ts';
import { type LambdaFunction, LambdaServiceError, lambdaFunction, throttled } from '../../local/aws/lambda.ts';
import { invokeAsync } from '../../local/aws/lambda-async.ts';
import { stateMachine } from '../../local/aws/state-machine.ts';
import { dataLimitExceeded } from '../../local/aws/state-run.ts';
import { type Execution, stepFunctions } from '../../local/aws/step-functions.ts';
import { MemoryStore } from '../../local/memory-store.ts';
import { type SimulatedFunction, simulatedFunctions } from './simulated-functions.ts';
import { handOut, type SimulatedMessage, SimulatedQueue, simulatedSqs, unavailable } from './simulated-queue.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** What goes wrong, `at` so many milliseconds after the start. */
export type Circumstances = {
  /** Functions that run at a time, all together. */
  readonly lambdaConcurrency?: number;
  /** Whether Lambda refuses to run the function now. */
  readonly throttles?: (name: SimulatedFunction, at: number) => boolean;
  /** Throws what the function ends with, of these labels. */
  readonly breaks?: (name: SimulatedFunction, labels: readonly string[], at: number) => void;
  /** Whether the state with what the function answers about these labels is too large, which no Catch sees. */
  readonly overflows?: (name: SimulatedFunction, labels: readonly string[]) => boolean;
  /** The status of the platform's answer where it does not answer as usual; `body` is that of the request. */
  readonly platformStatus?: (body: string, at: number) => number | undefined;
  /** Whether this request to SQS or Step Functions is refused for now. */
  readonly awsRefuses?: () => boolean;
  /** As packaging takes it; that of serverless.yml unless given. */
  readonly patienceHours?: number;
};

export type SimulatedPipeline = {
  /** A label is saved on the platform, and its webhook accepted. */
  announce(project: string, label: string): void;
  /** Resolves when no message waits and no execution runs. */
  idle(): Promise<void>;
  /** Labels that are in the dead letters. */
  letters(): string[];
  /** By the label, when it was announced and when it was exported: milliseconds. */
  readonly announced: ReadonlyMap<string, number>;
  readonly exported: ReadonlyMap<string, number>;
  /** Labels that were nowhere when their message was deleted, or when their execution ended. */
  readonly lost: readonly string[];
  readonly problems: readonly Error[];
};

/** The platform whose reader asks about the project and for a group of labels in requests of their own. */
const connectionName = 'labelbox';
const urls = { events: 'label-events', deadLetters: 'label-events-dlq' };

/** Milliseconds of each function, besides what it waits for the platform. */
const durations: Readonly<Record<SimulatedFunction, number>> = {
  startExport: 60,
  fetchLabels: 500,
  transformLabel: 150,
  writeExport: 400,
  rescueExecution: 100,
};
const requestMilliseconds = 200;
/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const sdkAttempts = 3;

/**
 * The pipeline in simulated time: its state machine as it is packaged, the steps and the messages between them are the
 * deployed ones; S3, SQS and the platform answer from memory.
 */
export async function startSimulation(time: SimulatedTime, circumstances: Circumstances): Promise<SimulatedPipeline> {
  const {
    lambdaConcurrency = 1000,
    throttles,
    breaks,
    overflows,
    platformStatus,
    awsRefuses = () => false,
  } = circumstances;
  const patience = { ...usualPatience, ...given({ patienceHours: circumstances.patienceHours }) };
  const began = time.now;
  const at = () => time.now - began;
  const events = new SimulatedQueue();
  const deadLetters = new SimulatedQueue();
  const served: ServedLabel[] = [];
  const announced = new Map<string, number>();
  const exported = new Map<string, number>();
  const running = new Map<string, readonly LabelEvent[]>();
  const lost: string[] = [];
  const problems: Error[] = [];

  const letters = () => [...deadLetters.messages.values()].flatMap(({ body }) => labelsInLetter(body));

  /** Each of the labels must be waiting, worked on, exported or in the dead letters. */
  const account = (labels: readonly string[]): void => {
    const open = labels.filter((label) => !exported.has(label));
    if (open.length === 0) return;
    const found = new Set([
      ...[...events.messages.values()].flatMap(labelsInMessage),
      ...[...running.values()].flatMap(labelsOf),
      ...letters(),
    ]);
    lost.push(...open.filter((label) => !found.has(label)));
  };

  const connection = connectionOf(connectionName, configuration);
  const { simulated, aLabel } = (await time.hold(() => connection.platform.testing())).default;
  const { default: reader } = await time.hold(() => connection.platform.reader());
  const credential = simulated.newCredential();
  const answer = simulated.server(credential, () => served);
  const fetchFromPlatform: typeof fetch = async (input, init) => {
    await time.wait(requestMilliseconds);
    const { signal: _signal, ...request } = init ?? {};
    const status = platformStatus?.(String(request.body ?? ''), at());
    if (status !== undefined) return new Response('{}', { status });
    return time.hold(async () => {
      const response = await answer(new Request(input, request));
      return new Response(await response.arrayBuffer(), response);
    });
  };

  const sdkGivesUp = () => Array.from({ length: sdkAttempts }, awsRefuses).every((refused) => refused);
  const queues = { [urls.events]: events, [urls.deadLetters]: deadLetters };
  const sqs = simulatedSqs(queues, sdkGivesUp);
  const handlers = simulatedFunctions({
    patience,
    store: new MemoryStore(),
    queues: { events: { sqs, queueUrl: urls.events }, deadLetters: { sqs, queueUrl: urls.deadLetters } },
    start: (name, group) => start(name, group),
    connection,
    reader,
    credential: credential.secret,
    fetch: fetchFromPlatform,
    wait: (milliseconds) => time.wait(milliseconds),
    onExported: (label) => {
      if (!exported.has(label)) exported.set(label, time.now);
    },
  });

  let invocations = 0;
  const simulatedLambda = (name: SimulatedFunction): LambdaFunction => {
    const handler = handlers[name];
    const made = lambdaFunction({
      name,
      timeoutSeconds: deployed.timeouts[name],
      handler: async (event: never, context, callback) => {
        await time.wait(durations[name] * (0.6 + 0.8 * Math.random()));
        breaks?.(name, labelsIn(event), at());
        return handler(event, context, callback);
      },
    });
    const invoke = async (event: unknown) => {
      if (invocations >= lambdaConcurrency || throttles?.(name, at()))
        throw new LambdaServiceError(throttled, 'Rate Exceeded.');
      invocations += 1;
      try {
        const result = await made.invoke(event);
        if (overflows?.(name, labelsIn(event as Payload))) throw dataLimitExceeded(name);
        return result;
      } finally {
        invocations -= 1;
      }
    };
    return { ...made, invoke };
  };
  const names = Object.keys(durations) as SimulatedFunction[];
  const functions = new Map(names.map((name) => [arnOf.function(name), simulatedLambda(name)]));
  const lambda = (name: SimulatedFunction): LambdaFunction => {
    const found = functions.get(arnOf.function(name));
    if (found) return found;
    throw new Error(`There is no function ${name}.`);
  };

  const rescue = unhappyEndRule((event) =>
    invokeAsync(lambda('rescueExecution'), event, {
      retrySpeed: 1,
      signal: new AbortController().signal,
      onFailure: async (record) => void events.send(JSON.stringify(record)),
      wait: (milliseconds) => time.wait(milliseconds),
    }),
  );
  const states = stepFunctions({
    name: exportLabels.name,
    machine: stateMachine(exportLabels.definition(urls, patience), {
      integrations: integrations(functions, { sqs: simulatedSqs(queues, awsRefuses) }), // the state machine's own Retry, and no SDK's
      retrySpeed: 1,
      itemsAtOnce: Number.POSITIVE_INFINITY,
    }),
    files: noExecutionFiles,
    executionLimitMs: undefined,
    onProblem: (problem) => problems.push(problem),
    onStatusChange: async (execution: Execution) => {
      const group = JSON.parse(execution.input) as LabelGroup;
      running.set(execution.name, group.events);
      if (execution.status === 'RUNNING') return;
      await rescue(execution);
      running.delete(execution.name);
      account(labelsOf(group.events));
    },
  });
  const start = async (name: string, group: LabelGroup): Promise<'started' | 'known'> => {
    if (sdkGivesUp()) throw unavailable();
    const input = { stateMachineArn: states.stateMachineArn, name, input: JSON.stringify(group) };
    const headers = { 'x-amz-target': 'AWSStepFunctions.StartExecution' };
    const request = new Request('http://states.example', { method: 'POST', headers, body: JSON.stringify(input) });
    const { status } = await time.hold(() => states.handle(request));
    return status === 200 ? 'started' : 'known';
  };

  handOut({
    queue: events,
    deadLetters,
    handle: async (batch) => {
      const Records = batch.map(({ id, body }) => ({ messageId: id, body }));
      const result = (await lambda('startExport').invoke({ Records })) as {
        batchItemFailures: { itemIdentifier: string }[];
      };
      return new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    },
    acknowledged: (messages) => account(messages.flatMap(labelsInMessage)),
  }).catch((error: Error) => problems.push(error));

  return {
    announced,
    exported,
    lost,
    problems,
    letters,
    announce: (project, label) => {
      const dataUnit = `row-${label}`;
      served.push(aLabel({ project, label, dataUnit, title: `${label}.jpg` }));
      announced.set(label, time.now);
      events.send(JSON.stringify(eventOf(project, label, dataUnit)));
    },
    idle: async () => {
      while (events.messages.size > 0 || running.size > 0) await time.wait(1_000);
    },
  };
}

function eventOf(project: string, label: string, dataUnit: string): LabelEvent {
  const at = new Date().toISOString();
  const ids = { id: `event-${label}`, connection: connectionName, project, label, dataUnit };
  const times = { occurredAt: at, receivedAt: at, attempt: 1, replays: 0 };
  return LabelEvent.parse({ schema: 1, ...ids, type: 'LABEL_UPDATED', kind: 'upserted', ...times });
}

const labelsOf = (events: readonly LabelEvent[]): string[] => events.flatMap(({ label }) => label ?? []);

/** Each message is read once: a simulation looks at all of them again and again. */
const read = new WeakMap<SimulatedMessage, readonly string[]>();

function labelsInMessage(message: SimulatedMessage): readonly string[] {
  const known = read.get(message);
  if (known) return known;
  const content = readMessage(message.body, new Date());
  const labels = 'events' in content ? labelsOf(content.events) : [];
  read.set(message, labels);
  return labels;
}

function labelsInLetter(body: string): string[] {
  const { events } = readDeadLetter({ id: '', body, sentAt: new Date(), receiveCount: 1 });
  return events.length > 0 ? labelsOf(events) : ['an unreadable letter'];
}

type Payload = {
  readonly events?: readonly LabelEvent[];
  readonly event?: LabelEvent;
  readonly detail?: { readonly input: string | null };
};

/** The labels that a call of a function is about; of startExport, none. */
function labelsIn({ events, event, detail }: Payload): string[] {
  if (detail?.input) return labelsIn(JSON.parse(detail.input) as Payload);
  return labelsOf(events ?? (event ? [event] : []));
}
