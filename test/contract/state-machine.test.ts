import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import { labelsPerChild } from '../../lib/contracts/payloads.ts';
import {
  caughtIn,
  exportLabels,
  invokesFunction,
  isTask,
  longestSeconds,
  type Machine,
  machinesIn,
  nextOf,
  reachable,
  type State,
  statesOf,
  steps,
} from '../structure/state-machine.ts';

type ErrorName = keyof typeof pipelineErrors;
const errorNames = Object.keys(pipelineErrors) as ErrorName[];
const isRetryable = (name: ErrorName) => pipelineErrors[name].retryable;
const isOurs = (name: string): name is ErrorName => Object.hasOwn(pipelineErrors, name);

/** Fails labels alone, or puts them back, and so ends no step. */
const endsNoStep: readonly ErrorName[] = ['LabelNotReady'];

/** Which step can throw which error of the taxonomy. */
const thrown: Record<string, readonly ErrorName[]> = {
  FetchLabels: errorNames.filter((name) => !endsNoStep.includes(name)),
  TransformLabel: ['StorageUnavailable', 'InvalidLabel', 'InvalidRequest', 'InvalidConfiguration'],
  WriteExport: ['StorageUnavailable', 'InvalidRequest', 'InvalidConfiguration'],
};

/** AWS's own names for "not now": https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
const awsTransient = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
];
/** What middy throws shortly before a function's time is up, and what the state says when even that did not come. */
const outOfTime = ['TimeoutError', 'States.Timeout'];

const tasks = statesOf(exportLabels).filter(isTask);
const deadLetterSends = tasks.filter(([, { Resource }]) => Resource === 'arn:aws:states:::sqs:sendMessage');
/** The Map whose children may die uncaught; that in a child dies with it. */
const maps = Object.entries(exportLabels.States).filter(([, { Type }]) => Type === 'Map');
const namesIn = (state: State) => (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);

it('is a valid state machine', () => {
  expect(validate(structuredClone(exportLabels))).toMatchObject({ isValid: true, errors: [] }); // it writes into what it checks
});

it('has only tasks that invoke a function or send a dead letter', () => {
  expect(steps.toSorted()).toEqual(Object.keys(thrown).toSorted());
  expect(deadLetterSends.map(([name]) => name).toSorted()).toEqual(['DeadLetterBatch', 'DeadLetterLabel']);
  expect(tasks.length).toBe(steps.length + deadLetterSends.length);
});

it('can be thrown every error of the taxonomy that ends a step', () => {
  expect([...new Set([...Object.values(thrown).flat(), ...endsNoStep])].toSorted()).toEqual(errorNames.toSorted());
});

describe.each(tasks.filter(invokesFunction))('the step %s', (name, state) => {
  const retried = namesIn(state);

  it('retries just those of its errors that may pass', () => {
    expect(retried.filter(isOurs).toSorted()).toEqual((thrown[name] ?? []).filter(isRetryable).toSorted());
  });

  it('retries what AWS calls transient, and knows no other names', () => {
    expect(retried.filter((error) => !isOurs(error)).toSorted()).toEqual([...awsTransient, ...outOfTime].toSorted());
  });

  it('tries once more after running out of time', () => {
    expect(state.Retry?.filter(({ ErrorEquals }) => outOfTime.some((error) => ErrorEquals.includes(error)))).toEqual([
      expect.objectContaining({ ErrorEquals: outOfTime, MaxAttempts: 1 }),
    ]);
  });
});

describe.each([...tasks.filter(invokesFunction), ...maps])('what %s cannot do', (name, state) => {
  it('goes to the dead letters with the name of the step, which AWS itself would not tell', () => {
    expect(state.Catch?.map(({ ErrorEquals, ResultPath }) => [ErrorEquals, ResultPath])).toEqual([
      [['States.ALL'], '$.failure'],
    ]);
    const failed = new Map(statesOf(exportLabels)).get(state.Catch?.[0]?.Next ?? '');
    expect(failed).toMatchObject({ Type: 'Pass', Result: name, ResultPath: '$.failedStep' });
    expect(deadLetterSends.map(([send]) => send)).toContain(failed?.Next);
  });
});

it.each(deadLetterSends)('%s tells error, message and step', (_name, { Parameters }) => {
  expect(Parameters).toMatchObject({
    MessageBody: {
      reason: { 'error.$': '$.failure.Error', 'message.$': '$.failure.Cause', 'step.$': '$.failedStep' },
    },
  });
});

it('sends no dead letter before the step that failed is noted', () => {
  for (const machine of machinesIn(exportLabels)) {
    for (const [name, state] of Object.entries(machine.States)) {
      const sends = [...nextOf(state), ...caughtIn(state)].filter((next) => /^DeadLetter(Label|Batch)$/.test(next));
      if (sends.length > 0) expect([state.Type, state.ResultPath], name).toEqual(['Pass', '$.failedStep']);
    }
  }
});

it.each(tasks)('%s has a time-out and retries', (_name, { TimeoutSeconds, Retry }) => {
  expect(TimeoutSeconds).toBeGreaterThan(0);
  expect(Retry?.length).toBeGreaterThan(0);
});

it.each(deadLetterSends)('%s is tried again whatever went wrong, and has no Catch', (_name, state) => {
  expect(namesIn(state)).toEqual(['States.ALL']);
  expect(state.Catch).toBeUndefined();
});

it.each(statesOf(exportLabels))(
  '%s names an error once at most, and catches everything last and alone',
  (_name, state) => {
    const retried = namesIn(state);
    expect(retried).toEqual([...new Set(retried)]);
    for (const { ErrorEquals } of state.Catch?.slice(0, -1) ?? []) expect(ErrorEquals).not.toContain('States.ALL');
    if (state.Catch) expect(state.Catch.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  },
);

describe('its children', () => {
  const map = exportLabels.States.ExportEachLabel;
  const children = map?.ItemProcessor;
  const eachLabel = children?.States[children.StartAt];

  it('are Express executions over the batches that FetchLabels made, of which one that dies fails them all', () => {
    expect(map?.ItemsPath).toBe('$.fetched.batches');
    expect(children?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
    expect(map?.ToleratedFailurePercentage).toBe(0);
  });

  it('run the labels of a batch side by side, at most about fifty of an execution', () => {
    expect(eachLabel?.ItemsPath).toBe('$.labels');
    expect(eachLabel?.ItemProcessor?.ProcessorConfig).toEqual({ Mode: 'INLINE' });
    expect(eachLabel?.MaxConcurrency).toBe(labelsPerChild);
    expect((map?.MaxConcurrency ?? Infinity) * labelsPerChild).toBe(50);
  });

  it('always end within the five minutes of an Express execution', () => {
    if (!children) throw new Error('The Map has no ItemProcessor.');
    const seconds = longestSeconds(children, children.StartAt);
    expect(seconds).toBeGreaterThan(200); // a way that leaves the labels out would prove nothing
    expect(seconds).toBeLessThan(300);
  });
});

describe('its ends', () => {
  const [parent = exportLabels, child, label, ...others] = machinesIn(exportLabels);
  const typeIn = (name: string) => parent.States[name]?.Type;

  it('are Succeed or Fail, and every state leads to one', () => {
    for (const [name, state] of Object.entries(parent.States)) {
      expect(state.End, name).toBeUndefined();
      if (nextOf(state).length === 0) expect(['Succeed', 'Fail'], name).toContain(state.Type);
      expect([...reachable(parent, [name])].map(typeIn), name).toEqual(
        expect.arrayContaining([expect.stringMatching(/^(Succeed|Fail)$/)]),
      );
    }
  });

  it('are reached by every state: none stands alone', () => {
    for (const machine of machinesIn(exportLabels)) {
      expect([...reachable(machine, [machine.StartAt])].toSorted()).toEqual(Object.keys(machine.States).toSorted());
    }
  });

  it('are never Succeed after a Catch', () => {
    const caught = Object.values(parent.States).flatMap(caughtIn);
    expect(caught.length).toBeGreaterThan(0);
    expect([...reachable(parent, caught)].map(typeIn)).not.toContain('Succeed');
  });

  const endsOf = ({ States }: Machine, names: Iterable<string>) =>
    [...names].toSorted().flatMap((name) => (States[name]?.End ? [States[name]] : []));
  const word = (Result: string) => expect.objectContaining({ Type: 'Pass', Result });

  it('are, for a label after a Catch, the one word that makes its child say it, too', () => {
    if (!child || !label) throw new Error('A Map in a Map is missing.');
    expect(others).toEqual([]);
    expect(endsOf(label, reachable(label, Object.values(label.States).flatMap(caughtIn)))).toEqual([
      word('dead-lettered'),
    ]);
    const [choice] = asked(child, child.States.EachLabel, '$.someDeadLettered');
    expect(endsOf(child, reachable(child, [choice?.Next ?? '']))).toEqual([word('dead-lettered')]);
    expect(endsOf(child, reachable(child, [child.StartAt]))).toEqual([word('dead-lettered'), word('exported')]);
  });

  it('are Fail when one child said that word', () => {
    const [choice] = asked(parent, parent.States.ExportEachLabel, '$.outcome.someDeadLettered');
    expect(typeIn(choice?.Next ?? '')).toBe('Fail');
  });

  /** What follows on a Map that looks for the word in what its items say. */
  function asked({ States }: Machine, map: State | undefined, Variable: string) {
    expect(map?.ResultSelector).toEqual({ 'someDeadLettered.$': "States.ArrayContains($, 'dead-lettered')" });
    const choices = States[map?.Next ?? '']?.Choices;
    expect(choices).toEqual([{ Variable, BooleanEquals: true, Next: expect.any(String) }]);
    return choices ?? [];
  }
});
