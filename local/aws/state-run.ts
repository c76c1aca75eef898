import { setMaxListeners } from 'node:events';
import { ExecutionError, type RunOptions, type StateMachine } from 'aws-local-stepfunctions';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An error that Step Functions raises itself. `terminal` ones pass every Retry and Catch, States.ALL included. */
export class StatesError extends Error {
  override readonly name: string;
  /** Read by aws-local-stepfunctions. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;
  constructor(name: string, message: string, terminal = false) {
    super(message);
    this.name = name;
    this.isRetryable = !terminal;
    this.isCatchable = !terminal;
  }
}

/** One run of a machine: `id` and `name` are in the context object, `signal` stops it. */
export type Run = {
  readonly id: string;
  readonly name: string;
  readonly stateMachine: string;
  readonly signal: AbortSignal;
};

/** What each Task does, by the state's name. */
export type Tasks = Map<string, (run: Run, input: Json) => Promise<Json>>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-task-executions */
const largestState = 262_144;

export const dataLimitExceeded = (state: string) =>
  new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    true,
  );

export const exceedsState = (value: Json | undefined): boolean =>
  value !== undefined && Buffer.byteLength(JSON.stringify(value)) > largestState;

const stopped = () => new StatesError('Execution.Stopped', 'The execution was stopped.', true);

/**
 * Runs a machine from its start to its end: gives its output, or throws the error that it failed with. An abort of
 * `run.signal` ends it at once; a function at work goes on, as on AWS, but nothing follows on it.
 */
export async function runToEnd(runnable: StateMachine, tasks: Tasks, input: Json, run: Run): Promise<Json> {
  run.signal.throwIfAborted();
  // aws-local-stepfunctions, when aborted, goes on waiting for the task at work, and tries again one that waits for it.
  const halt = new AbortController();
  setMaxListeners(0, halt.signal);
  const halted = Promise.withResolvers<never>();
  halted.promise.catch(() => {});
  halt.signal.addEventListener('abort', () => halted.reject(stopped()), { once: true });

  const taskResourceLocalHandlers = Object.fromEntries(
    [...tasks].map(([name, perform]) => [
      name,
      (parameters: Json) =>
        halt.signal.aborted ? halted.promise : Promise.race([perform(run, parameters), halted.promise]),
    ]),
  );
  const running = runnable.run(input, {
    overrides: { taskResourceLocalHandlers },
    context: { Execution: { Id: run.id, Name: run.name }, StateMachine: { Id: run.stateMachine } },
  } as unknown as RunOptions);

  const tooLarge = Promise.withResolvers<never>();
  const onAbort = () => {
    halt.abort();
    running.abort();
  };
  run.signal.addEventListener('abort', onAbort, { once: true });
  const watch = async () => {
    for await (const event of running.eventLogs)
      if (event.type === 'StateExited' && exceedsState(event.state.output as Json))
        tooLarge.reject(dataLimitExceeded(event.state.name));
  };
  try {
    const [output] = await Promise.race([Promise.all([running.result, watch()]), tooLarge.promise]);
    return output as Json;
  } catch (error) {
    onAbort();
    throw error instanceof ExecutionError ? error.cause : error;
  } finally {
    run.signal.removeEventListener('abort', onAbort);
  }
}
