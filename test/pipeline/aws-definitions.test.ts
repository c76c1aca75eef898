import { describe, expect, it } from 'vitest';
import { integrations } from '../../local/aws/integrations.ts';
import { type Integration, stateMachine } from '../../local/aws/state-machine.ts';
import { awsWith, errorNamed } from '../support/local-aws.ts';

const invoke = 'arn:aws:states:::lambda:invoke';
const run = { id: 'arn:run', name: 'run', stateMachine: 'arn:machine', signal: new AbortController().signal };

/** A machine of one Task, whose failure becomes the output. */
const oneTask = (task: object, integration: Integration, retrySpeed = 1) =>
  stateMachine(
    {
      StartAt: 'Task',
      States: {
        Task: {
          Type: 'Task',
          Resource: invoke,
          Parameters: { FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f', 'Payload.$': '$' },
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
          End: true,
          ...task,
        },
        Failed: { Type: 'Pass', End: true },
      },
    },
    { integrations: { [invoke]: integration }, retrySpeed },
  );

describe('a definition on this machine', () => {
  it('is refused, with the fault, when it is not valid Amazon States Language', () => {
    expect(() => stateMachine({ StartAt: 'Nowhere', States: {} }, { integrations: {}, retrySpeed: 1 })).toThrow(
      'invalid',
    );
  });

  it('is refused when it names a resource that this machine does not have', () => {
    const task = { Resource: 'arn:aws:states:::sns:publish', Parameters: { 'TopicArn.$': '$.topic', Message: 'x' } };
    expect(() => oneTask(task, async () => null)).toThrow(
      'no integration for the resource arn:aws:states:::sns:publish',
    );
  });

  it('cuts a task off at its TimeoutSeconds, whatever the speed of retries', async () => {
    const start = performance.now();
    const output = await oneTask({ TimeoutSeconds: 1 }, () => new Promise(() => {}), 1_000).run({}, run);
    expect(output).toMatchObject({ Error: 'States.Timeout' });
    expect(performance.now() - start).toBeGreaterThanOrEqual(990);
  });

  it('keeps the pattern of retries and makes it faster', async () => {
    const calls: number[] = [];
    const failing = async () => {
      calls.push(performance.now());
      throw errorNamed('Busy');
    };
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3, MaxDelaySeconds: 30 }];
    expect(await oneTask({ Retry }, failing, 100).run({}, run)).toEqual({ Error: 'Busy', Cause: 'The reason.' });
    const waits = calls.slice(1).map((call, index) => call - (calls[index] ?? 0));
    expect(waits).toHaveLength(3);
    for (const [index, wanted] of [100, 200, 300].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(wanted - 2);
      expect(waits[index]).toBeLessThan(wanted + 90);
    }
  });

  it('sees the names that AWS gives to errors of SQS and of Lambda', async () => {
    const on = await awsWith();
    const at = integrations(new Map(), { sqs: on.sqs });
    const errorOf = (resource: string, parameters: Parameters<Integration>[0]) =>
      at[resource]?.(parameters).catch((error: Error) => error.name);
    expect(
      await errorOf('arn:aws:states:::sqs:sendMessage', {
        QueueUrl: on.aws.environment.DEAD_LETTER_QUEUE_URL?.replace('dlq', 'gone') ?? '',
        MessageBody: {},
      }),
    ).toBe('SQS.QueueDoesNotExistException');
    expect(await errorOf(invoke, { FunctionName: 'arn:none' })).toBe('Lambda.ResourceNotFoundException');
    await on.stop();
  });
});
