import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { PlatformThrottled } from '../../../lib/contracts/errors.ts';
import { taskFunction } from '../../../lib/runtime/task-function.ts';

const contract = { input: z.object({ label: z.string() }), output: z.object({ files: z.number() }) };
type Run = Parameters<typeof taskFunction<typeof contract.input, typeof contract.output>>[2];

/** The function as Lambda calls it. */
const calling =
  (run: Run, remaining = 30_000) =>
  async (payload: unknown) => {
    const context = { getRemainingTimeInMillis: () => remaining, functionName: 'the-step' } as Context;
    return taskFunction('TheStep', contract, run)(payload, context, undefined as never);
  };
const writing = calling(async ({ label }) => ({ files: label.length }));

describe('a task', () => {
  it('gets what its contract says, and gives what it says, without keys that nobody knows', async () => {
    const seen: unknown[] = [];
    const call = calling(async (payload) => {
      seen.push(payload);
      return { files: 2, more: 'ignored' };
    });
    expect(await call({ label: 'a', addedByAnEmulator: true })).toEqual({ files: 2 });
    expect(seen).toEqual([{ label: 'a' }]);
  });

  it('refuses an input that breaks the contract as InvalidRequest, naming the step and the field', async () => {
    await expect(writing({ label: 7 })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: '[TheStep] The input of TheStep breaks its contract: label must be a string, but is a number.',
    });
  });

  it('refuses an output that breaks the contract', async () => {
    await expect(calling(async () => ({}) as { files: number })({ label: 'a' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: expect.stringContaining(
        'The output of TheStep breaks its contract: files must be a number, but is missing',
      ),
    });
  });

  it('lets an error through by its name, which the state machine compares, with the step before its message', async () => {
    const error = new PlatformThrottled('Slower.');
    const thrown = await calling(async () => {
      throw error;
    })({ label: 'a' }).catch((caught: unknown) => caught);
    expect(thrown).toBe(error);
    expect(thrown).toMatchObject({ name: 'PlatformThrottled', message: '[TheStep] Slower.' });
  });

  it('ends as TimeoutError half a second before Lambda would end it without a name', async () => {
    await expect(calling(() => new Promise(() => {}), 550)({ label: 'a' })).rejects.toMatchObject({
      name: 'TimeoutError',
      message: expect.stringMatching(/^\[TheStep\] /),
    });
    const halfASecond = new Promise((resolve) => setTimeout(resolve, 500, 'later'));
    const soon = calling(() => new Promise(() => {}), 550)({ label: 'a' }).catch(() => 'first');
    expect(await Promise.race([soon, halfASecond])).toBe('first'); // both timers are late on a busy machine, in this order
  });

  it('knows how much time is left', async () => {
    const call = calling(async (_payload, { remainingMilliseconds }) => ({ files: remainingMilliseconds() }), 12_345);
    expect(await call({ label: 'a' })).toEqual({ files: 12_345 });
  });
});
