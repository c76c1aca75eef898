import { causeOf, type DeadLetterReason, type GivenUpLabel } from '../contracts/dead-letter.ts';
import { given } from '../contracts/given.ts';
import type { Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type { EventBus, LabelNotification } from '../contracts/notifications.ts';
import type { LabelEvent, WrittenLabel } from '../contracts/payloads.ts';
import { noteFailure } from '../store/note-in-record.ts';
import type { ObjectStore } from '../store/object-store.ts';

export type FailureDependencies = {
  readonly store: ObjectStore;
  /** Left out where nobody wants to hear of labels. */
  readonly bus?: EventBus | undefined;
  readonly version: string;
  /** A digest of what the configuration says of the project; left out by a function that does not know it. */
  configurationOf?(project: Project): string;
  newId(): string;
  now(): Date;
  readonly log: Log;
};

/** Characters. A message of our own is shorter; one of AWS may hold a whole answer. */
const longestMessage = 1_000;

/**
 * Notes in the record of a label why it is given up, and announces it: SQS keeps the dead letter for 14 days, the record is
 * kept. An event that names no label has no record.
 */
export async function recordFailure(givenUp: GivenUpLabel, dependencies: FailureDependencies): Promise<WrittenLabel> {
  const written = await note(givenUp, dependencies);
  await dependencies.bus?.send(failureOf(givenUp, dependencies.now()));
  return written;
}

async function note(
  { item, reason }: GivenUpLabel,
  { store, version, configurationOf, newId, now, log }: FailureDependencies,
): Promise<WrittenLabel> {
  const { event, revision, before } = item;
  const label = item.label ?? event.label;
  if (label === undefined) return { status: 'lost' };
  const { error, message } = causeOf(reason);
  const name = { connection: event.connection, project: event.project, label };
  const status = await noteFailure(store, {
    ...name,
    before,
    startedAt: reason.executionStartedAt === undefined ? undefined : new Date(reason.executionStartedAt),
    failure: {
      error,
      message: message.slice(0, longestMessage),
      revision: revision ?? event.changedAt,
      configuration: configurationOf?.(name),
    },
    event: event.id,
    dataUnit: event.dataUnit,
    commit: newId(),
    writtenBy: `labelwire ${version}`,
    at: now(),
  });
  log('label-given-up', { ...name, event: event.id, error, status });
  return { status };
}

/** The message stays in the letter: it may quote what the platform answered. */
function failureOf({ item: { event, label, revision }, reason }: GivenUpLabel, now: Date): LabelNotification {
  const { error, step } = causeOf(reason);
  const { connection, project, dataUnit, changedAt } = event;
  const about = { connection, project, label: label ?? event.label, dataUnit, revision: revision ?? changedAt };
  return {
    type: 'label.failed',
    detail: given({ ...about, error, step, event: event.id, failedAt: now.toISOString() }),
  };
}

/** The same for an event whose letter is sent already: should the record fail, only the log says so. */
export async function recordFailureOf(
  event: LabelEvent,
  reason: DeadLetterReason,
  dependencies: FailureDependencies,
): Promise<void> {
  try {
    await recordFailure({ status: 'given-up', item: { event }, reason }, dependencies);
  } catch (error) {
    const { connection, project, label } = event;
    const { name, message } = error as Error;
    dependencies.log('failure-not-recorded', { connection, project, label, error: name, reason: message });
  }
}
