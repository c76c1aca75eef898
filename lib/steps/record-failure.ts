import { causeOf, type GivenUpLabel } from '../contracts/dead-letter.ts';
import type { Project } from '../contracts/keys.ts';
import type { Log } from '../contracts/log-events.ts';
import type { WrittenLabel } from '../contracts/payloads.ts';
import { noteFailure } from '../store/note-in-record.ts';
import type { ObjectStore } from '../store/object-store.ts';

export type FailureDependencies = {
  readonly store: ObjectStore;
  readonly version: string;
  configurationOf(project: Project): string;
  newId(): string;
  now(): Date;
  readonly log: Log;
};

/** Characters. A message of our own is shorter; one of AWS may hold a whole answer. */
const longestMessage = 1_000;

/**
 * Notes in the record of a label why it is given up: SQS keeps the dead letter for 14 days, the record is kept. An event that
 * names no label has no record.
 */
export async function recordFailure(
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
      configuration: configurationOf(name),
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
