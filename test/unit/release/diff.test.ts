import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffReleases, type ReleaseDiff } from '../../../lib/release/diff.ts';
import type { ImageLine } from '../../../lib/release/layout.ts';
import { readRelease } from '../../../lib/release/read-release.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { type GivenRelease, writeRelease } from '../../support/written-release.ts';

/** Label → its revision, its split and the names of its units. */
type GivenLabels = Readonly<Record<string, readonly [revision: number, split: string, ...units: string[]]>>;

/** What a build would write of such labels, in one format with a file a unit, or in one with a file for all of them. */
function releaseOf(
  name: string,
  labels: GivenLabels,
  format: 'unit files' | 'whole file' = 'unit files',
): GivenRelease {
  const units = Object.entries(labels).flatMap(([label, [revision, split, ...names]]) =>
    names.map((unit) => ({ label, revision, split, unit })),
  );
  const images = units.map(({ unit, ...line }): ImageLine => ({ path: `images/${unit}`, ...line, unit, uri: null }));
  const files = units.map(({ unit, ...line }) => [`yolo/labels/${unit}.txt`, { text: `${line.revision}`, ...line }]);
  return {
    name,
    images: images.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    files:
      format === 'unit files'
        ? Object.fromEntries(files)
        : { 'coco/annotations/instances.json': { text: JSON.stringify(units) } },
    description: { labels: Object.keys(labels).length, images: images.length },
  };
}

async function diffOf(before: GivenRelease, after: GivenRelease): Promise<ReleaseDiff> {
  const store = new MemoryStore();
  for (const release of [before, after]) await writeRelease(store, release);
  return diffReleases(await readRelease(store, 'before'), await readRelease(store, 'after'));
}
const diffOfLabels = (before: GivenLabels, after: GivenLabels, format: 'unit files' | 'whole file' = 'unit files') =>
  diffOf(releaseOf('before', before, format), releaseOf('after', after, format));

const harbour = { connection: 'labelbox', project: 'harbour' };
const quay = { connection: 'labelbox', project: 'quay' };

const before: GivenLabels = {
  same: [1, 'train', 'a'],
  edited: [1, 'train', 'b'],
  gone: [1, 'val', 'c'],
  group: [1, 'train', 'd', 'e'],
  moved: [1, 'train', 'f'],
};
const after: GivenLabels = {
  same: [1, 'train', 'a'],
  edited: [2, 'train', 'b'],
  group: [1, 'train', 'd'],
  moved: [1, 'val', 'f'],
  added: [1, 'val', 'g'],
};

describe.each(['unit files', 'whole file'] as const)('the difference of two releases with %s', (format) => {
  it('is the labels that came, went and changed, and the images', async () => {
    const { labels, images } = await diffOfLabels(before, after, format);
    expect(labels).toEqual({
      total: [5, 5],
      added: { count: 1, first: [{ ...harbour, label: 'added' }] },
      removed: { count: 1, first: [{ ...harbour, label: 'gone' }] },
      changed: { count: 1, first: [{ ...harbour, label: 'edited' }] },
    });
    expect(images).toEqual({
      total: [6, 5],
      added: { count: 1, first: ['images/g'] },
      removed: { count: 2, first: ['images/c', 'images/e'] },
      moved: { count: 1, first: [{ path: 'images/f', from: 'train', to: 'val' }] },
    });
  });

  it('is nothing between a release and itself', async () => {
    const { labels, images, files } = await diffOfLabels(before, before, format);
    const none = { count: 0, first: [] };
    expect(labels).toEqual({ total: [5, 5], added: none, removed: none, changed: none });
    expect(images).toEqual({ total: [6, 6], added: none, removed: none, moved: none });
    expect(files).toMatchObject({ added: 0, removed: 0, changed: 0 });
  });

  it('is what a comparison of the two lists of labels finds, whatever they are', async () => {
    const unit = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
    const label = fc.record({
      label: fc.constantFrom('1', '2', '3', '4', '5'),
      revision: fc.integer({ min: 1, max: 2 }),
      units: fc.uniqueArray(unit, { minLength: 1, maxLength: 3 }),
    });
    const labels = fc.uniqueArray(label, { selector: (each) => each.label, minLength: 0, maxLength: 5 }).map((list) => {
      const taken = new Set<string>();
      const own = list.map(({ label: id, revision, units }) => {
        const free = units.filter((name) => !taken.has(name));
        for (const name of free) taken.add(name);
        return [id, [revision, 'train', ...free]] as const;
      });
      return Object.fromEntries(own.filter(([, [, , ...units]]) => units.length > 0)) as GivenLabels;
    });
    await fc.assert(
      fc.asyncProperty(labels, labels, async (one, other) => {
        const { labels: found } = await diffOfLabels(one, other, format);
        const only = (these: GivenLabels, those: GivenLabels) => Object.keys(these).filter((id) => !those[id]);
        const named = (ids: readonly string[]) => ids.toSorted().map((id) => ({ ...harbour, label: id }));
        expect(found.added.first).toEqual(named(only(other, one)));
        expect(found.removed.first).toEqual(named(only(one, other)));
        const both = Object.keys(one).filter((id) => other[id] && one[id]?.[0] !== other[id]?.[0]);
        expect(found.changed.first).toEqual(named(both));
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});

describe('the difference of two releases', () => {
  it('counts files by their bytes', async () => {
    const { files } = await diffOfLabels(before, after);
    expect(files).toEqual({ total: [6, 5], added: 1, removed: 2, changed: 1 });
  });

  it('is classes by name and number, and objects by class in each split', async () => {
    const common = { files: {}, images: [] };
    const { classes, splits } = await diffOf(
      {
        ...{ name: 'before', ...common },
        description: {
          classes: ['boat', 'buoy'],
          splits: [{ split: 'train', images: 3, objects: { boat: 4, buoy: 1 } }],
        },
      },
      {
        ...{ name: 'after', ...common },
        description: {
          classes: ['boat', 'tram', 'quay'],
          splits: [
            { split: 'train', images: 4, objects: { boat: 4, tram: 2 } },
            { split: 'val', images: 1, objects: {} },
          ],
        },
      },
    );
    expect(classes).toEqual({ added: ['tram', 'quay'], removed: ['buoy'], renumbered: [] });
    expect(splits).toEqual([
      { split: 'train', images: [3, 4], objects: { boat: [4, 4], buoy: [1, 0], tram: [0, 2] } },
      { split: 'val', images: [0, 1], objects: {} },
    ]);
  });

  it('takes labels of one id in two projects for two labels, and knows one of them in a release of its project alone', async () => {
    const image = (unit: string, revision: number, project = {}) => ({
      ...{ path: `images/${unit}`, ...project, label: '17', revision, unit, uri: null },
    });
    const input = (...projects: (typeof harbour)[]) => ({
      ...{ schema: 1 as const, release: 'r', projects, formats: [{ id: 'yolo' }] },
      ...{ labels: 'newest' as const, layout: 'files' as const },
    });
    const both = {
      ...{ name: 'before', files: {}, description: { input: input(harbour, quay) } },
      images: [image('a.jpg', 1, harbour), image('b.jpg', 1, quay)],
    };
    const edited = { ...both, name: 'after', images: [image('a.jpg', 1, harbour), image('b.jpg', 2, quay)] };
    const nothing = { count: 0, first: [] };
    const { labels } = await diffOf(both, edited);
    expect(labels).toMatchObject({
      ...{ added: nothing, removed: nothing },
      changed: { count: 1, first: [{ ...quay, label: '17' }] },
    });
    const alone = { name: 'after', files: {}, description: { input: input(harbour) }, images: [image('a.jpg', 1)] };
    expect((await diffOf(both, alone)).labels).toMatchObject({
      ...{ added: nothing, changed: nothing },
      removed: { count: 1, first: [{ ...quay, label: '17' }] },
    });
  });

  it('names a class that has another number', async () => {
    const side = (name: string, classes: string[]) => ({ name, files: {}, description: { classes } });
    const { classes } = await diffOf(side('before', ['boat', 'buoy']), side('after', ['buoy', 'boat']));
    expect(classes.renumbered).toEqual([
      { class: 'boat', from: 0, to: 1 },
      { class: 'buoy', from: 1, to: 0 },
    ]);
  });

  it('is refused where a list is not sorted, because its result would be wrong', async () => {
    const given = releaseOf('before', { one: [1, 'train', 'b'], other: [1, 'train', 'a'] });
    const unsorted = { ...given, images: (given.images ?? []).toReversed() };
    await expect(diffOf(unsorted, { ...given, name: 'after' })).rejects.toThrow(/must be sorted by path/);
  });
});
