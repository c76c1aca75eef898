import type { LabelEvent } from './payloads.ts';

/**
 * An event of a dead letter as its next attempt. Waits, looks and losses belong to the attempts before, and count anew.
 * `failedAt`: when the letter was written, where the event has not failed before.
 */
export const replayedEvent = (
  { waits: _waits, returnedAt: _returnedAt, looks: _looks, losses: _losses, ...event }: LabelEvent,
  failedAt: string,
  now: Date,
): LabelEvent => ({
  ...event,
  attempt: event.attempt + 1,
  replays: event.replays + 1,
  replayedAt: now.toISOString(),
  firstFailedAt: event.firstFailedAt ?? failedAt,
});
