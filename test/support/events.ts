import { LabelEvent } from '../../lib/contracts/payloads.ts';
import { LabelRecord } from '../../lib/store/record.ts';

/** A valid event; give what matters to the test. */
export const anEvent = (parts: Partial<LabelEvent> = {}): LabelEvent =>
  LabelEvent.parse({
    schema: 1,
    id: 'event-1',
    connection: 'encord',
    project: 'project-1',
    label: 'label-1',
    type: 'task_completed_event',
    kind: 'upserted',
    occurredAt: '2026-05-04T12:00:00.000Z',
    receivedAt: '2026-05-04T12:00:01.000Z',
    attempt: 1,
    replays: 0,
    ...parts,
  });

/** What goes into the log, by event. */
export function recordingLog() {
  const entries: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  return {
    entries,
    events: () => entries.map(({ event }) => event),
    log: (event: string, fields: Readonly<Record<string, unknown>>) => void entries.push({ event, fields }),
  };
}

/** The record of an exported label; give what matters to the test. */
export const aRecord = (parts: Partial<LabelRecord> = {}): LabelRecord =>
  LabelRecord.parse({
    schema: 1,
    connection: 'encord',
    project: 'project-1',
    label: 'label-1',
    status: 'exported',
    revision: 1,
    event: 'event-0',
    files: {},
    obsolete: [],
    omitted: [],
    writtenBy: 'labelwire test',
    writtenAt: '2026-05-04T11:00:00.000Z',
    ...parts,
  });
