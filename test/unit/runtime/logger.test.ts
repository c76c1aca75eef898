import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const context = {
  functionName: 'writeExport',
  invokedFunctionArn: 'arn:aws:lambda:here:0:function:writeExport',
  memoryLimitInMB: '512',
  awsRequestId: 'the-request',
} as Context;

let lines: Record<string, unknown>[];
beforeEach(() => {
  lines = [];
  for (const level of ['info', 'warn', 'log'] as const)
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  vi.stubEnv('POWERTOOLS_DEV', 'true'); // writes to the global console
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'labelwire-test');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Labelwire');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.resetModules(); // it reads the environment as it loads
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function aJournal(environment: Readonly<Record<string, string>>) {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const made = await import('../../../lib/runtime/logger.ts');
  made.logger.addContext(context);
  return made;
}

it('writes one line for an event: what happened, when, in which request, and nothing that its log group says already', async () => {
  const { log, publishMetrics } = await aJournal({ POWERTOOLS_LOG_LEVEL: 'INFO' });
  log('label-written', { label: 'a', status: 'exported' });
  publishMetrics();
  expect(lines).toEqual([
    {
      level: 'INFO',
      message: 'label-written',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      function_request_id: 'the-request',
      label: 'a',
      status: 'exported',
    },
  ]);
});

it('is silent below its own level, whatever Lambda lets through, and counts all the same', async () => {
  const { log, publishMetrics } = await aJournal({ POWERTOOLS_LOG_LEVEL: 'WARN', AWS_LAMBDA_LOG_LEVEL: 'INFO' });
  log('label-written', { label: 'a' });
  log('signature-mismatch', { delivery: 'b' });
  log('signature-mismatch', { delivery: 'c' });
  publishMetrics();
  expect(lines).toMatchObject([
    { level: 'WARN', message: 'signature-mismatch', delivery: 'b' },
    { level: 'WARN', message: 'signature-mismatch', delivery: 'c' },
    { service: 'labelwire-test', SignatureMismatch: [1, 1] },
  ]);
});

it('counts accepted deliveries by connection, so that the silence of each is seen', async () => {
  const { log, publishMetrics } = await aJournal({ POWERTOOLS_LOG_LEVEL: 'WARN' });
  log('delivery-accepted', { connection: 'labelbox', labels: 1 });
  log('signature-mismatch', { delivery: 'b' });
  publishMetrics();
  expect(lines).toMatchObject([
    { service: 'labelwire-test', connection: 'labelbox', DeliveryAccepted: 1 },
    { level: 'WARN', message: 'signature-mismatch' },
    { service: 'labelwire-test', SignatureMismatch: 1 },
  ]);
  expect(lines[2]).not.toHaveProperty('connection');
});

it('measures how long a label took, by connection, and says nothing of one whose time does not count', async () => {
  const { log, publishMetrics } = await aJournal({ POWERTOOLS_LOG_LEVEL: 'WARN' });
  log('label-written', { connection: 'labelbox', status: 'exported', milliseconds: 3210 });
  log('label-written', { connection: 'labelbox', status: 'unchanged', milliseconds: undefined });
  publishMetrics();
  expect(lines).toMatchObject([
    {
      service: 'labelwire-test',
      connection: 'labelbox',
      LabelLatency: 3210,
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'LabelLatency', Unit: 'Milliseconds' }] }] },
    },
  ]);
});

it('counts the amounts of an event, each under a name of its own', async () => {
  const { log, publishMetrics } = await aJournal({ POWERTOOLS_LOG_LEVEL: 'WARN' });
  log('labels-waiting', { connection: 'labelbox', labels: 25, minutes: 40 });
  publishMetrics();
  expect(lines).toMatchObject([
    { level: 'WARN', message: 'labels-waiting', connection: 'labelbox' },
    { service: 'labelwire-test', LabelsWaiting: 25, WaitedMinutes: 40 },
  ]);
});
