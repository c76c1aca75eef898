import { describe, expect, it } from 'vitest';
import type { LabelEvent } from '../../../lib/contracts/payloads.ts';
import { judgeLabel } from '../../../lib/steps/judge-label.ts';
import type { LabelRecord } from '../../../lib/store/record.ts';
import { anEvent, aRecord } from '../../support/events.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000).toISOString();
const revision = 5;

/** Whether a label that the platform shows at revision 5 is unsettled. */
function judged(event: Partial<LabelEvent>, standing: Partial<LabelRecord> | undefined): boolean {
  const announced = anEvent({ id: 'event-2', receivedAt: minutesAgo(0), changedAt: revision, ...event });
  const record = standing && aRecord({ revision, content: 'same', writtenAt: minutesAgo(60), ...standing });
  const verdict = judgeLabel(announced, { revision, content: 'same' }, record, { now });
  if (verdict.action !== 'export') throw new Error('The label waits.');
  return verdict.isUnsettled;
}

const failure = { error: 'InvalidLabel', message: 'No.', build: 'b', at: minutesAgo(60) };

describe('a label is unsettled', () => {
  it.each([
    ['another event shows what is exported already', {}, {}],
    ['another event shows what was exported just now', { receivedAt: minutesAgo(60) }, { writtenAt: minutesAgo(1) }],
    ['its content is another one and its revision is not', {}, { content: 'other', event: 'event-2' }],
    ['an event of an earlier edit shows another content', { changedAt: 3 }, { content: 'other' }],
    ['another event does not say when the label changed', { changedAt: undefined }, {}],
    [
      'events do not say when it changed, and an earlier revision was exported just now',
      { changedAt: undefined },
      { revision: 4, content: 'other', writtenAt: minutesAgo(1) },
    ],
    [
      'events do not say when it changed, and an earlier revision was given up just now',
      { changedAt: undefined },
      { revision: 4, content: 'other', failure: { ...failure, revision: 4, at: minutesAgo(1) } },
    ],
    ['it is older than what was exported', { receivedAt: minutesAgo(60) }, { revision: 6 }],
    ['it is shown again after its tombstone', {}, { status: 'deleted', revision: 0 }],
    ['this revision was given up before', {}, { revision: 4, failure: { ...failure, revision } }],
    [
      'it is older than what was given up',
      { changedAt: 4 },
      { revision: 4, content: 'other', failure: { ...failure, revision: 6 } },
    ],
    ['nobody knows which revision was given up', {}, { revision: 4, failure }],
    ['it was so a minute ago', { receivedAt: minutesAgo(60) }, { revision: 4, unsettled: minutesAgo(1) }],
    ['it was so an hour ago and another event comes', {}, { revision: 4, unsettled: minutesAgo(60) }],
    ['its event came together with another one', { joined: true }, undefined],
  ] as const)('when %s', (_what, event, standing) => {
    expect(judged(event, standing)).toBe(true);
  });

  it('while a sync comes too early to settle it', () => {
    expect(judged({ type: 'sync' }, { unsettled: minutesAgo(9) })).toBe(true);
  });
});

describe('a label is settled', () => {
  it.each([
    ['it was never exported', {}, undefined],
    ['it has a new revision', {}, { revision: 4, content: 'other' }],
    [
      'events do not say when it changed, and an earlier revision was exported an hour ago',
      { changedAt: undefined },
      { revision: 4, content: 'other' },
    ],
    ['its event comes twice', { id: 'event-0' }, {}],
    ['the event of an earlier edit comes late', { changedAt: 3 }, {}],
    ['its event is older than the longest lag, and its record, too', { receivedAt: minutesAgo(11) }, {}],
    ['an earlier revision was given up', {}, { revision: 4, content: 'other', failure: { ...failure, revision: 4 } }],
    ['a sync finds an earlier revision, put back', { type: 'sync', receivedAt: minutesAgo(60) }, { revision: 6 }],
    ['a sync fetches it', { type: 'sync' }, { content: 'other' }],
    ['a sync fetches it ten minutes after it became unsettled', { type: 'sync' }, { unsettled: minutesAgo(10) }],
  ] as const)('when %s', (_what, event, standing) => {
    expect(judged(event, standing)).toBe(false);
  });
});
