import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { aRunningPipeline, aWholeLetter, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await aRunningPipeline({ executionLimitMs: 1_500 });
});
afterAll(() => on.stop());

/** A platform that says nothing until it is let go. */
function silent() {
  const asked = Promise.withResolvers<void>();
  const open = Promise.withResolvers<undefined>();
  on.pipeline.connection('encord').fault = () => {
    asked.resolve();
    return open.promise;
  };
  return { asked: asked.promise, letGo: () => open.resolve(undefined) };
}
let platform: ReturnType<typeof silent>;
afterEach(() => platform.letGo());

const serve = (project: string) => {
  const label = anEncordLabel({ project });
  on.pipeline.connection('encord').labels.push(label);
  return label;
};

it('rescues the events of an execution that took too long', async () => {
  const label = serve('slow');
  platform = silent();
  await on.announce('encord', label);
  expect(await on.takeDeadLetters()).toEqual([
    aWholeLetter({
      events: [expect.objectContaining({ label: label.label })],
      error: 'Execution.TIMED_OUT',
      message: expect.stringContaining('where no Catch could see it'),
      step: 'Execution',
    }),
  ]);
});

it('rescues the events of an execution that somebody stopped', async () => {
  const label = serve('stopped');
  platform = silent();
  const started = once(on.pipeline.aws.events, 'execution');
  expect((await on.deliver('encord', label)).status).toBe(202);
  await platform.asked;
  const [execution] = await started;
  await on.pipeline.aws.stopExecution(execution.name);
  await on.pipeline.aws.idle();
  expect(await on.takeDeadLetters()).toEqual([
    aWholeLetter({
      events: [expect.objectContaining({ label: label.label })],
      error: 'Execution.ABORTED',
      executionArn: execution.executionArn,
    }),
  ]);
});
