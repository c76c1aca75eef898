import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { usualPatience, withPatience } from '../../deploy/patience.ts';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import { labelsPerChild } from '../../lib/contracts/payloads.ts';
import {
  buildRelease,
  caughtIn,
  exportLabels,
  invokesFunction,
  isTask,
  longestSeconds,
  type Machine,
  machinesIn,
  nextOf,
  reachable,
  retriesOf,
  type State,
  statesOf,
  stepOf,
  syncConnection,
  waitsOf,
} from '../structure/state-machine.ts';

type ErrorName = keyof typeof pipelineErrors;
const errorNames = Object.keys(pipelineErrors) as ErrorName[];
const isRetryable = (name: ErrorName) => pipelineErrors[name].retryable;

/** Fails labels alone, puts them back, or leaves them as they are, and so ends no step. */
const endsNoStep: readonly ErrorName[] = ['LabelNotReady', 'NotLabelled'];

const thrownByFetch = errorNames.filter((name) => !endsNoStep.includes(name));
/** Which step can throw which error of the taxonomy. */
const thrown: Record<string, readonly ErrorName[]> = {
  FetchLabels: thrownByFetch,
  FetchLabelsAlone: thrownByFetch,
  TransformLabel: ['StorageUnavailable', 'InvalidLabel', 'InvalidRequest', 'InvalidConfiguration'],
  WriteExport: ['StorageUnavailable', 'InvalidRequest', 'InvalidConfiguration'],
};

const throttled = 'Lambda.TooManyRequestsException';
/** AWS's own names for "not now": https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
const awsTransient = ['Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.ServiceException', throttled];
/** What middy throws shortly before a function's time is up, and what Lambda and the state say when even that did not come. */
const outOfTime = ['TimeoutError', 'Sandbox.Timedout', 'Lambda.ClientExecutionTimeoutException', 'States.Timeout'];
const crashes = ['Error', 'TypeError', 'Runtime.ExitError', 'Lambda.Unknown'];

const tasks = statesOf(exportLabels).filter(isTask);
/** They say in the record of a label why it is given up, before its letter is sent. */
const notes = tasks.filter(([name]) => name.startsWith('RecordFailure'));
const runsStep = (task: [string, State]) => invokesFunction(task) && !notes.includes(task);
const sends = tasks.filter(([, { Resource }]) => Resource === 'arn:aws:states:::sqs:sendMessage');
const sendsTo = (queue: string) => sends.filter(([, { Parameters }]) => Parameters?.QueueUrl === `\${${queue}}`);
const deadLetterSends = sendsTo('DeadLetterQueueUrl');
const returns = sendsTo('LabelEventsQueueUrl');
/** The Map whose children may die uncaught; that in a child dies with it. */
const maps = Object.entries(exportLabels.States).filter(([, { Type }]) => Type === 'Map');
const namesIn = (state: State) => (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);

it.each([buildRelease, exportLabels, syncConnection])('is a valid state machine', (machine) => {
  expect(validate(structuredClone(machine))).toMatchObject({ isValid: true, errors: [] }); // it writes into what it checks
});

it('tries a call of a sync again after what may pass, and hands what may not to the next project', () => {
  const call = syncConnection.States.SyncLabels as State;
  for (const name of thrownByFetch) expect([name, retriesOf(call, name) > 0]).toEqual([name, isRetryable(name)]);
  expect(caughtIn(call)).toEqual(['RefuseProject']);
  expect(caughtIn(syncConnection.States.RefuseProject as State)).toEqual([]); // a failure of its own ends the run
});

it('has only tasks that run a step, note why a label is given up, send a dead letter, or put events back', () => {
  const invoking = tasks.filter(runsStep);
  expect(invoking.map(([name]) => name).toSorted()).toEqual(Object.keys(thrown).toSorted());
  expect(invoking.filter(([name, state]) => stepOf(state) !== name).map(([name]) => name)).toEqual([
    'FetchLabelsAlone',
  ]);
  expect(deadLetterSends.map(([name]) => name).toSorted()).toEqual(['DeadLetterAlone', 'DeadLetterLabel']);
  expect(returns.map(([name]) => name).toSorted()).toEqual(['PutBackLabel', 'SplitGroup']);
  expect(tasks.length).toBe(invoking.length + notes.length + deadLetterSends.length + returns.length);
});

it('can be thrown every error of the taxonomy that ends a step', () => {
  expect([...new Set([...Object.values(thrown).flat(), ...endsNoStep])].toSorted()).toEqual(errorNames.toSorted());
});

describe.each(tasks.filter(invokesFunction))('the step %s', (name, state) => {
  const own = thrown[name] ?? [];

  it('retries just those of its errors that may pass', () => {
    const retried = own.filter((error) => retriesOf(state, error) > 0);
    expect(retried.toSorted()).toEqual(own.filter(isRetryable).toSorted());
  });

  it('names no error that it cannot meet', () => {
    const known = [...own, ...awsTransient, ...outOfTime, 'States.ALL'];
    expect(namesIn(state).filter((error) => !known.includes(error))).toEqual([]);
  });

  it.each([...awsTransient, ...outOfTime])('retries %s', (error) => {
    expect(retriesOf(state, error)).toBeGreaterThan(0);
  });
});

describe('patience', () => {
  const stateOf = (name: string) => {
    const state = new Map(statesOf(exportLabels)).get(name);
    if (!state) throw new Error(`There is no state ${name}.`);
    return state;
  };
  /** Of a state for an error: FULL jitter takes half of a wait on average. */
  const averageHours = (name: string, error: string) => waitsOf(stateOf(name), error).reduce((a, b) => a + b, 0) / 7200;

  it.each(['PlatformUnavailable', 'PlatformThrottled', 'StorageUnavailable', ...awsTransient])(
    'with %s lasts a day for an event that is alone',
    (error) => {
      expect(averageHours('FetchLabelsAlone', error)).toBeGreaterThan(22);
      expect(averageHours('FetchLabelsAlone', error)).toBeLessThan(25);
    },
  );

  it.each(['PlatformUnavailable', 'PlatformThrottled', throttled])(
    'with %s is as long for a group, since none of its labels is the cause',
    (error) => {
      expect(averageHours('FetchLabels', error)).toBeGreaterThan(22);
    },
  );

  it.each(['GroupUnavailable', 'StorageUnavailable', ...outOfTime, ...crashes])(
    'with %s ends for a group within minutes: it is split',
    (error) => {
      expect(averageHours('FetchLabels', error)).toBeLessThan(0.05);
    },
  );

  it.each([...outOfTime, ...crashes])('with %s is three tries for an event that is alone', (error) => {
    expect(retriesOf(stateOf('FetchLabelsAlone'), error)).toBe(2);
  });

  it.each(outOfTime)('with %s is one more try for a group', (error) => {
    expect(retriesOf(stateOf('FetchLabels'), error)).toBe(1);
  });

  it.each(['TransformLabel', 'WriteExport'])('of %s with throttling is at most 90 seconds', (name) => {
    const seconds = waitsOf(stateOf(name), throttled).reduce((a, b) => a + b, 0);
    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThanOrEqual(90);
  });

  it('of a label in a child goes on in the queue, for just those failures that may pass', () => {
    const choice = stateOf('MayPass');
    const errors = choice.Choices?.flatMap(({ Or = [], Next }) =>
      (Or as { StringEquals: string }[]).map(({ StringEquals }) => [StringEquals, Next]),
    );
    expect(errors?.toSorted()).toEqual(
      [...awsTransient, 'StorageUnavailable'].map((e) => [e, 'PutBackLabel']).toSorted(),
    );
    expect(choice.Default).toBe('RecordFailure');
  });

  it.each([
    [1, 1],
    [24, 25],
    [168, 5],
  ])(
    'of %i hours, with %i labels at once, fits into the time that the machine and a child have',
    (patienceHours, labelsAtOnce) => {
      const machine = withPatience(exportLabels, { patienceHours, labelsAtOnce }) as Machine;
      expect(validate(machine)).toMatchObject({ isValid: true });
      expect(longestSeconds(machine, machine.StartAt)).toBeLessThan(machine.TimeoutSeconds ?? 0);
      const average = waitsOf(machine.States.FetchLabelsAlone as State, throttled).reduce((a, b) => a + b, 0) / 7200;
      expect(average / patienceHours).toBeGreaterThan(0.85);
      expect(average / patienceHours).toBeLessThan(1.1);
    },
  );

  it('is in the file as a deployment has it that chooses nothing', () => {
    expect(withPatience(exportLabels, usualPatience)).toEqual(exportLabels);
  });
});

describe.each([...tasks.filter(runsStep), ...maps])('what %s cannot do', (name, state) => {
  const states = new Map(statesOf(exportLabels));

  it('is caught, and the name of the step noted, which AWS itself would not tell', () => {
    expect(state.Catch?.map(({ ErrorEquals, ResultPath }) => [ErrorEquals, ResultPath])).toEqual([
      [['States.ALL'], '$.failure'],
    ]);
    expect(states.get(state.Catch?.[0]?.Next ?? '')).toMatchObject({
      Type: 'Pass',
      Result: stepOf(state) || name,
      ResultPath: '$.failedStep',
    });
  });

  it('is put back or goes to the dead letters, and nothing else', () => {
    const machine = machinesIn(exportLabels).find(({ States }) => States[name] === state) ?? exportLabels;
    const noted = new Set(notes.map(([note]) => note));
    const after = [...reachable(machine, caughtIn(state))].filter(
      (next) => machine.States[next]?.Type === 'Task' && !noted.has(next),
    );
    expect(after).toHaveLength(2);
    expect(deadLetterSends.map(([send]) => send)).toContain(after.find((next) => next.startsWith('DeadLetter')));
    expect(returns.map(([send]) => send)).toContain(after.find((next) => !next.startsWith('DeadLetter')));
  });
});

it.each(deadLetterSends)('%s is sent whether the record could be written or not, and never without a try', (name) => {
  const before = statesOf(exportLabels).filter(([, state]) => [...nextOf(state), ...caughtIn(state)].includes(name));
  expect(before).toEqual(notes.filter(([, { Next }]) => Next === name));
  expect(before.map(([, state]) => [stepOf(state), state.Next, caughtIn(state)])).toEqual([
    ['WriteExport', name, [name]],
  ]);
});

const reason = { 'error.$': '$.failure.Error', 'message.$': '$.failure.Cause', 'step.$': '$.failedStep' };

it.each(deadLetterSends)('%s tells error, message and step', (_name, { Parameters }) => {
  expect(Parameters).toMatchObject({ MessageBody: { reason } });
});

it.each(returns)('%s tells error, message and step, and into how small groups', (_name, { Parameters }) => {
  expect(Parameters).toMatchObject({ MessageBody: { again: { reason } } });
  const { MessageBody } = Parameters as { MessageBody: { again: Record<string, unknown> } };
  expect(MessageBody.again.split ?? MessageBody.again['split.$']).toBeDefined();
});

it('splits a group of several events, and sends only a single one to the dead letters', () => {
  for (const name of ['IsGroup', 'MayBeSplit']) {
    expect(exportLabels.States[name]?.Choices).toEqual([
      { Variable: '$.events[1]', IsPresent: true, Next: expect.stringMatching(/^(FetchLabels|SplitGroup)$/) },
    ]);
  }
  expect(exportLabels.States.MayBeSplit?.Default).toBe('RecordFailureAlone');
});

it.each(tasks)('%s has a time-out and retries', (_name, { TimeoutSeconds, Retry }) => {
  expect(TimeoutSeconds).toBeGreaterThan(0);
  expect(Retry?.length).toBeGreaterThan(0);
});

it.each(sends)('%s is tried again whatever went wrong, and has no Catch', (_name, state) => {
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

  it('are Succeed after a Catch only where the events are in the queue again', () => {
    const caught = Object.values(parent.States).flatMap(caughtIn);
    expect(caught.length).toBeGreaterThan(0);
    const successes = [...reachable(parent, caught)].filter((name) => typeIn(name) === 'Succeed');
    expect(successes).toEqual(['SentBack']);
    const before = Object.entries(parent.States).filter(([, state]) => nextOf(state).includes('SentBack'));
    expect(before.map(([name]) => name)).toEqual(['SplitGroup']);
  });

  const endsOf = ({ States }: Machine, names: Iterable<string>) =>
    [...names].toSorted().flatMap((name) => (States[name]?.End ? [States[name]] : []));
  const word = (Result: string) => expect.objectContaining({ Type: 'Pass', Result });

  it('are, for a label after a Catch, the one word that makes its child say it, too', () => {
    if (!child || !label) throw new Error('A Map in a Map is missing.');
    expect(others).toEqual([]);
    expect(endsOf(label, reachable(label, Object.values(label.States).flatMap(caughtIn)))).toEqual([
      word('dead-lettered'),
      word('put-back'),
    ]);
    expect(endsOf(label, reachable(label, ['RecordFailure']))).toEqual([word('dead-lettered')]);
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
