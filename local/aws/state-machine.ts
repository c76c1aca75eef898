import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { filledTemplate } from './payload-template.ts';
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
type Items = Definition & { ProcessorConfig?: { Mode?: string; ExecutionType?: string } };
type State = {
  Type: string;
  Resource?: string;
  Retry?: Retrier[];
  Seconds?: number;
  ItemProcessor?: Items;
  ItemReader?: ItemReader;
  ItemSelector?: Json;
  MaxConcurrency?: number;
  Branches?: Definition[];
};
type ItemReader = { Resource: string; ReaderConfig: { InputType: string }; Parameters: Json };
type Definition = { StartAt: string; States: Record<string, State> };

type Options = {
  readonly integrations: Readonly<Record<string, Integration>>;
  /** Waits and the intervals between retries pass this many times faster. Time-outs do not. */
  readonly retrySpeed: number;
  /**
   * Of an inline Map, in all executions together: 40 unless given. On AWS each label's functions have a machine of their
   * own; here all share one event loop and one set of sockets, and hundreds at once would only pass the functions' time-outs
   * together.
   */
  readonly itemsAtOnce?: number;
};

const usualItemsAtOnce = 40;

/** An Amazon States Language definition made ready to run, once for all its executions. Throws, naming every fault. */
export function stateMachine(definition: unknown, options: Options): Machine {
  validateOnce(definition);
  return machine(definition as Definition, options);
}

/**
 * Validating compiles the whole schema of the language each time, which takes 300 ms: a process that starts AWS again
 * validates the same definition only once. Ports differ from start to start, and the language does not look at them.
 */
function validateOnce(definition: unknown): void {
  const text = JSON.stringify(definition).replaceAll(/(?<=http:\/\/127\.0\.0\.1:)\d+/g, '');
  if (valid.has(text)) return;
  new StateMachine(JSON.parse(text) as StateMachineDefinition); // a copy: the validator writes into what it checks
  valid.add(text);
}
const valid = new Set<string>();

/**
 * aws-local-stepfunctions 3 runs a Distributed Map in the parent's execution. Here each item of a Map is a run of its own:
 * a Task takes the place of the item's states, so that a child that dies uncaught fails the Map as it does on AWS.
 */
function machine(definition: Definition, options: Options): Machine {
  const tasks: Tasks = new Map();

  const prepare = ({ States, ...rest }: Definition): Definition => ({
    ...rest,
    States: Object.fromEntries(Object.entries(States).map(([name, state]) => [name, prepareState(name, state)])),
  });

  const prepareState = (name: string, state: State): State => {
    if (state.ItemReader) {
      tasks.set(name, mapOverRead(name, state, state.ItemReader, options));
      return asTask(state, options.retrySpeed);
    }
    if (state.Type === 'Task') tasks.set(name, task(name, state, options));
    return {
      ...state,
      ...(state.Retry ? { Retry: state.Retry.map((retrier) => faster(retrier, options.retrySpeed)) } : {}),
      ...(state.Seconds ? { Seconds: state.Seconds / options.retrySpeed } : {}),
      ...(state.Branches ? { Branches: state.Branches.map(prepare) } : {}),
      ...(state.ItemProcessor ? { ItemProcessor: prepareItems(name, state.ItemProcessor) } : {}),
    };
  };

  const prepareItems = (map: string, items: Items): Definition => {
    const item = `${map} item`;
    const runItem = itemRunner(map, items, options);
    const failures = new WeakMap<Run, AbortController>();
    tasks.set(item, (run, input) => {
      const failure = failures.get(run) ?? new AbortController();
      failures.set(run, failure);
      return runItem(run, failure, input);
    });
    return { StartAt: item, States: { [item]: { Type: 'Task', Resource: 'item', ...forever, End: true } as State } };
  };

  const runnable = new StateMachine(prepare(definition) as unknown as StateMachineDefinition, {
    validationOptions: { noValidate: true }, // the intervals are not whole seconds any more
  });
  return { run: (input, run) => runToEnd(runnable, tasks, input, run) };
}

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

/** A Map as a Task in its place: what becomes of its result, Retry and Catch included, is the Task's. */
function asTask(state: State & { Label?: string; ToleratedFailurePercentage?: number }, speed: number): State {
  const { ItemReader, ItemProcessor, ItemSelector, MaxConcurrency, Label, ToleratedFailurePercentage, ...rest } = state;
  const Retry = rest.Retry?.map((retrier) => faster(retrier, speed));
  return { ...rest, ...(Retry ? { Retry } : {}), ...forever, Type: 'Task', Resource: 'map' } as State;
}

/**
 * A Map that reads its items from S3, which aws-local-stepfunctions does not know. Items are never in the state of the parent:
 * the library would copy all of them for each child.
 */
function mapOverRead(name: string, state: State, reader: ItemReader, options: Options) {
  const { Resource, ReaderConfig, Parameters } = reader;
  const { ItemSelector, MaxConcurrency, ItemProcessor } = state;
  const read = options.integrations[Resource];
  if (!read || ReaderConfig.InputType !== 'JSON' || !ItemProcessor)
    throw new Error(`State ${name}: no reader for ${Resource} and ${ReaderConfig.InputType}.`);
  const runItem = itemRunner(name, ItemProcessor, options);
  return async (run: Run, input: Json): Promise<Json> => {
    const items = await read(filledTemplate(Parameters, input, run));
    if (!Array.isArray(items))
      throw new StatesError('States.ItemReaderFailed', `State ${name} must read a list of items.`);
    const failure = new AbortController();
    const inTurn = turns(MaxConcurrency || usualItemsAtOnce);
    const results = await Promise.all(
      items.map((value, index) =>
        inTurn(() => {
          failure.signal.throwIfAborted();
          const own = ItemSelector === undefined ? value : filledTemplate(ItemSelector, input, run, { value, index });
          return runItem(run, failure, own);
        }),
      ),
    );
    if (exceedsState(results)) throw dataLimitExceeded(name);
    return results;
  };
}

type RunItem = (run: Run, failure: AbortController, input: Json) => Promise<Json>;

/** The first item to fail stops its siblings. In a distributed Map each is an execution of its own, a child. */
function itemRunner(map: string, items: Items, options: Options): RunItem {
  const runnable = machine(items, options);
  const { Mode, ExecutionType = 'STANDARD' } = items.ProcessorConfig ?? {};
  const isChild = Mode === 'DISTRIBUTED';
  const inTurn = turns(options.itemsAtOnce ?? usualItemsAtOnce);

  const runItem = async (run: Run, failure: AbortController, input: Json) => {
    const signal = AbortSignal.any([run.signal, failure.signal]);
    try {
      return await runnable.run(input, { ...run, signal });
    } catch (error) {
      failure.abort();
      throw error;
    }
  };
  if (!isChild) return (run, failure, input) => inTurn(() => runItem(run, failure, input));

  return async (run, failure, input) => {
    const id =
      ExecutionType === 'EXPRESS' ? `${run.id.replace(':execution:', ':express:')}/${map}` : `${run.id}/${map}`;
    try {
      return await runItem({ ...run, id, name: map }, failure, input);
    } catch (cause) {
      run.signal.throwIfAborted();
      throw Object.assign(tooManyFailed(), { cause });
    }
  };
}

const tooManyFailed = () =>
  new StatesError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded');
