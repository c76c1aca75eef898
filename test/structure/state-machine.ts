import { join } from 'node:path';
import { labelsPerChild } from '../../lib/contracts/payloads.ts';
import type { FunctionName } from '../../local/pipeline.ts';
import { readJson, root } from '../support/examples.ts';

export type Retrier = {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxAttempts?: number;
  MaxDelaySeconds?: number;
};
export type State = {
  Type: 'Task' | 'Map' | 'Choice' | 'Pass' | 'Wait' | 'Parallel' | 'Succeed' | 'Fail';
  Resource?: string;
  Parameters?: Record<string, unknown>;
  Result?: unknown;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  ResultPath?: string | null;
  Catch?: { ErrorEquals: string[]; ResultPath?: string; Next: string }[];
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: ({ Next: string } & Record<string, unknown>)[];
  ItemsPath?: string;
  MaxConcurrency?: number;
  ResultSelector?: Record<string, string>;
  ToleratedFailurePercentage?: number;
  ItemProcessor?: Machine & { ProcessorConfig: { Mode: string; ExecutionType?: string } };
};
export type Machine = { StartAt: string; TimeoutSeconds?: number; States: Record<string, State> };

export const syncConnection = readJson(join(root, 'statemachines', 'sync-connection.asl.json')) as Machine;
export const buildRelease = readJson(join(root, 'statemachines', 'build-release.asl.json')) as Machine;
export const exportLabels = readJson(join(root, 'statemachines', 'export-labels.asl.json')) as Machine;

/** The machine itself and the machine of each Map in it. */
export function machinesIn(machine: Machine): Machine[] {
  const inner = Object.values(machine.States).flatMap(({ ItemProcessor }) => (ItemProcessor ? [ItemProcessor] : []));
  return [machine, ...inner.flatMap(machinesIn)];
}

export const statesOf = (machine: Machine): [string, State][] =>
  machinesIn(machine).flatMap(({ States }) => Object.entries(States));

export const isTask = ([, { Type }]: [string, State]) => Type === 'Task';
export const invokesFunction = ([, { Resource }]: [string, State]) => Resource === 'arn:aws:states:::lambda:invoke';

/** `FetchLabels`, which the states FetchLabels and FetchLabelsAlone invoke: the name of a step, and of its function. */
export const stepOf = ({ Parameters }: State): string =>
  /^\$\{(\w+)Arn\}$/.exec(String(Parameters?.FunctionName))?.[1] ?? '';

/** The functions that the states of a machine invoke. */
export const stepsOf = (machine: Machine): string[] => [
  ...new Set(
    statesOf(machine)
      .filter(invokesFunction)
      .map(([, state]) => stepOf(state)),
  ),
];

/** The same, as the functions are called in serverless.yml. */
export const functionsOf = (machine: Machine): FunctionName[] =>
  stepsOf(machine).map((step) => `${step.charAt(0).toLowerCase()}${step.slice(1)}` as FunctionName);

/** Where a state may go on its own account, its Catch apart. */
export const nextOf = ({ Next, Default, Choices = [] }: State): string[] => [
  ...(Next ? [Next] : []),
  ...(Default ? [Default] : []),
  ...Choices.map((choice) => choice.Next),
];

export const caughtIn = ({ Catch = [] }: State): string[] => Catch.map(({ Next }) => Next);

/** Every state that can come after these, these included, whatever happens. */
export function reachable(machine: Machine, from: readonly string[]): Set<string> {
  const found = new Set(from);
  for (const name of found) {
    const state = machine.States[name];
    for (const next of state ? [...nextOf(state), ...caughtIn(state)] : []) found.add(next);
  }
  return found;
}

/** An inline Map runs so many items at once, whatever its MaxConcurrency: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
const mostItemsAtOnce = 40;

/** Labels of one state: each takes half a kilobyte of it at least. */
const mostLabels = 262_144 / 512;
const childSeconds = 300;

/** Of a Map over so many items that all of them take the longest way. */
function worstMapSeconds({ ItemProcessor, MaxConcurrency }: State, items = MaxConcurrency || labelsPerChild): number {
  if (!ItemProcessor) return 0;
  if (ItemProcessor.ProcessorConfig.Mode === 'DISTRIBUTED') {
    const perChild = ItemProcessor.States[ItemProcessor.StartAt]?.MaxConcurrency ?? labelsPerChild;
    const children = Math.ceil(mostLabels / perChild);
    return Math.ceil(children / (MaxConcurrency || children)) * childSeconds;
  }
  const atOnce = Math.min(MaxConcurrency || mostItemsAtOnce, mostItemsAtOnce);
  return Math.ceil(items / atOnce) * longestSeconds(ItemProcessor, ItemProcessor.StartAt);
}

const retrierOf = ({ Retry = [] }: State, error: string): Retrier | undefined =>
  Retry.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'));

const waitsIn = ({ MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity }: Retrier) =>
  Array.from({ length: MaxAttempts }, (_, retry) => Math.min(IntervalSeconds * BackoffRate ** retry, MaxDelaySeconds));

/** The longest wait before each retry after this error. */
export function waitsOf(state: State, error: string): number[] {
  const retrier = retrierOf(state, error);
  return retrier ? waitsIn(retrier) : [];
}

export const retriesOf = (state: State, error: string): number => waitsOf(state, error).length;

/** A call beyond the account's limit is refused at once, so that only its wait takes time. */
const isThrottling = ({ ErrorEquals }: Retrier) => ErrorEquals.join() === 'Lambda.TooManyRequestsException';

/** Seconds until a state is given up: every attempt runs into its time-out, every wait is as long as it may be. */
export function worstCaseSeconds(state: State): number {
  const { TimeoutSeconds = 0, Retry = [] } = state;
  const attempt = TimeoutSeconds + worstMapSeconds(state);
  const retries = Retry.map((retrier) => {
    const waits = waitsIn(retrier);
    return waits.reduce((sum, seconds) => sum + seconds, 0) + (isThrottling(retrier) ? 0 : waits.length * attempt);
  });
  return attempt + retries.reduce((sum, seconds) => sum + seconds, 0);
}

/** The longest way from a state to an end of its machine. */
export function longestSeconds(machine: Machine, name: string): number {
  const state = machine.States[name];
  if (!state) throw new Error(`There is no state ${name}.`);
  const onwards = [...nextOf(state), ...caughtIn(state)].map((next) => longestSeconds(machine, next));
  return worstCaseSeconds(state) + Math.max(0, ...onwards);
}
