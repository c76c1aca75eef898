import { afterEach, expect, it } from 'vitest';
import type { ExecutionStatusEvent } from '../../local/aws/event-bridge.ts';
import { awsWith, errorNamed } from '../support/local-aws.ts';

let on: Awaited<ReturnType<typeof awsWith>>;
afterEach(() => on.stop());

/** Longer than the executions below may take. */
const slow = () => new Promise((resolve) => setTimeout(resolve, 300));
const input = { events: [{ id: 'a' }] };

function rescuer(failures = 0) {
  const events: ExecutionStatusEvent[] = [];
  const handler = async (event: ExecutionStatusEvent) => {
    events.push(event);
    if (events.length <= failures) throw errorNamed('StorageUnavailable');
  };
  return { events, handler };
}

it('hears of an execution that took too long', async () => {
  const rescue = rescuer();
  on = await awsWith({ fetchLabels: slow, rescueExecution: rescue.handler }, { executionLimitMs: 50 });
  const { executionArn } = await on.start('slow', input);
  expect(await on.end('slow')).toMatchObject({ status: 'TIMED_OUT' });
  await on.aws.idle();
  expect(rescue.events).toHaveLength(1);
  const [event] = rescue.events;
  expect(event).toMatchObject({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: { executionArn, name: 'slow', status: 'TIMED_OUT', inputDetails: { included: true }, output: null },
  });
  expect(JSON.parse(event?.detail.input ?? '')).toEqual(input);
  expect((event?.detail.stopDate ?? 0) - (event?.detail.startDate ?? 0)).toBeGreaterThanOrEqual(45);
});

it('hears of an execution that was stopped, and what waits for its next try is not tried', async () => {
  const rescue = rescuer();
  let fetches = 0;
  const reached = Promise.withResolvers<void>();
  on = await awsWith(
    {
      fetchLabels: async () => {
        fetches += 1;
        reached.resolve();
        throw errorNamed('PlatformThrottled'); // up to half a minute until the next call, at retrySpeed 1
      },
      rescueExecution: rescue.handler,
    },
    { retrySpeed: 1 },
  );
  await on.start('stopped', input);
  await reached.promise;
  await on.aws.stopExecution('stopped');
  expect(on.statuses('stopped')).toEqual(['RUNNING', 'ABORTED']);
  await on.aws.idle();
  expect(rescue.events.map(({ detail }) => detail.status)).toEqual(['ABORTED']);
  expect(fetches).toBe(1);
  expect(await on.deadLetters()).toEqual([]);
});

it('hears nothing of an execution that ended well', async () => {
  const rescue = rescuer();
  on = await awsWith({ rescueExecution: rescue.handler });
  await on.start('well', input);
  await on.end('well');
  await on.aws.idle();
  expect(rescue.events).toEqual([]);
});

it('is called twice more when it fails', async () => {
  const rescue = rescuer(2);
  on = await awsWith({ fetchLabels: slow, rescueExecution: rescue.handler }, { executionLimitMs: 20 });
  await on.start('slow', input);
  await on.aws.idle();
  expect(rescue.events).toHaveLength(3);
  expect(new Set(rescue.events.map(({ id }) => id)).size).toBe(1);
  expect(on.problems).toEqual([]);
});

it('leaves the event to startExport when it fails for good', async () => {
  const rescue = rescuer(3);
  const bodies: string[] = [];
  const startExport = async ({ Records }: { Records: { body: string }[] }) => {
    bodies.push(...Records.map(({ body }) => body));
    return { batchItemFailures: [] };
  };
  on = await awsWith({ fetchLabels: slow, rescueExecution: rescue.handler, startExport }, { executionLimitMs: 20 });
  await on.start('slow', input);
  await on.aws.idle();
  expect(rescue.events).toHaveLength(3);
  expect(bodies.map((body) => JSON.parse(body))).toEqual([
    expect.objectContaining({
      requestContext: expect.objectContaining({ condition: 'RetriesExhausted', approximateInvokeCount: 3 }),
      requestPayload: rescue.events[0],
      responsePayload: expect.objectContaining({ errorType: 'StorageUnavailable' }),
    }),
  ]);
  expect(on.problems).toEqual([]);
});

it('gets no input that is too large for an event', async () => {
  const rescue = rescuer();
  on = await awsWith({ fetchLabels: slow, rescueExecution: rescue.handler }, { executionLimitMs: 20 });
  await on.start('large', { events: ['x'.repeat(255_000)] });
  await on.aws.idle();
  expect(rescue.events.map(({ detail }) => [detail.input, detail.inputDetails])).toEqual([[null, { included: false }]]);
});
