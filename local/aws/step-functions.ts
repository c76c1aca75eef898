import { randomUUID } from 'node:crypto';
import { ExecutionTimeoutError } from 'aws-local-stepfunctions';
import * as z from 'zod/mini';
import { arnOf } from './account.ts';
import { AwsError, awsJsonService, operation } from './aws-json.ts';
import { type ExecutionFiles, noExecutionFiles, type StartedExecution } from './execution-files.ts';
import type { Machine } from './state-machine.ts';
import type { Json } from './state-run.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as DescribeExecution tells it. `input` and `output` are JSON text. */
export type Execution = {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startDate: Date;
  readonly stopDate?: Date;
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
};

type Ending = Pick<Execution, 'output' | 'error' | 'cause'> & { status: ExecutionStatus };
type Running = { readonly stop: AbortController; readonly ended: Promise<void> };

const StartExecution = z.object({
  stateMachineArn: z.string(),
  name: z.optional(z.string()),
  input: z.optional(z.string().check(z.maxLength(262_144))),
});
const DescribeExecution = z.object({ executionArn: z.string() });
const ListExecutions = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.optional(z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])),
  maxResults: z._default(z.int().check(z.minimum(0), z.maximum(1000)), 100),
  nextToken: z.optional(z.string()),
});
const StopExecution = z.object({
  executionArn: z.string(),
  error: z.exactOptional(z.string()),
  cause: z.exactOptional(z.string()),
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html#API_StartExecution_RequestSyntax */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses them by name.
const forbiddenInName = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/;
const longestName = 80;

/** Of those that ended, with input and output of up to 256 KiB each. AWS keeps them for 90 days. */
const mostDescribable = 200;

export type StepFunctions = {
  readonly stateMachineArn: string;
  handle(request: Request): Promise<Response>;
  /** Starts again what had not ended when the process did. */
  resume(): void;
  /** Ends a running execution as ABORTED. */
  stopExecution(name: string, reason?: Pick<Execution, 'error' | 'cause'>): Promise<void>;
  /** When the oldest execution that runs was started; now when none does. */
  oldestStart(): Date;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  /** Lets go of what runs without ending it: with execution files, it starts again at the next `resume`. */
  stop(): Promise<void>;
};

/** Step Functions with one Standard state machine. */
export function stepFunctions(options: {
  name: string;
  machine: Machine;
  files?: ExecutionFiles;
  /** How long an execution may take before it ends as TIMED_OUT. On AWS a year, unless the definition says less. */
  executionLimitMs?: number | undefined;
  /** Told of RUNNING and of the end. An execution's file goes only when this has resolved. */
  onStatusChange: (execution: Execution) => Promise<void> | void;
  onProblem: (problem: Error) => void;
}): StepFunctions {
  const { machine, files = noExecutionFiles, executionLimitMs, onStatusChange, onProblem } = options;
  const stateMachineArn = arnOf.stateMachine(options.name);
  const executions = new Map<string, Execution>();
  const running = new Map<string, Running>();
  const ended: string[] = [];
  /** Names of executions that ended too long ago to be described; no other may have one of them. */
  const forgotten = new Set<string>();
  const letGo = Symbol('stopped without an end');
  let stopping = false;

  const change = async (execution: Execution) => {
    executions.set(execution.name, execution);
    await onStatusChange(execution);
  };

  const forgetAllButLatest = (latest: string): void => {
    ended.push(latest);
    if (ended.length <= mostDescribable) return;
    const oldest = ended.shift() ?? '';
    executions.delete(oldest);
    forgotten.add(oldest);
  };

  const run = async (execution: Execution, stop: AbortController): Promise<void> => {
    const timer = executionLimitMs && setTimeout(() => stop.abort(timedOut), executionLimitMs);
    try {
      await change(execution);
      const ending = await endingOf(machine, execution, stop.signal);
      if (stop.signal.reason === letGo) return;
      await change({ ...execution, ...ending, stopDate: new Date() });
      files.remove(execution.name);
      forgetAllButLatest(execution.name);
    } catch (error) {
      if (stopping) return; // its file stays
      onProblem(new Error(`Execution ${execution.name}: its end could not be reported.`, { cause: error }));
    } finally {
      if (timer) clearTimeout(timer);
      running.delete(execution.name);
    }
  };

  const begin = ({ name, input, startDate }: StartedExecution): Execution => {
    const executionArn = arnOf.execution(options.name, name);
    const execution: Execution = { executionArn, stateMachineArn, name, status: 'RUNNING', startDate, input };
    executions.set(name, execution);
    const stop = new AbortController();
    running.set(name, { stop, ended: Promise.resolve().then(() => run(execution, stop)) });
    return execution;
  };

  const start = ({ stateMachineArn: wanted, name = randomUUID(), input = '{}' }: z.infer<typeof StartExecution>) => {
    requireMachine(wanted);
    if (name.length < 1 || name.length > longestName || forbiddenInName.test(name))
      throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
    if (!isJson(input)) throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
    const before = executions.get(name);
    if (forgotten.has(name))
      throw new AwsError(
        'ExecutionAlreadyExists',
        `Execution Already Exists: '${arnOf.execution(options.name, name)}'`,
      );
    if (before && !(before.status === 'RUNNING' && before.input === input))
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${before.executionArn}'`);
    if (before) return answerStart(before);
    const started = { name, input, startDate: new Date() };
    files.keep(started);
    return answerStart(begin(started));
  };

  const find = (executionArn: string): Execution => {
    const found = executions.get(executionArn.split(':').at(-1) ?? '');
    if (found?.executionArn !== executionArn)
      throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return found;
  };

  const requireMachine = (wanted: string) => {
    if (wanted !== stateMachineArn)
      throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted}'`);
  };

  /** The newest first. A token is how many were listed: what starts in between comes twice, and nothing is left out. */
  const list = ({ stateMachineArn: of, statusFilter, maxResults, nextToken }: z.infer<typeof ListExecutions>) => {
    requireMachine(of);
    const newestFirst = [...executions.values()].sort((a, b) => b.startDate.getTime() - a.startDate.getTime());
    const chosen = newestFirst.filter(({ status }) => statusFilter === undefined || status === statusFilter);
    const start = Number(nextToken ?? 0);
    const end = start + (maxResults || 100);
    return {
      executions: chosen.slice(start, end).map(summarise),
      ...(end < chosen.length ? { nextToken: String(end) } : {}),
    };
  };

  const stopExecution: StepFunctions['stopExecution'] = async (name, reason = {}) => {
    const execution = running.get(name);
    execution?.stop.abort({ status: 'ABORTED', ...reason } satisfies Ending);
    await execution?.ended;
  };

  return {
    stateMachineArn,
    handle: awsJsonService('1.0', {
      StartExecution: operation(StartExecution, start),
      DescribeExecution: operation(DescribeExecution, ({ executionArn }) => describe(find(executionArn))),
      ListExecutions: operation(ListExecutions, list),
      StopExecution: operation(StopExecution, async ({ executionArn, ...reason }) => {
        const { name } = find(executionArn);
        await stopExecution(name, reason);
        return { stopDate: seconds(find(executionArn).stopDate ?? new Date()) };
      }),
    }),
    resume: () => {
      for (const started of files.all()) if (!executions.has(started.name)) begin(started);
    },
    stopExecution,
    oldestStart: () =>
      [...running.keys()].reduce((oldest, name) => {
        const startDate = executions.get(name)?.startDate;
        return startDate && startDate < oldest ? startDate : oldest;
      }, new Date()),
    idle: async () => {
      while (running.size > 0) await Promise.all([...running.values()].map(({ ended }) => ended));
    },
    stop: async () => {
      stopping = true;
      for (const { stop } of running.values()) stop.abort(letGo);
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

/** Several state machines behind one address: each request names one, or an execution of one. */
export const stateMachinesAt =
  (machines: readonly Pick<StepFunctions, 'stateMachineArn' | 'handle'>[]) =>
  async (request: Request): Promise<Response> => {
    const text = await request.clone().text();
    const named = ({ stateMachineArn }: Pick<StepFunctions, 'stateMachineArn'>) =>
      text.includes(`"${stateMachineArn}"`) ||
      text.includes(`"${stateMachineArn.replace(':stateMachine:', ':execution:')}:`);
    const [first] = machines;
    const machine = machines.find(named) ?? first; // which says that it is another one
    if (!machine) throw new Error('There is no state machine.');
    return machine.handle(request);
  };

const timedOut: Ending = { status: 'TIMED_OUT' };

async function endingOf(machine: Machine, execution: Execution, signal: AbortSignal): Promise<Ending> {
  const { executionArn: id, name, stateMachineArn } = execution;
  try {
    const input = JSON.parse(execution.input) as Json;
    const output = await machine.run(input, { id, name, stateMachine: stateMachineArn, signal });
    return { status: 'SUCCEEDED', output: JSON.stringify(output) };
  } catch (error) {
    if (signal.aborted) return signal.reason as Ending;
    if (error instanceof ExecutionTimeoutError) return timedOut;
    const { name: errorName, message } = error as Error;
    return { status: 'FAILED', error: errorName, cause: message };
  }
}

const seconds = (date: Date) => date.getTime() / 1000;
const answerStart = ({ executionArn, startDate }: Execution) => ({ executionArn, startDate: seconds(startDate) });

const describe = ({ startDate, stopDate, ...execution }: Execution) => ({
  ...execution,
  startDate: seconds(startDate),
  ...(stopDate ? { stopDate: seconds(stopDate) } : {}),
});

const summarise = (execution: Execution) => {
  const { input: _input, output: _output, error: _error, cause: _cause, ...summary } = describe(execution);
  return summary;
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
