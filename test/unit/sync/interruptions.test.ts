import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncProgress } from '../../../lib/contracts/sync.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { SyncedProject } from '../../support/synced-project.ts';

/** A project with something of everything: what is missing, stale, given up, deleted and damaged. */
async function aMixedProject(missing: number): Promise<SyncedProject> {
  const on = new SyncedProject();
  on.add(40);
  on.add(3, 'project-2');
  for (const label of ['label-1', 'label-2']) on.unreadable.add(label);
  await on.sync();
  on.wait(2);
  for (const label of ['label-2', 'label-3', 'label-4']) on.edit(label);
  for (const label of ['label-5', 'label-6']) on.remove(label);
  on.store.objects.delete('labels/encord/project-1/label-7.json');
  await on.writeFile('labels/encord/project-1/left-behind.json', 'written by a step that died', 'label-8');
  on.add(missing);
  on.wait(2);
  on.announced.length = 0;
  return on;
}

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

const idsOf = ({ announced }: SyncedProject) =>
  Object.fromEntries(announced.map(({ id, project, label }) => [`${project} ${label}`, id]));
