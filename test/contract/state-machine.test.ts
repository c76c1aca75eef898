import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { pipelineErrors } from '../../lib/workflow/errors.ts';
import {
  caughtIn,
  exportLabels,
  invokesFunction,
  isTask,
  longestSeconds,
  machinesIn,
  nextOf,
  reachable,
  type State,
  statesOf,
  steps,
} from '../structure/state-machine.ts';

type ErrorName = keyof typeof pipelineErrors;
const errorNames = Object.keys(pipelineErrors) as ErrorName[];
const isRetryable = (name: ErrorName) => new pipelineErrors[name]('').retryable;
const isOurs = (name: string): name is ErrorName => Object.hasOwn(pipelineErrors, name);

/** Which step can throw which error of the taxonomy. */
const thrown: Record<string, readonly ErrorName[]> = {
  FetchLabels: errorNames,
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
/** What middy throws shortly before a function's time is up. */
const outOfTime = 'TimeoutError';

const tasks = statesOf(exportLabels).filter(isTask);
const deadLetterSends = tasks.filter(([, { Resource }]) => Resource === 'arn:aws:states:::sqs:sendMessage');
const namesIn = (state: State) => (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);

it('is a valid state machine', () => {
  expect(validate(exportLabels)).toMatchObject({ isValid: true, errors: [] });
});

it('has only tasks that invoke a function or send a dead letter', () => {
  expect(steps.toSorted()).toEqual(Object.keys(thrown).toSorted());
  expect(deadLetterSends.map(([name]) => name).toSorted()).toEqual(['DeadLetterBatch', 'DeadLetterLabel']);
  expect(tasks.length).toBe(steps.length + deadLetterSends.length);
});

it('can be thrown every error of the taxonomy', () => {
  expect([...new Set(Object.values(thrown).flat())].toSorted()).toEqual(errorNames.toSorted());
});

describe.each(tasks.filter(invokesFunction))('the step %s', (name, state) => {
  const retried = namesIn(state);

  it('retries just those of its errors that may pass', () => {
    expect(retried.filter(isOurs).toSorted()).toEqual((thrown[name] ?? []).filter(isRetryable).toSorted());
  });

  it('retries what AWS calls transient, and knows no other names', () => {
    expect(retried.filter((error) => !isOurs(error)).toSorted()).toEqual([...awsTransient, outOfTime].toSorted());
  });

  it('tries once more after running out of time', () => {
    expect(state.Retry?.filter(({ ErrorEquals }) => ErrorEquals.includes(outOfTime))).toEqual([
      expect.objectContaining({ ErrorEquals: [outOfTime], MaxAttempts: 1 }),
    ]);
  });

  it('hands whatever remains to the dead letters', () => {
    expect(state.Catch?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([['States.ALL']]);
    expect(deadLetterSends.map(([send]) => send)).toContain(state.Catch?.at(-1)?.Next);
  });
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

it('has children that always end within the five minutes of an Express execution', () => {
  const maps = statesOf(exportLabels).flatMap(([, { ItemProcessor }]) => (ItemProcessor ? [ItemProcessor] : []));
  expect(maps.length).toBe(1);
  for (const children of maps) {
    expect(children.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' });
    expect(longestSeconds(children, children.StartAt)).toBeLessThan(300);
  }
});

describe('its ends', () => {
  const [parent = exportLabels, ...children] = machinesIn(exportLabels);
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
    for (const machine of [parent, ...children]) {
      expect([...reachable(machine, [machine.StartAt])].toSorted()).toEqual(Object.keys(machine.States).toSorted());
    }
  });

  it('are never Succeed after a Catch', () => {
    const caught = Object.values(parent.States).flatMap(caughtIn);
    expect(caught.length).toBeGreaterThan(0);
    expect([...reachable(parent, caught)].map(typeIn)).not.toContain('Succeed');
  });

  it('are, for a child after a Catch, the one word that makes its parent fail', () => {
    for (const machine of children) {
      const ends = [...reachable(machine, Object.values(machine.States).flatMap(caughtIn))]
        .map((name) => machine.States[name])
        .filter((state) => state?.End);
      expect(ends).toEqual([expect.objectContaining({ Type: 'Pass', Result: 'dead-lettered' })]);
    }
    const map = parent.States.ExportEachLabel;
    expect(map?.ResultSelector).toEqual({ 'someDeadLettered.$': "States.ArrayContains($, 'dead-lettered')" });
    expect(map?.ToleratedFailurePercentage).toBe(0);
    const choice = parent.States[map?.Next ?? ''];
    expect(choice?.Choices).toEqual([
      { Variable: '$.outcome.someDeadLettered', BooleanEquals: true, Next: 'LabelsDeadLettered' },
    ]);
    expect(typeIn('LabelsDeadLettered')).toBe('Fail');
  });
});
