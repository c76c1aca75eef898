import { describe, expect, it } from 'vitest';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import {
  BatchToBuild,
  FileToAssemble,
  PlannedRelease,
  ReleaseToFinish,
  ReleaseToPlan,
  ReleaseToSettle,
  SettledRelease,
} from '../../lib/contracts/release.ts';
import { filledTemplate } from '../../local/aws/payload-template.ts';
import type { Json } from '../../local/aws/state-run.ts';
import {
  buildRelease,
  caughtIn,
  invokesFunction,
  isTask,
  machinesIn,
  nextOf,
  reachable,
  retriesOf,
  type State,
  statesOf,
  stepOf,
} from '../structure/state-machine.ts';

const tasks = statesOf(buildRelease).filter(isTask);
/** They write down why the build failed. */
const isNote = ([name]: [string, State]) => name.startsWith('Note');
const steps = tasks.filter((task) => invokesFunction(task) && !isNote(task));
const notes = tasks.filter(isNote);
const maps = Object.entries(buildRelease.States).filter(([, { Type }]) => Type === 'Map');
const stateOf = (name: string): State => {
  const state = new Map(statesOf(buildRelease)).get(name);
  if (!state) throw new Error(`There is no state ${name}.`);
  return state;
};

const thrown = ['StorageUnavailable', 'InvalidRequest', 'InvalidConfiguration'] as const;
const awsTransient = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
];
const crashes = ['Error', 'TypeError', 'Runtime.ExitError', 'TimeoutError', 'States.Timeout', 'Sandbox.Timedout'];

it('has only tasks that invoke a function, the steps by their own names and the notes of a failure, and one that announces', () => {
  expect(tasks.filter((task) => !invokesFunction(task)).map(([name]) => name)).toEqual(['AnnounceRelease']);
  expect(steps.map(([name, state]) => [name, stepOf(state)])).toEqual(steps.map(([name]) => [name, name]));
  expect(steps.map(([name]) => name).toSorted()).toEqual([
    'AssembleFile',
    'FinishRelease',
    'PlanRelease',
    'SettleRelease',
    'SurveyBatch',
    'WriteBatch',
  ]);
  expect(new Set(notes.map(([, state]) => stepOf(state)))).toEqual(new Set(['FinishRelease']));
});

describe.each(steps)('the step %s', (_name, state) => {
  it.each(thrown)('tries again after %s just where it may pass', (error) => {
    expect(retriesOf(state, error) > 0).toBe(pipelineErrors[error].retryable);
  });

  it.each([...awsTransient, ...crashes])('tries again after %s', (error) => {
    expect(retriesOf(state, error)).toBeGreaterThan(0);
  });

  it('names no error that it cannot meet', () => {
    const named = (state.Retry ?? []).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(named.toSorted()).toEqual([...thrown, ...awsTransient, 'States.ALL'].toSorted());
  });
});

describe('a build that fails', () => {
  it('says why, whatever failed: in a child of a distributed Map, too, whose parent does not know it', () => {
    const caught = [...steps.filter(([name]) => name !== 'AssembleFile'), ...maps];
    for (const [name, state] of caught) {
      const [note = ''] = caughtIn(state);
      expect([name, state.Catch?.map(({ ErrorEquals, ResultPath }) => [ErrorEquals, ResultPath])]).toEqual([
        name,
        [[['States.ALL'], '$.failure']],
      ]);
      expect(stateOf(note).Parameters).toMatchObject({ Payload: { 'failure.$': '$.failure' } });
    }
  });

  it('ends in Fail, and one that does not in Succeed', () => {
    for (const machine of machinesIn(buildRelease)) {
      const after = [...reachable(machine, Object.values(machine.States).flatMap(caughtIn))];
      const ends = after.filter((name) => machine.States[name] && nextOf(machine.States[name]).length === 0);
      expect(ends.map((name) => machine.States[name]?.Type)).toEqual(ends.map(() => 'Fail'));
    }
    expect(buildRelease.States.FinishRelease?.Next).toBe('AnnounceRelease');
    expect(buildRelease.States.AnnounceRelease?.Next).toBe('Released');
    expect(stateOf('Released').Type).toBe('Succeed');
  });

  it('is announced after its commit; where nobody took that, the execution fails, and what it built stays', () => {
    const announce = stateOf('AnnounceRelease');
    expect(retriesOf(announce, 'EventBridge.FailedEntry')).toBe(9);
    expect(caughtIn(announce)).toEqual(['ReleaseNotAnnounced']);
    expect(stateOf('ReleaseNotAnnounced').Type).toBe('Fail');
  });

  it('has no state that is not reached', () => {
    for (const machine of machinesIn(buildRelease))
      expect([...reachable(machine, [machine.StartAt])].toSorted()).toEqual(Object.keys(machine.States).toSorted());
  });
});

describe('a time that a schedule delivers again', () => {
  it('ends well and builds nothing, where another execution builds its release', () => {
    const { Choices = [], Default } = stateOf('IsRepeated');
    expect(stateOf('PlanRelease').Next).toBe('IsRepeated');
    expect(Choices).toEqual([{ Variable: '$.plan.isRepeated', BooleanEquals: true, Next: 'BuiltByAnother' }]);
    expect([stateOf('BuiltByAnother').Type, Default]).toEqual(['Succeed', 'SurveyEachBatch']);
  });
});

describe('its payloads', () => {
  const run = { id: 'arn', name: 'r1-0a1b2c3d', stateMachine: 'arn', signal: new AbortController().signal };
  const request = {
    ...{ schema: 1, release: 'r1', labels: 'newest', layout: 'shards' },
    ...{ projects: [{ connection: 'a', project: 'p' }], formats: [{ id: 'f' }] },
  };
  const plan = { release: 'r1', run: run.name, bucket: 'b', key: 'k', isRepeated: false, batches: 2, labels: 3 };
  const failure = { Error: 'InvalidRequest', Cause: 'The reason.' };
  const filled = (template: unknown, input: Json, item?: Json) =>
    filledTemplate(template as Json, input, run, item === undefined ? undefined : { value: item, index: 0 });
  const payloadOf = (name: string, input: Json) =>
    (filled(stateOf(name).Parameters, input) as { Payload: Json }).Payload;
  const itemOf = (name: string, input: Json, item: Json) =>
    filled((stateOf(name) as { ItemSelector?: unknown }).ItemSelector, input, item);

  it('are what each step takes, the answers of those before it included', () => {
    const begun = { request, run: run.name, startedAt: '2026-01-02T03:04:05.000Z' };
    ReleaseToPlan.parse(payloadOf('PlanRelease', begun));
    PlannedRelease.parse(filled(stateOf('PlanRelease').ResultSelector, { Payload: plan }));
    const planned = { ...begun, plan };
    const batch = itemOf('SurveyEachBatch', planned, { batch: 1, labels: 3 });
    BatchToBuild.parse(payloadOf('SurveyBatch', batch));
    BatchToBuild.parse(payloadOf('WriteBatch', itemOf('WriteEachBatch', planned, { batch: 1, labels: 3 })));
    ReleaseToSettle.parse(payloadOf('SettleRelease', planned));
    const output = { format: 0, path: 'a.json' };
    const settled = {
      ...planned,
      settled: filled(stateOf('SettleRelease').ResultSelector, { Payload: { outputs: [output] } }),
    };
    SettledRelease.parse(settled.settled);
    FileToAssemble.parse(payloadOf('AssembleFile', itemOf('AssembleEachFile', settled, output)));
    expect(ReleaseToFinish.parse(payloadOf('FinishRelease', settled))).not.toHaveProperty('failure');
    expect(ReleaseToFinish.parse(payloadOf('NoteFailure', { ...begun, failure }))).toHaveProperty('failure');
    for (const [name] of notes.filter(([note]) => note !== 'NoteFailure'))
      expect(ReleaseToFinish.parse(payloadOf(name, { ...(batch as object), failure }))).toHaveProperty('failure');
  });

  it('of a schedule have the name of their time, in what plans the release and in what says why it failed', () => {
    const { release: _name, ...others } = request;
    const scheduled = { ...others, schedule: { name: 'harbour-{date}', at: '2026-11-28T03:00:00Z' } };
    const begun = { request: scheduled, run: run.name, startedAt: '2026-11-28T03:00:04.000Z' };
    const release = 'harbour-2026-11-28';
    expect(ReleaseToPlan.parse(payloadOf('PlanRelease', begun))).toMatchObject({ request: { ...scheduled, release } });
    const failed = ReleaseToFinish.parse(payloadOf('NoteFailure', { ...begun, failure }));
    expect(failed).toEqual({ release, run: run.name, failure });
    const wrong = { ...scheduled, schedule: { ...scheduled.schedule, name: 'Harbour-{date}' } };
    expect(ReleaseToPlan.safeParse({ ...begun, request: wrong }).success).toBe(false);
  });

  it('of both Maps come from the list that was planned', () => {
    for (const name of ['SurveyEachBatch', 'WriteEachBatch']) {
      const { ItemReader } = stateOf(name) as { ItemReader?: { Resource: string; Parameters: unknown } };
      expect(ItemReader?.Resource).toBe('arn:aws:states:::s3:getObject');
      expect(filled(ItemReader?.Parameters, { plan })).toEqual({ Bucket: 'b', Key: 'k' });
      expect(stateOf(name).ItemProcessor?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
      expect(stateOf(name).ToleratedFailurePercentage).toBe(0);
    }
  });

  it('of ten thousand children fit into a state: each answers one word', () => {
    for (const name of ['SurveyBatch', 'WriteBatch', 'AssembleFile'])
      expect((stateOf(name) as { OutputPath?: string }).OutputPath).toBe('$.Payload');
    expect(Buffer.byteLength(JSON.stringify(new Array(10_000).fill('ok')))).toBeLessThan(262_144 / 4);
  });
});
