import { journal } from '../lib/runtime/journal.ts';
import { queueFunction } from '../lib/runtime/queue-function.ts';
import { deadLetterQueue } from '../lib/runtime/queues.ts';
import { executionStarter } from '../lib/runtime/state-machine.ts';
import { startExports } from '../lib/workflow/start-export.ts';

const dependencies = { start: executionStarter(), deadLetter: deadLetterQueue(), journal };

/** A batch of label-events → one execution for each project in it. */
export const handler = queueFunction((records) => startExports(records, dependencies));
