import { describe, expect, it } from 'vitest';
import { keys } from '../../../lib/contracts/keys.ts';
import { enterUnsettled } from '../../../lib/store/unit-index.ts';
import { SyncedProject } from '../../support/synced-project.ts';

const labelsOf = (events: readonly { readonly label?: string | undefined }[]) => events.map(({ label }) => label);

describe('labels that nobody can read', () => {
  const unreadable = async () => {
    const on = new SyncedProject();
    for (const { label } of on.add(100)) on.unreadable.add(label);
    for (let reconciliation = 1; reconciliation <= 56; reconciliation += 1) {
      await on.sync({ since: 'last', isAutomatic: true });
      if (reconciliation % 28 === 0) await on.sync({ files: true, isAutomatic: true });
      on.wait(6);
    }
    return on;
  };

  it('are announced once, however often their project is reconciled and whatever became of their dead letters', async () => {
    const on = await unreadable();
    expect(on.letters).toHaveLength(100);
    on.letters.length = 0; // the queue is purged
    for (let reconciliation = 1; reconciliation <= 56; reconciliation += 1) {
      await on.sync(
        reconciliation % 28 === 0 ? { files: true, isAutomatic: true } : { since: 'last', isAutomatic: true },
      );
      on.wait(6);
    }
    expect(on.letters).toEqual([]);
  });

  it('are announced once more by another version, by another configuration and when they change', async () => {
    const on = await unreadable();
    const again = async () => {
      on.letters.length = 0;
      for (let times = 1; times <= 3; times += 1) await on.sync({ isAutomatic: true });
      return on.letters.length;
    };
    on.version = '1.0.1';
    expect(await again()).toBe(100);
    on.configuration = 'decaf';
    expect(await again()).toBe(100);
    on.edit('label-7');
    expect(await again()).toBe(1);
    expect(await again()).toBe(0);
  });

  it('are announced as often as somebody asks for failed labels', async () => {
    const on = await unreadable();
    expect(await on.sync({ labels: 'failed' })).toMatchObject({ announced: 100, totals: { failed: 100 } });
    expect(await on.sync()).toMatchObject({ announced: 0, totals: { givenUp: 100 } });
  });
});

describe('a run', () => {
  it('exports what is missing and stale, and nothing the second time', async () => {
    const on = new SyncedProject();
    on.add(450);
    expect(await on.sync()).toMatchObject({ announced: 450, outcomes: { exported: 450, waiting: 0 } });
    on.wait(1);
    for (const label of ['label-3', 'label-449']) on.edit(label);
    expect(await on.sync()).toMatchObject({ announced: 2, totals: { stale: 2, upToDate: 448 } });
    expect(await on.sync()).toMatchObject({ announced: 0, totals: { upToDate: 450 } });
  });

  it('exports what was exported with other formats, once; a reconciliation by itself leaves it alone', async () => {
    const on = new SyncedProject();
    on.add(3);
    await on.sync();
    on.formatsDigest = 'yolo';
    expect(await on.sync({ isAutomatic: true })).toMatchObject({ announced: 0, totals: { upToDate: 3 } });
    expect(await on.sync({ afterCounts: 'stop' })).toMatchObject({ announced: 0, totals: { otherFormats: 3 } });
    expect(await on.sync()).toMatchObject({ announced: 3, outcomes: { exported: 3 }, totals: { otherFormats: 3 } });
    expect(await on.sync()).toMatchObject({ announced: 0, totals: { upToDate: 3, otherFormats: 0 } });
  });

  it('exports every label where all are asked for', async () => {
    const on = new SyncedProject();
    on.add(3);
    await on.sync();
    expect(await on.sync({ labels: 'all' })).toMatchObject({ announced: 3, totals: { upToDate: 3 } });
  });

  it('counts a label as exported that somebody changed and exported while the run lasted', async () => {
    const on = new SyncedProject();
    on.add(1);
    const counted = await on.sync({ afterCounts: 'stop' });
    on.wait(1);
    on.edit('label-0');
    expect(await on.sync({ resume: counted.run })).toMatchObject({ outcomes: { exported: 1, waiting: 0 } });
  });

  it('compares all projects that the credential shows, and says which one it cannot', async () => {
    const on = new SyncedProject();
    on.add(2, 'project-1');
    on.add(2, 'project-2');
    on.add(2, 'project-3');
    on.forbidden.add('project-2');
    const after = await on.sync();
    expect(after).toMatchObject({ projects: 3, announced: 4, isIncomplete: true });
    expect(after.refused).toEqual([{ project: 'project-2', error: 'PlatformRefused', message: 'No.' }]);
    expect(await on.reconciledUntil('project-2')).toBeUndefined();
    expect(await on.reconciledUntil('project-3')).toMatchObject({ run: after.run });
  });

  it('notes its end where whoever watches it looks, even when the note fails at first', async () => {
    const on = new SyncedProject();
    on.add(1);
    const { put } = on.store;
    let failures = 1;
    on.store.put = async (object) => {
      const isEnd = object.key.endsWith('/progress.json') && Buffer.from(object.bytes).includes('"step":"ended"');
      if (isEnd && failures-- > 0) throw Object.assign(new Error('Slow down.'), { name: 'StorageUnavailable' });
      await put.call(on.store, object);
    };
    const { run } = await on.sync();
    expect(await on.progress(run)).toMatchObject({ step: 'ended', announced: 1 });
    expect(await on.reconciledUntil()).toMatchObject({ run });
  });
});

describe('labels that are gone', () => {
  const exported = async (count: number) => {
    const on = new SyncedProject();
    on.add(count);
    await on.sync();
    on.announced.length = 0;
    return on;
  };
  const removeFirst = (on: SyncedProject, count: number) => {
    for (let number = 0; number < count; number += 1) on.remove(`label-${number}`);
  };

  it('are announced as deleted', async () => {
    const on = await exported(100);
    removeFirst(on, 10);
    expect(await on.sync()).toMatchObject({ announced: 10, totals: { gone: 10, kept: 0 }, isIncomplete: false });
    expect(on.announced.every(({ kind }) => kind === 'deleted')).toBe(true);
  });

  it('are kept when they are more than a tenth of the project', async () => {
    const on = await exported(100);
    removeFirst(on, 11);
    expect(await on.sync()).toMatchObject({ announced: 0, totals: { gone: 11, kept: 11 }, isIncomplete: true });
    expect(await on.sync({ allowDeletions: true })).toMatchObject({ announced: 11, isIncomplete: false });
  });

  it('are kept when they are more than a tenth of those that are exported, however many were deleted before', async () => {
    const on = await exported(100);
    removeFirst(on, 90);
    await on.sync({ allowDeletions: true });
    for (const number of [90, 91, 92]) on.remove(`label-${number}`);
    expect(await on.sync()).toMatchObject({ announced: 0, totals: { gone: 3, kept: 3 } });
  });

  it('are withdrawn by a run that is resumed with the permission, which then is complete', async () => {
    const on = await exported(10);
    removeFirst(on, 5);
    const { run, isIncomplete } = await on.sync({ afterCounts: 'stop' });
    expect(isIncomplete).toBe(true);
    expect(await on.sync({ resume: run, allowDeletions: true })).toMatchObject({ announced: 5, isIncomplete: false });
  });

  it('are not looked for where only what has changed is listed', async () => {
    const on = await exported(100);
    removeFirst(on, 5);
    on.wait(6);
    expect(await on.sync({ since: 'last' })).toMatchObject({ announced: 0, totals: { gone: 0 } });
  });

  it('are not among those that are exported while the platform is asked', async () => {
    const on = await exported(20);
    on.remaining = () => 0;
    let last = await on.begin({});
    while (last.step !== 'gone') last = await on.proceed(last);
    const [created] = on.add(1);
    await on.write({ ...created, revision: on.now * 1_000 });
    while (last.step !== 'ended') last = await on.proceed(last);
    expect(last).toMatchObject({ announced: 0, totals: { listed: 20, gone: 0 } });
  });
});

describe('unsettled labels', () => {
  /** Written so many minutes ago; what has changed since the last run does not include it unless it is `listed`. */
  const unsettled = async (minutes: number, { listed = false } = {}) => {
    const on = new SyncedProject();
    on.add(3);
    if (!listed) on.wait(1);
    await on.sync();
    on.announced.length = 0;
    const record = await on.record('label-1');
    await on.write({ ...record, unsettled: new Date(on.now).toISOString() });
    await enterUnsettled(on.store, { connection: 'encord', project: 'project-1', label: 'label-1' }, 'commit');
    on.wait(minutes / 60);
    return on;
  };

  it('are fetched again whatever their revision, also where only what has changed is listed', async () => {
    for (const request of [{}, { since: 'last' }] as const) {
      const on = await unsettled(60);
      expect(await on.sync(request)).toMatchObject({ announced: 1, totals: { unsettled: 1 } });
      expect(labelsOf(on.announced)).toEqual(['label-1']);
      expect(await on.sync(request)).toMatchObject({ announced: 0, totals: { unsettled: 0 } });
    }
  });

  it('are announced once where they are listed, too', async () => {
    const on = await unsettled(15, { listed: true });
    expect(await on.sync({ since: 'last' })).toMatchObject({ announced: 1, totals: { listed: 3, unsettled: 1 } });
  });

  it('are left alone for ten minutes, since the platform may still hide the edit', async () => {
    const on = await unsettled(9, { listed: true });
    expect(await on.sync({ since: 'last' })).toMatchObject({ announced: 0, totals: { upToDate: 3 } });
  });

  it('are not listed any more where no record says that they are, and none is about to', async () => {
    const on = await unsettled(30);
    await on.sync();
    const listed = () => on.store.list(keys.unsettled({ connection: 'encord', project: 'project-1' }));
    await on.sync({ since: 'last' });
    expect(await listed()).toHaveLength(1);
    on.wait(1);
    await on.sync({ since: 'last' });
    expect(await listed()).toEqual([]);
  });
});

describe('a run that stops with its counts', () => {
  it('announces nothing, notes no project as reconciled, and exports when it is resumed', async () => {
    const on = new SyncedProject();
    on.add(3);
    const { run } = await on.sync({ afterCounts: 'stop' });
    expect(on.announced).toEqual([]);
    expect(await on.reconciledUntil()).toBeUndefined();
    expect(await on.sync({ resume: run })).toMatchObject({ run, announced: 3, outcomes: { exported: 3 } });
    expect(await on.reconciledUntil()).toMatchObject({ run });
  });

  it('is resumed once', async () => {
    const on = new SyncedProject();
    on.add(1);
    const { run } = await on.sync({ afterCounts: 'stop' });
    await on.sync({ resume: run });
    await expect(on.sync({ resume: run })).rejects.toThrow(`Sync ${run} does not wait for anybody`);
    expect(labelsOf(on.announced)).toEqual(['label-0']);
  });
});
