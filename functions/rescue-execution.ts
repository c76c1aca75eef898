import * as z from 'zod/mini';
import { ExecutionEnded } from '../lib/contracts/execution-ended.ts';
import { rescuer } from '../lib/runtime/rescuer.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { rescueExecution } from '../lib/steps/rescue-execution.ts';

const dependencies = rescuer();

/** An execution that ended where no Catch could see it → its events back in label-events, or in the dead letters. */
export const handler = taskFunction('RescueExecution', { input: ExecutionEnded, output: z.void() }, async (event) => {
  await rescueExecution(event, dependencies);
});
