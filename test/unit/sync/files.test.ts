import { expect, it } from 'vitest';
import { SyncedProject } from '../../support/synced-project.ts';

const keyOf = (label: string) => `labels/encord/project-1/${label}.json`;

async function exported(count: number): Promise<SyncedProject> {
  const on = new SyncedProject();
  on.add(count);
  await on.sync();
  on.announced.length = 0;
  return on;
}
const has = async (on: SyncedProject, key: string) => (await on.store.head(key)) !== undefined;

it('finds nothing where the files are as they were written', async () => {
  const on = await exported(5);
  on.wait(2);
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { damaged: 0, orphans: 0 } });
});

it('announces the labels whose files were deleted or overwritten, and writes them again', async () => {
  const on = await exported(5);
  on.store.objects.delete(keyOf('label-1'));
  await on.writeFile(keyOf('label-2'), 'something else', undefined);
  expect(await on.sync({ files: true })).toMatchObject({ announced: 2, totals: { damaged: 2 } });
  expect(on.announced.map(({ label }) => label).toSorted()).toEqual(['label-1', 'label-2']);
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { damaged: 0 } });
});

it('does not look at the files of a run that was not asked to', async () => {
  const on = await exported(1);
  on.store.objects.delete(keyOf('label-0'));
  expect(await on.sync()).toMatchObject({ announced: 0 });
});

it('announces a label once that has changed, and whose file is not there either', async () => {
  const on = await exported(1);
  on.store.objects.delete(keyOf('label-0'));
  on.wait(1);
  on.edit('label-0');
  expect(await on.sync({ files: true })).toMatchObject({ announced: 1, totals: { stale: 1, damaged: 0 } });
});

it('announces a deleted label as deleted, and not for its files', async () => {
  const on = await exported(20);
  on.store.objects.delete(keyOf('label-0'));
  on.remove('label-0');
  expect(await on.sync({ files: true })).toMatchObject({ announced: 1, totals: { gone: 1, damaged: 0 } });
});

it('does not announce a label for its files whose newest revision was given up', async () => {
  const on = await exported(1);
  on.unreadable.add('label-0');
  on.wait(1);
  on.edit('label-0');
  await on.sync();
  expect(on.letters).toHaveLength(1);
  on.store.objects.delete(keyOf('label-0'));
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { givenUp: 1, damaged: 0 } });
});

it('does not compare the ETag of a file that a record of version 0.1 names', async () => {
  const on = await exported(1);
  const record = await on.record('label-0');
  await on.write({ ...record, files: { [keyOf('label-0')]: { sha256: 'a'.repeat(64) } } });
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { damaged: 0 } });
});

it('removes a file that a label wrote and no record names, once it is more than an hour old', async () => {
  const on = await exported(1);
  await on.writeFile(keyOf('left-behind'), 'written by a step that died', 'label-0');
  on.wait(1);
  expect(await on.sync({ files: true })).toMatchObject({ totals: { orphans: 0 } });
  on.now += 1;
  expect(await on.sync({ files: true })).toMatchObject({ announced: 0, totals: { orphans: 1 } });
  expect([await has(on, keyOf('left-behind')), await has(on, keyOf('label-0'))]).toEqual([false, true]);
});

it('leaves a file that no label wrote', async () => {
  const on = await exported(1);
  await on.writeFile('labels/encord/project-1/notes.txt', 'by hand', undefined);
  on.wait(24);
  expect(await on.sync({ files: true })).toMatchObject({ totals: { orphans: 0 } });
  expect(await has(on, 'labels/encord/project-1/notes.txt')).toBe(true);
});

it('leaves a file that a record names as one to be deleted', async () => {
  const on = await exported(1);
  await on.writeFile(keyOf('earlier'), 'the name of an earlier revision', 'label-0');
  const record = await on.record('label-0');
  await on.write({ ...record, obsolete: [keyOf('earlier')] });
  on.wait(24);
  expect(await on.sync({ files: true, afterCounts: 'stop' })).toMatchObject({ totals: { damaged: 1, orphans: 0 } });
  expect(await has(on, keyOf('earlier'))).toBe(true);
});

it('leaves the files of other projects', async () => {
  const on = await exported(1);
  await on.writeFile('labels/encord/project-10/a.json', 'of another project', 'label-0');
  on.wait(24);
  await on.sync({ files: true, projects: ['project-1'] });
  expect(await has(on, 'labels/encord/project-10/a.json')).toBe(true);
});
