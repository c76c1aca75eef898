import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { releaseText } from '../../../cli/release/release-text.ts';
import { splitPattern } from '../../../lib/configuration/split-pattern.ts';
import type { Split } from '../../../lib/contracts/release.ts';
import { parseList, splitsOf } from '../../../lib/release/splits.ts';
import { aRequest, BuiltRelease, build, exportLabel } from '../../support/built-release.ts';
import { aLabel } from '../../support/labels.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const shares = [
  { name: 'train', share: 0.5 },
  { name: 'val', share: 0.5 },
];
const splitting = (parts: Partial<Split> = {}, store = new MemoryStore()) => splitsOf(store, { shares, ...parts });

const aGroup = fc.record({
  /** A label of these units, by their numbers; a group of the platform for those that have one. */
  label: fc.nat({ max: 12 }),
  units: fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 1, maxLength: 3 }),
});
const labelsOf = (groups: readonly { label: number; units: readonly number[] }[]) =>
  groups.map(({ label, units }) =>
    aLabel({
      source: { label: `label-${label}` },
      units: units.map((unit) => ({
        ...{ id: `unit-${unit}`, name: `${unit}.jpg`, media: 'image' as const, width: 10, height: 10 },
        ...(unit % 3 === 0 ? { group: `group-${unit % 2}` } : {}),
      })),
    }),
  );

async function sidesOf(groups: readonly { label: number; units: readonly number[] }[]) {
  const store = new MemoryStore();
  for (const label of labelsOf(groups)) await exportLabel(store, label);
  await build(store, aRequest({ split: { shares }, formats: [{ id: 'coco' }] }), { sizes: { labels: 4, bytes: 1e9 } });
  return new Map((await new BuiltRelease(store).images()).map(({ unit, split }) => [unit, split]));
}

describe('the split of an image', () => {
  it('never changes when labels are added, edited or deleted, and is one for all of a group', async () => {
    const groups = fc.array(aGroup, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(groups, groups, async (before, after) => {
        const [one, other] = [await sidesOf(before), await sidesOf(after)];
        for (const [unit, side] of one) if (other.has(unit)) expect([unit, other.get(unit)]).toEqual([unit, side]);
        for (const parity of [0, 1]) {
          const sides = [...one].flatMap(([unit, side]) => {
            const number = Number(unit.slice('unit-'.length));
            return number % 3 === 0 && number % 2 === parity ? [side] : [];
          });
          expect(new Set(sides).size).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  it('has about the share that was asked for', async () => {
    const splits = await splitting({
      shares: [
        { name: 'train', share: 0.8 },
        { name: 'val', share: 0.2 },
      ],
    });
    const train = Array.from({ length: 10_000 }, (_, id) => splits.of({ id: `${id}`, name: '' })).filter(
      (split) => split === 'train',
    );
    expect(train.length).toBeGreaterThan(7_850);
    expect(train.length).toBeLessThan(8_150);
  });

  it('is that of the part of its name that a pattern finds, and else its own', async () => {
    const splits = await splitting({ by: '^(cam\\d+)/' });
    const sides = Array.from({ length: 50 }, (_, id) => splits.of({ id: `${id}`, name: `cam7/${id}.jpg` }));
    expect(new Set(sides).size).toBe(1);
    const others = Array.from({ length: 50 }, (_, id) => splits.of({ id: `${id}`, name: `${id}.jpg` }));
    expect(new Set(others).size).toBe(2);
  });

  it('is what a list of the user says, and none for a unit that is not in it', async () => {
    const store = new MemoryStore();
    await store.put({
      key: 'list',
      bytes: Buffer.from('\ufeffa b.jpg\tval\r\nc.jpg\ttrain\n'),
      contentType: 'text/plain',
    });
    const splits = await splitting({ list: 'list' }, store);
    const of = (name: string) => splits.of({ id: name, name });
    expect(['a b.jpg', 'c.jpg', 'd.jpg'].map(of)).toEqual(['val', 'train', undefined]);
  });

  it('keeps a unit that a list leaves out away from the release, counts its label, and says which names of the list no unit has', async () => {
    const store = new MemoryStore();
    for (const label of labelsOf([
      { label: 1, units: [1] },
      { label: 2, units: [2] },
    ]))
      await exportLabel(store, label);
    const list = '1.jpg\tval\n1.jpeg\tval\nother/2.jpg\tval\n';
    await store.put({ key: 'list', bytes: Buffer.from(list), contentType: 'text/plain' });
    await build(store, aRequest({ split: { shares, list: 'list' } }));
    const release = await new BuiltRelease(store).release();
    expect(release).toMatchObject({ labels: 1, images: 1, leftOut: { notListed: 1 } });
    expect(release.unusedNames).toEqual({ count: 2, first: ['1.jpeg', 'other/2.jpg'] });
    expect(releaseText(release, '')).toContain(
      '2 names of the list of splits that no unit of it has: "1.jpeg", "other/2.jpg"',
    );
  });
});

describe('a list of splits', () => {
  it.each([
    ['a.jpg train', /Line 1 of the split list must be a name, a tab and a split/],
    ['a.jpg\ttrain\nb.jpg\ttest', /Line 2 of the split list must end with one of train, val/],
    ['a.jpg\ttrain\na.jpg\tval', /Line 2 of the split list must not give a unit a second split/],
  ])('%j is refused, with its line', (text, message) => {
    expect(() => parseList(text, ['train', 'val'])).toThrow(message);
  });
});

it.each(['(', 'cam'])('the pattern %j is refused', (pattern) => {
  expect(() => splitPattern(pattern)).toThrow(/The pattern that splits are made by must/);
});
