import type { Omission } from '../formats/format.ts';
import { categoryKindOf, type Label } from '../label/label.ts';
import type { LabelsOf, Release } from './layout.ts';

/** What is counted of a part of a release. */
export type Counts = Pick<Release, 'labels' | 'images' | 'objects' | 'splits' | 'omitted'> & {
  readonly refused: LabelsOf<'refused'>;
};

type SplitCounts = { images: number; readonly objects: Map<string, number> };

export class BatchCounts {
  #labels = 0;
  readonly #splits = new Map<string | undefined, SplitCounts>();
  readonly #omitted = new Map<string, Release['omitted'][number]>();
  readonly #refused: LabelsOf<'refused'> = [];

  /** A label, or the part of it that is in a split; counted once for all formats. */
  addLabel({ units, annotations }: Label, split: string | undefined): void {
    const counts = this.#split(split);
    counts.images += units.length;
    for (const annotation of annotations) {
      if (categoryKindOf(annotation) === 'object') add(counts.objects, annotation.category, 1);
    }
  }

  countLabel(): void {
    this.#labels += 1;
  }

  addOmitted(format: string, omitted: readonly Omission[]): void {
    for (const { code, detail } of omitted)
      this.#omit({ format, code, ...(detail === undefined ? {} : { detail }), count: 1 });
  }

  addCutRelations(format: string, count: number): void {
    this.#omit({ format, code: 'relations-not-held', detail: 'to a unit that is elsewhere', count });
  }

  addRefused(refused: LabelsOf<'refused'>[number]): void {
    this.#refused.push(refused);
  }

  join({ labels, splits, omitted, refused }: Counts): void {
    this.#labels += labels;
    for (const { split, images, objects } of splits) {
      const counts = this.#split(split);
      counts.images += images;
      for (const [name, count] of Object.entries(objects)) add(counts.objects, name, count);
    }
    for (const omission of omitted) this.#omit(omission);
    this.#refused.push(...refused);
  }

  get json(): Counts {
    const splits = [...this.#splits].map(([split, { images, objects }]) => ({
      ...(split === undefined ? {} : { split }),
      images,
      objects: Object.fromEntries([...objects].sort(byName)),
    }));
    return {
      labels: this.#labels,
      images: splits.reduce((sum, { images }) => sum + images, 0),
      objects: splits.flatMap(({ objects }) => Object.values(objects)).reduce((sum, count) => sum + count, 0),
      splits,
      omitted: [...this.#omitted].sort(byName).map(([, omission]) => omission),
      refused: this.#refused,
    };
  }

  #split(name: string | undefined): SplitCounts {
    const counts = this.#splits.get(name) ?? { images: 0, objects: new Map() };
    this.#splits.set(name, counts);
    return counts;
  }

  #omit({ count, ...what }: Release['omitted'][number]): void {
    const key = JSON.stringify([what.format, what.code, what.detail]);
    this.#omitted.set(key, { ...what, count: (this.#omitted.get(key)?.count ?? 0) + count });
  }
}

const add = (counts: Map<string, number>, name: string, count: number): void =>
  void counts.set(name, (counts.get(name) ?? 0) + count);

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : one > other ? 1 : 0;
