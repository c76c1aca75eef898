import { required } from '../lib/runtime/environment.ts';
import { log } from '../lib/runtime/logger.ts';
import { queueFunction } from '../lib/runtime/queue-function.ts';
import { deadLetterQueue } from '../lib/runtime/queues.ts';
import { executionStarter } from '../lib/runtime/state-machine.ts';
import { startExports } from '../lib/steps/start-export.ts';

const hour = 3_600_000;

const dependencies = {
  start: executionStarter(),
  deadLetter: deadLetterQueue(),
  patienceMilliseconds: Number(required('PATIENCE_HOURS')) * hour,
  now: () => new Date(),
  log,
};

/** A batch of label-events → one execution for each project in it. */
export const handler = queueFunction((records) => startExports(records, dependencies));
