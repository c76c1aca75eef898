import { describe, expect, it } from 'vitest';
import type { SyncProgress } from '../../../lib/contracts/sync.ts';
import { aMixedProject, idsOf } from '../../support/synced-project.ts';

const endOf = ({ totals, announced, outcomes, projects, isIncomplete }: SyncProgress) => ({
  totals,
  announced,
  outcomes,
  projects,
  isIncomplete,
});

describe('a run that is interrupted', () => {
  it('ends as one that is not, when each call has time for one piece of work only', async () => {
    const whole = await aMixedProject(5_400);
    const ended = await whole.sync({ files: true });
    expect(ended.totals).toMatchObject({ missing: 5_400, stale: 2, failed: 1, givenUp: 1, gone: 2, damaged: 1 });
    const cut = await aMixedProject(5_400);
    cut.remaining = () => 0;
    let calls = 1;
    let last = await cut.begin({ files: true });
    for (; last.step !== 'ended'; calls += 1) last = await cut.proceed(last);
    expect(calls).toBeGreaterThan(20);
    expect(endOf(last)).toEqual(endOf(ended));
    expect(idsOf(cut)).toEqual(idsOf(whole));
  });
});
