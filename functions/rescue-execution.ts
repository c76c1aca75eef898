import * as z from 'zod/mini';
import { journal } from '../lib/runtime/journal.ts';
import { deadLetterQueue } from '../lib/runtime/queues.ts';
import { executionInput } from '../lib/runtime/state-machine.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { ExecutionEnded } from '../lib/workflow/execution-ended.ts';
import { rescueExecution } from '../lib/workflow/rescue-execution.ts';

const dependencies = { inputOf: executionInput(), deadLetter: deadLetterQueue(), journal };

/** An execution that ended where no Catch could see it → its events in the dead letters. */
export const handler = taskFunction('RescueExecution', { input: ExecutionEnded, output: z.void() }, (event) =>
  rescueExecution(event, dependencies),
);
