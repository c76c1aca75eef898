import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { usualPatience } from '../../../deploy/patience.ts';
import { buildRelease, exportLabels, syncConnection } from '../../../local/aws/definition.ts';
import { FunctionError, LambdaServiceError } from '../../../local/aws/lambda.ts';
import { stateMachine } from '../../../local/aws/state-machine.ts';
import type { Json } from '../../../local/aws/state-run.ts';
import { serve } from '../../../local/http-server.ts';
import type { Scenario } from './scenarios.ts';
import { FunctionFails, hangs, type Message, ServiceFails, stubbed, type Tasks, type Traces } from './stub.ts';

/** How a run of a scenario ended, and what it did. */
export type Outcome = Traces & { readonly status: 'SUCCEEDED' | 'FAILED'; readonly error?: string };

export type Interpreter = (scenario: Scenario, definition?: Json) => Promise<Outcome>;

/** By so much the waits between tries are shorter: the longest is 900 seconds, and there are 199 of them. */
const speed = 1_000_000;
const urls = { events: 'labelEvents', deadLetters: 'deadLetters' };

/** As the tests and this machine run it; in a hurried scenario each state is given a second. */
export function definitionOf({ machine, isHurried = false }: Scenario): Json {
  const definitions = {
    'export-labels': () => exportLabels.definition(urls, usualPatience),
    'sync-connection': () => syncConnection.definition(urls),
    'build-release': () => buildRelease.definition(urls),
  };
  const definition = definitions[machine]();
  const { States, ...rest } = structuredClone(definition) as { States: Json };
  return { ...rest, States: isHurried ? hurried(States) : States };
}

const hurried = (states: Json): Json =>
  JSON.parse(JSON.stringify(states), (name, value) => (name === 'TimeoutSeconds' ? 1 : value)) as Json;

type Invocation = { readonly FunctionName: string; readonly Payload: Json };
const invoke = (tasks: Tasks, { FunctionName, Payload }: Invocation) =>
  tasks.invoke(FunctionName.split(':').at(-1) ?? '', Payload);
type Sending = Message & { readonly QueueUrl: string };
type Putting = {
  readonly Entries: readonly { readonly Source: string; readonly DetailType: string; readonly Detail: Json }[];
};
const put = (tasks: Tasks, { Entries }: Putting) => {
  const [entry] = Entries;
  if (!entry || Entries.length !== 1) throw new Error('The state machines put one event at a time.');
  const { Source, DetailType, Detail } = entry;
  return tasks.send('bus', { MessageBody: { Source, DetailType, Detail } });
};

const never = () => new Promise<never>(() => {});

/** The project's own, by which `npm start`, the demo and the tests run. */
export const own: Interpreter = async (scenario, definition = definitionOf(scenario)) => {
  const tasks = stubbed(scenario);
  const answered = async (ask: () => Json | typeof hangs): Promise<Json> => {
    try {
      const answer = ask();
      return answer === hangs ? await never() : answer;
    } catch (error) {
      if (error instanceof FunctionFails) throw new FunctionError(payloadOf(error));
      if (error instanceof ServiceFails) throw new LambdaServiceError(error.message, 'It has no room.');
      throw error;
    }
  };
  const machine = stateMachine(definition, {
    retrySpeed: speed,
    integrations: {
      'arn:aws:states:::lambda:invoke': async (asked) => ({
        Payload: await answered(() => invoke(tasks, asked as unknown as Invocation)),
      }),
      'arn:aws:states:::sqs:sendMessage': (asked) => {
        const { QueueUrl, ...message } = asked as unknown as Sending;
        return answered(() => tasks.send(QueueUrl, message));
      },
      'arn:aws:states:::s3:getObject': async () => scenario.items ?? [],
      'arn:aws:states:::events:putEvents': (asked) => answered(() => put(tasks, asked as unknown as Putting)),
    },
  });
  const run = {
    id: 'arn:aws:states:us-east-1:000000000000:execution:checked:run',
    name: 'run',
    stateMachine: 'checked',
  };
  const ended = await machine.run(scenario.input, { ...run, signal: new AbortController().signal }).then(
    () => ({ status: 'SUCCEEDED' as const }),
    ({ name }: Error) => ({ status: 'FAILED' as const, error: errorOf(name) }),
  );
  return { ...ended, ...tasks.traces() };
};

/** moto's, in a process of its own that runs one scenario after the other; its tasks ask a server of ours. */
export function startMoto(python: string, program: string): { readonly run: Interpreter; stop(): void } {
  const process = spawn(python, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(process.stdout)[Symbol.asyncIterator]();
  const run: Interpreter = async (scenario, definition = definitionOf(scenario)) => {
    const tasks = stubbed(scenario);
    const server = await serve(async (request) => Response.json(await answerTo(request, scenario, tasks)));
    try {
      const job = { definition: asMotoReads(definition), input: scenario.input, tasks: server.url, speed };
      process.stdin.write(`${JSON.stringify(job)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("moto's interpreter has ended. Its last words are above.");
      const { status, error } = JSON.parse(value) as { status: Outcome['status']; error?: string };
      return { status, ...(error ? { error: errorOf(error) } : {}), ...tasks.traces() };
    } finally {
      await server.close();
    }
  };
  return { run, stop: () => process.kill('SIGKILL') };
}

/** Its grammar knows no Express children, whose five minutes it would not keep either, and not the tolerance of 0, which is the default. */
const asMotoReads = (definition: Json): Json =>
  JSON.parse(JSON.stringify(definition), (name, value) => {
    if (name === 'ToleratedFailurePercentage' && value === 0) return undefined;
    return name === 'ExecutionType' ? 'STANDARD' : value;
  }) as Json;

async function answerTo(request: Request, { items = [] }: Scenario, tasks: Tasks): Promise<object> {
  const asked: unknown = await request.json();
  const services: Readonly<Record<string, () => Json | typeof hangs>> = {
    '/lambda': () => invoke(tasks, asked as Invocation),
    '/sqs': () => sent(tasks, asked),
    '/events': () => put(tasks, asked as Putting),
    '/s3': () => items,
  };
  try {
    const result = services[new URL(request.url).pathname]?.();
    if (result === undefined) throw new Error(`Nothing answers ${request.url}.`);
    return result === hangs ? await never() : { result };
  } catch (error) {
    if (error instanceof FunctionFails) return { functionError: payloadOf(error) };
    if (error instanceof ServiceFails) return { serviceError: error.message, message: 'It has no room.' };
    throw error;
  }
}

function sent(tasks: Tasks, asked: unknown) {
  const { QueueUrl, MessageBody, ...rest } = asked as Sending & { MessageBody: string };
  return tasks.send(QueueUrl, { ...rest, MessageBody: JSON.parse(MessageBody) as Json });
}

const payloadOf = ({ message }: Error) => ({ errorType: message, errorMessage: `It fails: ${message}.`, trace: [] });

/** moto has one name for all errors of SQS; the state machine compares none of them. */
const errorOf = (name: string) => (name.startsWith('SQS.') ? 'SQS' : name);
