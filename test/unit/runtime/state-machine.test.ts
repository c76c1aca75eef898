import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { executionStarter, executionWatcher } from '../../../lib/runtime/state-machine.ts';

beforeAll(
  () => void vi.stubEnv('STATE_MACHINE_ARN', 'arn:aws:states:eu-central-1:123456789012:stateMachine:export-labels'),
);
afterAll(() => void vi.unstubAllEnvs());

const group = { connection: 'encord', project: 'project-1', events: [] };
const client = (answer: () => Promise<object>) => ({ send: answer }) as Parameters<typeof executionStarter>[0];
const refusing = (name: string, httpStatusCode: number) =>
  client(() => Promise.reject(Object.assign(new Error('No.'), { name, $metadata: { httpStatusCode } })));

it('an execution is started, or known where one of its name ran already', async () => {
  expect(await executionStarter(client(async () => ({})))('name', group)).toBe('started');
  expect(await executionStarter(refusing('ExecutionAlreadyExists', 400))('name', group)).toBe('known');
});

it('an execution runs until it ends, and no longer where it is forgotten', async () => {
  for (const status of ['RUNNING', 'SUCCEEDED'])
    expect(await executionWatcher(client(async () => ({ status })))('name')).toBe(status === 'RUNNING');
  expect(await executionWatcher(refusing('ExecutionDoesNotExist', 400))('name')).toBe(false);
});

// The state machine of sync compares names: it waits for the first, and for no error of the SDK.
describe('what Step Functions refuses', () => {
  it.each([
    ['ThrottlingException', 400, 'StorageUnavailable'],
    ['ExecutionLimitExceeded', 400, 'StorageUnavailable'],
    ['ServiceUnavailable', 503, 'StorageUnavailable'],
    ['StateMachineDoesNotExist', 400, 'InvalidConfiguration'],
    ['AccessDeniedException', 400, 'InvalidConfiguration'],
  ])('as %s (%i) is %s', async (reason, status, name) => {
    const expected = { name, message: expect.stringContaining(`${reason} (${status})`) };
    await expect(executionStarter(refusing(reason, status))('name', group)).rejects.toMatchObject(expected);
    await expect(executionWatcher(refusing(reason, status))('name')).rejects.toMatchObject(expected);
  });
});
