import * as z from 'zod/mini';
import { required } from '../lib/runtime/environment.ts';
import { rescuer } from '../lib/runtime/rescuer.ts';
import { endedExecutions } from '../lib/runtime/state-machine.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { sweepExecutions } from '../lib/steps/sweep-executions.ts';

const dependencies = {
  ...rescuer(),
  ...endedExecutions(),
  longestExecutionMilliseconds: Number(required('LONGEST_EXECUTION_SECONDS')) * 1_000,
};

/** The executions of the last hours that ended badly, and whose end nobody reported → rescued. */
export const handler = taskFunction('SweepExecutions', { input: z.unknown(), output: z.void() }, () =>
  sweepExecutions(dependencies),
);
