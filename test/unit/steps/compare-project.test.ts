import { describe, expect, it } from 'vitest';
import { compareProject, type ListedLabel, type ListedObject } from '../../../lib/steps/compare-project.ts';
import type { LabelRecord } from '../../../lib/store/record.ts';
import { aRecord } from '../../support/events.ts';

const at = new Date('2026-05-04T12:00:00.000Z');
const key = 'labels/encord/project-1/a.json';
const anObject = (etag: string, minutesOld = 120): ListedObject => ({
  etag,
  modifiedAt: new Date(at.getTime() - minutesOld * 60_000),
});
const exported = (parts: Partial<LabelRecord> = {}) =>
  aRecord({ revision: 5, content: 'one', files: { [key]: { sha256: 'a', etag: '"a"' } }, ...parts });

const compare = (
  platform: readonly Omit<ListedLabel, 'label'>[],
  records: readonly LabelRecord[],
  objects: Readonly<Record<string, ListedObject>> = { [key]: anObject('"a"') },
) => {
  const compared = compareProject({
    platform: platform.map((listed) => ({ label: 'label-1', ...listed })),
    records,
    objects: new Map(Object.entries(objects)),
    at,
  });
  return { ...compared, labels: [...compared.labels.values()] };
};

describe('comparing a project with its bucket', () => {
  it('finds nothing where the platform lists what is exported', () => {
    expect(compare([{ revision: 5, content: 'one' }], [exported()])).toEqual({ labels: [], orphans: [], upToDate: 1 });
    expect(compare([{ revision: 5 }], [exported()]).upToDate).toBe(1);
  });

  it.each([
    ['that has no record', 'missing', [], 5],
    ['that was deleted and is back', 'missing', [exported({ status: 'deleted', files: {} })], 5],
    ['that changed since', 'stale', [exported()], 6],
    ['of which a newer revision is exported than there is', 'stale', [exported()], 4],
    ['that is about to get a tombstone', 'stale', [exported({ leaving: { looks: 1, since: at.toISOString() } })], 5],
    [
      'that was given up',
      'failed',
      [exported({ failure: { error: 'InvalidLabel', message: 'no', build: 'b', at: at.toISOString() } })],
      5,
    ],
    ['with another file than its record names', 'damaged', [exported({ files: { x: { sha256: 'a' } } })], 5],
    ['whose file has other bytes', 'damaged', [exported({ files: { [key]: { sha256: 'a', etag: '"b"' } } })], 5],
    ['with files that are still to be deleted', 'damaged', [exported({ obsolete: ['labels/b.json'] })], 5],
  ] as const)('finds a label %s', (_what, difference, records, revision) => {
    expect(compare([{ revision }], records).labels).toEqual([difference]);
  });

  it('finds a label with the same time of change and another content, where the content is known', () => {
    expect(compare([{ revision: 5, content: 'two' }], [exported()]).labels).toEqual(['stale']);
  });

  it('leaves a label alone that the route does not take, until it changes', () => {
    const record = exported({ status: 'not-taken', files: {} });
    expect(compare([{ revision: 5 }], [record], {}).labels).toEqual([]);
    expect(compare([{ revision: 6 }], [record], {}).labels).toEqual(['stale']);
  });

  it('looks at a label again whose state has changed, only where its route takes labels by their state', () => {
    const byStage = exported({ state: 'DONE', stage: 'approved' });
    expect(compare([{ revision: 5, state: 'DONE' }], [byStage]).labels).toEqual([]);
    expect(compare([{ revision: 5, state: 'IN_REWORK' }], [byStage]).labels).toEqual(['stale']);
    expect(compare([{ revision: 5, state: 'IN_REWORK' }], [exported({ state: 'DONE' })]).labels).toEqual([]);
  });

  it('finds an exported label that the platform does not list, and no tombstone', () => {
    expect(compare([], [exported()]).labels).toEqual(['gone']);
    expect(compare([], [exported({ status: 'deleted', files: {} })], {}).labels).toEqual([]);
    const failure = { error: 'InvalidLabel', message: 'no', build: 'b', at: at.toISOString() };
    expect(compare([], [exported({ status: 'failed', files: {}, failure })], {}).labels).toEqual(['gone']);
  });

  it('finds files that no record names, once no writer can still be at work on them', () => {
    expect(compare([], [], { [key]: anObject('"a"', 61) }).orphans).toEqual([key]);
    expect(compare([], [], { [key]: anObject('"a"', 59) }).orphans).toEqual([]);
  });
});
