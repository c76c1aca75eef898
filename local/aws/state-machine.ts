import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import {
  dataLimitExceeded,
  exceedsState,
  type Json,
  type Run,
  runToEnd,
  StatesError,
  type Tasks,
} from './state-run.ts';
import { turns } from './turns.ts';

/** What a Task's Resource does: takes its Parameters, gives its result, throws errors with the names AWS gives them. */
export type Integration = (parameters: Json) => Promise<Json>;

export type Machine = { run(input: Json, run: Run): Promise<Json> };

type Retrier = { IntervalSeconds?: number; MaxDelaySeconds?: number };
type State = {
  Type: string;
  Resource?: string;
  Retry?: Retrier[];
  Seconds?: number;
  ItemProcessor?: Definition & { ProcessorConfig?: { Mode?: string } };
  Branches?: Definition[];
};
type Definition = { StartAt: string; States: Record<string, State> };

type Options = {
  readonly integrations: Readonly<Record<string, Integration>>;
  /** Waits and the intervals between retries pass this many times faster. Time-outs do not. */
  readonly retrySpeed: number;
};

/** An Amazon States Language definition made ready to run, once for all its executions: validating takes 90 ms. */
export function stateMachine(definition: unknown, options: Options): Machine {
  new StateMachine(definition as StateMachineDefinition); // throws, naming every fault
  return machine(definition as Definition, options);
}

/**
 * aws-local-stepfunctions 3 runs a Distributed Map in the parent's execution. Here each child is a run of its own: a
 * Task takes the place of the child's states, so that a child that dies uncaught fails the Map as it does on AWS.
 */
function machine(definition: Definition, options: Options): Machine {
  const tasks: Tasks = new Map();

  const prepare = ({ States, ...rest }: Definition): Definition => ({
    ...rest,
    States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, prepareState(name, state)])),
  });

  const prepareState = (name: string, state: State): State => {
    if (state.Type === 'Task') tasks.set(name, task(name, state, options));
    return {
      ...state,
      ...(state.Retry ? { Retry: state.Retry.map((retrier) => faster(retrier, options.retrySpeed)) } : {}),
      ...(state.Seconds ? { Seconds: state.Seconds / options.retrySpeed } : {}),
      ...(state.Branches ? { Branches: state.Branches.map(prepare) } : {}),
      ...(state.ItemProcessor ? { ItemProcessor: prepareItems(name, state.ItemProcessor) } : {}),
    };
  };

  const prepareItems = (map: string, items: Definition & { ProcessorConfig?: { Mode?: string } }): Definition => {
    if (items.ProcessorConfig?.Mode !== 'DISTRIBUTED') return prepare(items);
    const child = `${map} child`;
    const children = machine(items, options);
    const inTurn = turns(childrenAtOnce);
    const failures = new WeakMap<Run, AbortController>();
    tasks.set(child, (run, input) => {
      const failure = failures.get(run) ?? new AbortController();
      failures.set(run, failure);
      return inTurn(() => runChild(children, map, run, failure, input));
    });
    return { StartAt: child, States: { [child]: { Type: 'Task', Resource: 'child', ...forever, End: true } as State } };
  };

  const runnable = new StateMachine(prepare(definition) as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true }, // the intervals are no whole seconds any more
  });
  return { run: (input, run) => runToEnd(runnable, tasks, input, run) };
}

/**
 * Of all executions together. On AWS each child's functions have a machine of their own; here all share one event loop
 * and one set of sockets, and hundreds at once would only pass the functions' time-outs together.
 */
const childrenAtOnce = 40;

/** aws-local-stepfunctions stops a Task without TimeoutSeconds after a minute. */
const forever = { TimeoutSeconds: 2_000_000 };

const faster = (retrier: Retrier, speed: number): Retrier => ({
  ...retrier,
  IntervalSeconds: (retrier.IntervalSeconds ?? 1) / speed,
  ...(retrier.MaxDelaySeconds ? { MaxDelaySeconds: retrier.MaxDelaySeconds / speed } : {}),
});

function task(name: string, state: State, { integrations }: Options) {
  const integration = integrations[state.Resource ?? ''];
  if (!integration) throw new Error(`State ${name}: no integration for the resource ${state.Resource}.`);
  return async (_run: Run, parameters: Json) => {
    if (exceedsState(parameters)) throw dataLimitExceeded(name);
    const result = await integration(parameters);
    if (exceedsState(result)) throw dataLimitExceeded(name);
    return result;
  };
}

/** The first child to fail stops its siblings. */
async function runChild(
  children: Machine,
  map: string,
  run: Run,
  failure: AbortController,
  input: Json,
): Promise<Json> {
  const id = `${run.id.replace(':execution:', ':express:')}/${map}`;
  try {
    const signal = AbortSignal.any([run.signal, failure.signal]);
    return await children.run(input, { ...run, id, name: map, signal });
  } catch (error) {
    run.signal.throwIfAborted();
    failure.abort();
    throw Object.assign(
      new StatesError(
        'States.ExceedToleratedFailureThreshold',
        'The specified tolerated failure threshold was exceeded',
      ),
      { cause: error },
    );
  }
}
