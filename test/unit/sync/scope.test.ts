import { describe, expect, it } from 'vitest';
import { SyncedProject } from '../../support/synced-project.ts';

const hour = 3_600_000;
const instant = (milliseconds: number) => new Date(milliseconds).toISOString();
const aProject = () => {
  const on = new SyncedProject();
  return { on, start: on.now };
};
const lastSince = (on: SyncedProject) => on.listings.at(-1)?.since;

describe('a run of what has changed since the last one', () => {
  it('asks ten minutes before the last one began, by the clock of the platform', async () => {
    const { on, start } = aProject();
    on.add(1);
    await on.sync();
    on.wait(6);
    await on.sync({ since: 'last' });
    expect(lastSince(on)).toBe(instant(start - 600_000));
  });

  it('looks at the whole project where there was none before', async () => {
    const { on } = aProject();
    await on.sync({ since: 'last' });
    expect(lastSince(on)).toBeUndefined();
  });

  it('goes back to where the last whole listing began, when a project was refused meanwhile', async () => {
    const { on, start } = aProject();
    await on.sync();
    on.wait(6);
    on.forbidden.add('project-1');
    await on.sync({ since: 'last' });
    on.forbidden.clear();
    on.wait(6);
    await on.sync({ since: 'last' });
    expect(lastSince(on)).toBe(instant(start - 600_000));
  });

  it('goes back to the last run although somebody looked at the last hour in between', async () => {
    const { on, start } = aProject();
    await on.sync();
    on.wait(48);
    await on.sync({ since: instant(on.now - hour) });
    await on.sync({ since: 'last' });
    expect(lastSince(on)).toBe(instant(start - 600_000));
  });

  it('goes back only to a run that somebody had look further than the last one', async () => {
    const { on, start } = aProject();
    await on.sync();
    on.wait(48);
    await on.sync({ since: instant(start - hour) });
    await on.sync({ since: 'last' });
    expect(lastSince(on)).toBe(instant(on.now - 600_000));
  });
});

describe('the schedule of a project that nobody synced', () => {
  const scheduled = { since: 'last', isAutomatic: true } as const;
  const weekly = { files: true, isAutomatic: true } as const;

  it('looks back a day at first', async () => {
    const { on, start } = aProject();
    await on.sync(scheduled);
    expect(lastSince(on)).toBe(instant(start - 24 * hour));
  });

  it('leaves alone what is older, also when it compares the whole project', async () => {
    const { on } = aProject();
    on.add(5);
    on.wait(25);
    expect(await on.sync(scheduled)).toMatchObject({ announced: 0 });
    on.wait(6);
    expect(await on.sync(weekly)).toMatchObject({ announced: 0, totals: { older: 5 } });
    on.edit('label-3');
    expect(await on.sync(scheduled)).toMatchObject({ announced: 1, totals: { missing: 1 } });
  });

  it('misses what is older as soon as somebody has synced the whole project', async () => {
    const { on } = aProject();
    on.add(5);
    on.wait(25);
    await on.sync(scheduled);
    expect(await on.sync()).toMatchObject({ announced: 5 });
    expect(await on.reconciledUntil()).not.toHaveProperty('from');
    on.add(1);
    expect(await on.sync(weekly)).toMatchObject({ announced: 1, totals: { older: 0 } });
  });

  it('misses a label of the day before its first run in every later run, too', async () => {
    const { on } = aProject();
    on.add(1);
    on.wait(2);
    on.forbidden.add('project-1');
    await on.sync(scheduled);
    on.forbidden.clear();
    expect(await on.sync(weekly)).toMatchObject({ announced: 1, totals: { older: 0 } });
    expect(await on.sync(weekly)).toMatchObject({ announced: 0, totals: { upToDate: 1 } });
  });

  it('notes when the whole project was compared last', async () => {
    const { on, start } = aProject();
    await on.sync(weekly);
    on.wait(6);
    await on.sync(scheduled);
    expect(await on.reconciledUntil()).toMatchObject({ wholeAt: instant(start), until: instant(start + 6 * hour) });
  });
});
