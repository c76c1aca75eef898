import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncProgress } from '../../../lib/contracts/sync.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { aMixedProject, idsOf, SyncedProject } from '../../support/synced-project.ts';

describe('a run that is interrupted', () => {
  it('announces the same labels under the same ids, whichever calls are made again', async () => {
    const whole = await aMixedProject(700);
    await whole.sync({ files: true });
    const expected = idsOf(whole);
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat({ max: 9 })), async (choices) => {
        const cut = await aMixedProject(700);
        let pieces = 0;
        cut.remaining = () => (pieces-- > 0 ? 900_000 : 0);
        const next = () => choices.next().value as number;
        const call = (progress: SyncProgress) => {
          pieces = next();
          cut.now += 1_000;
          return cut.proceed(progress);
        };
        let last = await cut.begin({ files: true });
        while (last.step !== 'ended') {
          // The state machine makes a call again whose answer is lost, and never one that came before it.
          for (let lost = Math.max(0, next() - 6); lost > 0; lost -= 1) await call(last);
          last = await call(last);
        }
        expect(idsOf(cut)).toEqual(expected);
        expect(new Set(cut.announced.map(({ id }) => id)).size).toBe(cut.announced.length);
      }),
      { numRuns: propertyRuns(3) },
    );
  }, 60_000);
});

describe('a platform that is slow', () => {
  it('is listed over as many calls as it takes, each of which goes on where the one before stopped', async () => {
    const on = new SyncedProject();
    on.add(3_000);
    on.labelsPerPage = 100;
    on.pageTakes = 100_000;
    const ended = await on.sync();
    expect(ended).toMatchObject({ announced: 3_000, refused: [], isIncomplete: false });
    expect(on.calls).toBe(4); // of 15 minutes each: 50 minutes of pages
    expect(on.listings.map(({ after }) => after)).toEqual([undefined, '800', '1600', '2400']);
  });
});
