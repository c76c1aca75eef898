import { type DifferingLabel, DifferingLabels } from './differing-labels.ts';
import { mostNamed, type Named } from './first-named.ts';
import { type ImageLine, type ManifestLine, objectsOf, type Release } from './layout.ts';
import { mergeSorted } from './merge-sorted.ts';
import type { ReadableRelease } from './read-release.ts';

type Comparable = Pick<ReadableRelease, 'description' | 'manifest' | 'images'>;

/** [before, after] */
type Change = readonly [number, number];

export type ReleaseDiff = {
  readonly releases: readonly [string, string];
  /** `changed`: in both, with another revision. */
  readonly labels: {
    readonly total: Change;
    readonly added: Named<DifferingLabel>;
    readonly removed: Named<DifferingLabel>;
    readonly changed: Named<DifferingLabel>;
  };
  /** By path. `moved`: in another split. */
  readonly images: {
    readonly total: Change;
    readonly added: Named<string>;
    readonly removed: Named<string>;
    readonly moved: Named<{ readonly path: string; readonly from: string | null; readonly to: string | null }>;
  };
  /** Of all formats, by path; `changed`: other bytes. */
  readonly files: {
    readonly total: Change;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
  };
  /** Class numbers count from 0. */
  readonly classes: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly renumbered: readonly { readonly class: string; readonly from: number; readonly to: number }[];
  };
  /** Split → counts; `null` is a release without splits. `objects` by class. */
  readonly splits: readonly {
    readonly split: string | null;
    readonly images: Change;
    readonly objects: Readonly<Record<string, Change>>;
  }[];
};

/**
 * What is different in a later release. Both are read a line at a time; what is held is the labels that differ. Throws
 * InvalidConfiguration where a list of a release was changed.
 */
export async function diffReleases(before: Comparable, after: Comparable): Promise<ReleaseDiff> {
  const labels = new DifferingLabels({ before, after });
  const images = await diffImages(before, after, labels);
  const files = await diffFiles(before, after);
  await labels.settle();
  const [one, other] = [before.description, after.description];
  return {
    releases: [one.release, other.release],
    labels: { total: [one.labels, other.labels], ...labels.named() },
    images: { total: [one.images, other.images], ...images },
    files: { total: [one.manifestFiles, other.manifestFiles], ...files },
    classes: diffClasses(one.classes, other.classes),
    splits: diffSplits(one.splits, other.splits),
  };
}

async function diffImages(before: Comparable, after: Comparable, labels: DifferingLabels) {
  const added: string[] = [];
  const removed: string[] = [];
  const moved: { path: string; from: string | null; to: string | null }[] = [];
  const counts = { added: 0, removed: 0, moved: 0 };
  const add = <Item>(kind: keyof typeof counts, list: Item[], item: Item) => {
    counts[kind] += 1;
    if (list.length < mostNamed) list.push(item);
  };
  for await (const [one, other] of mergeSorted<ImageLine>(before.images(), after.images())) {
    labels.compare(one, other);
    if (!one && other) add('added', added, other.path);
    if (one && !other) add('removed', removed, one.path);
    if (one && other && one.split !== other.split)
      add('moved', moved, { path: one.path, from: one.split ?? null, to: other.split ?? null });
  }
  return {
    added: { count: counts.added, first: added },
    removed: { count: counts.removed, first: removed },
    moved: { count: counts.moved, first: moved },
  };
}

async function diffFiles(before: Comparable, after: Comparable) {
  const counts = { added: 0, removed: 0, changed: 0 };
  for await (const [one, other] of mergeSorted<ManifestLine>(before.manifest(), after.manifest())) {
    if (!one) counts.added += 1;
    else if (!other) counts.removed += 1;
    else if (one.sha256 !== other.sha256) counts.changed += 1;
  }
  return counts;
}

function diffClasses(before: readonly string[], after: readonly string[]): ReleaseDiff['classes'] {
  const [numbers, later] = [numbersOf(before), numbersOf(after)];
  const renumbered = before.flatMap((name, from) => {
    const to = later.get(name);
    return to === undefined || to === from ? [] : [{ class: name, from, to }];
  });
  return {
    added: after.filter((name) => !numbers.has(name)),
    removed: before.filter((name) => !later.has(name)),
    renumbered,
  };
}

const numbersOf = (classes: readonly string[]) => new Map(classes.map((name, number) => [name, number]));

function diffSplits(before: Release['splits'], after: Release['splits']): ReleaseDiff['splits'] {
  const names = new Set([...before, ...after].map(({ split }) => split));
  return [...names].map((name) => {
    const [one, other] = [before, after].map((splits) => splits.find(({ split }) => split === name));
    const classes = new Set([one, other].flatMap((counts) => Object.keys(counts?.objects ?? {})));
    const objects = [...classes].map((each): [string, Change] => [
      each,
      [one ? objectsOf(one, each) : 0, other ? objectsOf(other, each) : 0],
    ]);
    return {
      split: name ?? null,
      images: [one?.images ?? 0, other?.images ?? 0],
      objects: Object.fromEntries(objects),
    };
  });
}
