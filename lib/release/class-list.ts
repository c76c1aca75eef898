import { isDeepStrictEqual } from 'node:util';
import { drawnSkeletons, joinedKeypoints } from '../formats/drawn-skeletons.ts';
import type { ClassFacts } from '../formats/format.ts';
import type { Annotation, Category } from '../label/label.ts';
import type { Release } from './layout.ts';

type Described = Omit<Category, 'kind'>;
type Template = NonNullable<Category['skeleton']>;
type Conflict = Release['conflicts'][number];

/** What some labels say of their classes, as it is kept. */
export type ClassesSaid = {
  readonly described: readonly Described[];
  /** Keypoints of skeletons that were drawn, for classes whose ontology does not say them. */
  readonly drawn: readonly (readonly [name: string, keypoints: readonly string[]])[];
  readonly conflicts: readonly Conflict[];
};

/**
 * What labels say of the classes of one data set, brought together: of each field the first that is there. It makes no difference
 * in which parts the labels are brought together, as long as they come in their order.
 */
export class ClassList {
  readonly #described = new Map<string, Described>();
  readonly #drawn = new Map<string, readonly string[]>();
  readonly #conflicts = new Map<string, Conflict>();

  add(categories: readonly Category[], annotations: readonly Pick<Annotation, 'category' | 'shape'>[]): void {
    for (const { kind, ...own } of categories) if (kind === 'object') this.#describe(own);
    for (const [name, { keypoints }] of drawnSkeletons(annotations)) this.#draw(name, keypoints);
  }

  join({ described, drawn, conflicts }: ClassesSaid): void {
    for (const own of described) this.#describe(own);
    for (const [name, keypoints] of drawn) this.#draw(name, keypoints);
    for (const conflict of conflicts) this.#note(conflict);
  }

  get said(): ClassesSaid {
    return {
      described: [...this.#described.values()],
      drawn: [...this.#drawn],
      conflicts: [...this.#conflicts.values()].sort(byName),
    };
  }

  get names(): readonly string[] {
    return [...this.#described.keys()];
  }

  /** The classes with these names, each with its place in them as its number. */
  numbered(names: readonly string[]): readonly ClassFacts[] {
    return names.map((name, number) => {
      const described = this.#described.get(name) ?? { name };
      const keypoints = this.#drawn.get(name);
      const skeleton = described.skeleton ?? (keypoints && template(keypoints));
      return { ...described, ...(skeleton ? { skeleton } : {}), number };
    });
  }

  #describe(own: Described): void {
    const known = this.#described.get(own.name);
    if (known) {
      for (const differs of ['skeleton', 'parent', 'color'] as const) {
        const [before, now] = [known[differs], own[differs]];
        if (before !== undefined && now !== undefined && !isDeepStrictEqual(before, now))
          this.#note({ class: own.name, differs });
      }
    }
    this.#described.set(own.name, { ...own, ...known });
  }

  #draw(name: string, keypoints: readonly string[]): void {
    const known = this.#drawn.get(name);
    this.#drawn.set(name, joinedKeypoints(known && template(known), template(keypoints)));
  }

  #note(conflict: Conflict): void {
    this.#conflicts.set(JSON.stringify(conflict), conflict);
  }
}

const template = (keypoints: readonly string[]): Template => ({ keypoints: [...keypoints], edges: [] });
const byName = (one: Conflict, other: Conflict): number => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
