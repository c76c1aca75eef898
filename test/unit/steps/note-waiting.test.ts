import { expect, it } from 'vitest';
import { LabelNotFound, PlatformThrottled, PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import { noteWaiting } from '../../../lib/steps/note-waiting.ts';
import { anEvent, recordingLog } from '../../support/events.ts';

const now = new Date('2026-05-04T13:00:00Z');
const group = {
  connection: 'labelbox',
  project: 'harbour',
  events: [
    anEvent({ label: 'a', receivedAt: '2026-05-04T12:20:30.000Z' }),
    anEvent({ label: 'b', receivedAt: '2026-05-04T10:00:00.000Z', replayedAt: '2026-05-04T12:40:00.000Z' }),
  ],
};

it.each([
  new PlatformUnavailable('The platform answered 503.'),
  new PlatformThrottled('The platform asks for fewer requests.'),
])('reports how many labels wait and for how long, from the webhook or the last replay on: $name', (error) => {
  const { entries, log } = recordingLog();
  noteWaiting(group, error, { now, log });
  const fields = { connection: 'labelbox', project: 'harbour', labels: 2, minutes: 39, error: error.name };
  expect(entries).toEqual([{ event: 'labels-waiting', fields }]);
});

it('reports nothing about a failure that is not waited for', () => {
  const { entries, log } = recordingLog();
  noteWaiting(group, new LabelNotFound('There is no such label.'), { now, log });
  noteWaiting(group, new TypeError('A mistake of ours.'), { now, log });
  expect(entries).toEqual([]);
});
