import { describe, expect, it } from 'vitest';
import { judge } from '../../../cli/doctor/reconciliation-check.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const rate = 'rate(6 hours)';
const lastRun = 'npx labelwire sync encord --attach --stage prod';

describe('the last reconciliation, as doctor sees it', () => {
  it('may be yet to come', () => {
    expect(judge([], rate, now, lastRun)).toBe('never yet (rate(6 hours))');
  });

  it('is late when twice the usual time has passed since that of the project that waits longest', () => {
    expect(judge([hoursAgo(11), hoursAgo(1)], rate, now, lastRun)).toBe(
      '11 h ago, 2026-05-04T01:00:00.000Z, the project that was compared longest ago (rate(6 hours))',
    );
    expect(() => judge([hoursAgo(13), hoursAgo(1)], rate, now, lastRun)).toThrow(
      /^13 h ago, .* a run failed or never began\. Look at the last one: npx labelwire sync encord --attach --stage prod$/,
    );
    expect(() => judge([hoursAgo(1)], 'rate(20 minutes)', now, lastRun)).toThrow('1 h ago');
  });

  it('is never late where it is left to the operator', () => {
    expect(judge([hoursAgo(2_000)], 'off', now, lastRun)).toBe('83 days ago, 2026-02-10T04:00:00.000Z (only by hand)');
  });
});
