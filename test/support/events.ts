import { LabelEvent } from '../../lib/contracts/payloads.ts';

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
