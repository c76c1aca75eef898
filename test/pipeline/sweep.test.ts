import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import type { Execution } from '../../local/aws/step-functions.ts';
import { anEvent } from '../support/events.ts';
import { aRunningPipeline, aWholeLetter, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
/** EventBridge reports no end of an execution. */
let isSilent = true;
let executions: Execution[] = [];
beforeAll(async () => {
  on = await aRunningPipeline({ losesEnd: () => isSilent });
  on.pipeline.aws.events.on('execution', (execution) => executions.push(execution));
});
afterAll(() => on.stop());
beforeEach(() => {
  on.forgetSteps();
  executions = [];
  isSilent = true;
});

function served(project: string, ...names: string[]): ServedLabel[] {
  const labels = names.map((label) => anEncordLabel({ project, label }));
  on.pipeline.connection('encord').labels.push(...labels);
  return labels;
}

/** Announces labels in one group, and somebody stops its execution while it waits for the platform. */
async function stopped(labels: readonly ServedLabel[]): Promise<void> {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<undefined>();
  const encord = on.pipeline.connection('encord');
  encord.fault = () => {
    asked.resolve();
    return open.promise;
  };
  await on.send(...labels.map(({ label, project }) => JSON.stringify(anEvent({ id: label, label, project }))));
  await asked.promise;
  await on.pipeline.aws.stopExecution(executions.at(-1)?.name ?? '');
  encord.fault = () => undefined;
  open.resolve(undefined);
  await on.pipeline.aws.idle();
}
const sweep = async () => {
  await on.pipeline.aws.sweep();
  await on.pipeline.aws.idle();
};
const rescues = () => on.steps('rescueExecution').length;
const marks = () => on.keys('rescued/');

it('finds an execution whose end EventBridge did not report: its single event becomes a letter, once', async () => {
  const [label] = served('swept', 'alone');
  if (!label) throw new Error('unreachable');
  await stopped([label]);
  expect([rescues(), await on.takeDeadLetters(), await marks()]).toEqual([0, [], []]);
  await sweep();
  await sweep();
  expect(await on.takeDeadLetters()).toEqual([
    aWholeLetter({ events: [expect.objectContaining({ label: 'alone' })], error: 'Execution.ABORTED' }),
  ]);
  expect(await on.record('encord', label)).toMatchObject({ status: 'failed', failure: { error: 'Execution.ABORTED' } });
  expect(await marks()).toHaveLength(1);
});

it('sends a group back to be split, and its labels are exported', async () => {
  const labels = served('swept-group', 'one', 'two', 'three');
  await stopped(labels);
  expect([rescues(), on.steps('writeExport')]).toEqual([0, []]);
  await sweep();
  for (const label of labels) expect(await on.record('encord', label)).toMatchObject({ status: 'exported' });
  const started = executions.length;
  await sweep();
  expect(executions).toHaveLength(started);
  expect(await on.takeDeadLetters()).toEqual([]);
});

it('leaves alone what EventBridge reported', async () => {
  isSilent = false;
  await stopped(served('reported', 'reported'));
  expect([rescues(), (await on.takeDeadLetters()).length]).toEqual([1, 1]);
  await sweep();
  expect(await on.takeDeadLetters()).toEqual([]);
});

it('leaves alone what ended with its labels in the dead letters', async () => {
  const [label] = served('refused', 'refused');
  if (!label) throw new Error('unreachable');
  on.pipeline.connection('encord').fault = () => new Response('', { status: 403 });
  await on.announce('encord', label);
  expect(executions.at(-1)).toMatchObject({ status: 'FAILED', error: 'LabelsDeadLettered' });
  expect([rescues(), (await on.takeDeadLetters()).length]).toEqual([0, 1]);
  await sweep();
  expect(await on.takeDeadLetters()).toEqual([]);
});
