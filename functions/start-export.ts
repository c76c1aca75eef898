import type { DeadLetterReason } from '../lib/contracts/dead-letter.ts';
import type { LabelEvent } from '../lib/contracts/payloads.ts';
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
  recordFailure,
  patienceMilliseconds: Number(required('PATIENCE_HOURS')) * hour,
  now: () => new Date(),
  log,
};

/** A label is seldom given up here, and S3 would make every cold start slower: it is loaded when it is needed. */
async function recordFailure(event: LabelEvent, reason: DeadLetterReason): Promise<void> {
  const { failureRecorder } = await import('../lib/runtime/failure-recorder.ts');
  await failureRecorder()(event, reason);
}

/** A batch of label-events → one execution for each project in it. */
export const handler = queueFunction((records) => startExports(records, dependencies));
