import * as z from 'zod/mini';
import { ExecutionEnded } from '../lib/contracts/execution-ended.ts';
import { log } from '../lib/runtime/logger.ts';
import { deadLetterQueue, returnedEventsQueue } from '../lib/runtime/queues.ts';
import { executionInput } from '../lib/runtime/state-machine.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';
import { rescueExecution } from '../lib/steps/rescue-execution.ts';

const dependencies = { inputOf: executionInput(), deadLetter: deadLetterQueue(), putBack: returnedEventsQueue(), log };

/** An execution that ended where no Catch could see it → its events back in label-events, or in the dead letters. */
export const handler = taskFunction('RescueExecution', { input: ExecutionEnded, output: z.void() }, (event) =>
  rescueExecution(event, dependencies),
);
