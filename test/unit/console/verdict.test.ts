import { describe, expect, it } from 'vitest';
import type { Status } from '../../../cli/status/status.ts';
import { verdictOf } from '../../../console/page/verdict.ts';

const window = '24h';
const seenAt = new Date('2026-05-04T12:00:00Z');
const aStatus = (parts: Partial<Status> = {}): Status => ({
  deployment: 'labelwire-prod',
  bucket: 's3://acme/',
  since: '2026-05-03T12:00:00Z',
  connections: [{ connection: 'encord', webhooks: 3, lastWebhookAt: undefined, labels: 3, p95: undefined }],
  labelEvents: { waiting: 0, underWay: 0, putBack: 0 },
  deadLetters: 0,
  notSeen: [],
  ...parts,
});

describe('the sentence at the top of the console', () => {
  it('says that labels flow only where some came, everything was seen and nothing waits', () => {
    expect(verdictOf({ window, status: aStatus(), seenAt })).toEqual({
      tone: 'well',
      text: 'Labels flow. Nothing waits for you.',
    });
    const connections = [{ connection: 'encord', webhooks: 0, lastWebhookAt: undefined, labels: 0, p95: undefined }];
    expect(verdictOf({ window: '7d', status: aStatus({ connections }), seenAt })).toEqual({
      tone: 'quiet',
      text: 'Nothing came in the last 7 days. Nothing waits for you.',
    });
  });

  it.each([
    [{}, 'Looking …'],
    [{ problem: 'AWS refuses the credentials.' }, 'Could not look: AWS refuses the credentials.'],
    [{ status: aStatus(), seenAt, problem: 'It has ended.' }, 'Not seen since 2026-05-04 12:00:00: It has ended.'],
    [
      { status: aStatus({ notSeen: [{ what: 'the dead letters', why: 'denied' }] }), seenAt },
      'Could not look at the dead letters',
    ],
  ])('never calls well what was not seen', (live, text) => {
    expect(verdictOf({ window, ...live })).toEqual({ tone: 'unseen', text });
  });

  it('names what waits for somebody', () => {
    expect(verdictOf({ window, status: aStatus({ deadLetters: 2 }), seenAt })).toEqual({
      tone: 'needs',
      text: 'Needs you: dead letters',
    });
  });
});
