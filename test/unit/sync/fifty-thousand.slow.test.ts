import { expect, it } from 'vitest';
import { SyncedProject } from '../../support/synced-project.ts';

const timeout = 600_000;

/** Forgets the answer of every tenth call of a run, which the state machine then makes again; to the end of the run. */
async function syncInterrupted(on: SyncedProject) {
  let last = await on.begin({ files: true });
  for (let calls = 1; last.step !== 'ended'; calls += 1) {
    const next = await on.proceed(last);
    if (calls % 10 !== 0) last = next;
  }
  return last;
}

it('fifty thousand labels are announced once each by a run that is interrupted again and again, and then nothing but what changes', {
  timeout,
}, async () => {
  const on = new SyncedProject();
  on.remaining = () => 0; // a call for each piece of work
  const added = on.add(50_000);
  const whole = await syncInterrupted(on);
  expect(whole).toMatchObject({ announced: 50_000, isIncomplete: false });
  expect(new Set(on.announced.map(({ label }) => label)).size).toBe(50_000);
  expect(on.announced).toHaveLength(50_000);

  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { upToDate: 50_000 } });

  on.wait(1);
  on.announced.length = 0;
  for (const { label } of added.slice(0, 3_000)) on.edit(label);
  for (const { label } of added.slice(-100)) on.remove(label);
  expect(await syncInterrupted(on)).toMatchObject({ announced: 3_100, totals: { stale: 3_000, gone: 100 } });
  expect(on.announced).toHaveLength(3_100);
  on.wait(1);
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0 });
});
