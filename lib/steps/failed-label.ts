import { stepped } from '../contracts/dead-letter.ts';
import type { Log } from '../contracts/log-events.ts';
import type { FetchedLabel, LabelEvent } from '../contracts/payloads.ts';

/** Bytes. 200 labels of a group may all fail, and their messages travel in one state of 262,144 bytes (`weightOf` in group-events). */
const longestMessage = 300;

/** The label fails alone. */
export function failedLabel(event: LabelEvent, error: Error, log: Log): FetchedLabel {
  log('label-refused', { connection: event.connection, label: event.label, error: error.name, reason: error.message });
  const message = Buffer.from(error.message).subarray(0, longestMessage).toString('utf8');
  return { status: 'failed', event, error: error.name, message: stepped('FetchLabels', message) };
}
