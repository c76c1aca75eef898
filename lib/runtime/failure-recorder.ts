import { randomUUID } from 'node:crypto';
import type { DeadLetterReason } from '../contracts/dead-letter.ts';
import type { LabelEvent } from '../contracts/payloads.ts';
import { type FailureDependencies, recordFailureOf } from '../steps/record-failure.ts';
import { wantedEventBus } from './event-bus.ts';
import { log } from './logger.ts';
import { bucket } from './storage.ts';
import { version } from './version.ts';

/** What a failure is recorded with. */
export const failures = (): FailureDependencies => ({
  store: bucket(),
  bus: wantedEventBus(),
  newId: randomUUID,
  version,
  now: () => new Date(),
  log,
});

/** Notes in the record of a label why it is given up. */
export function failureRecorder() {
  const dependencies = failures();
  return (event: LabelEvent, reason: DeadLetterReason) => recordFailureOf(event, reason, dependencies);
}
