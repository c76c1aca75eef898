import type { Annotation, Category } from '../label/label.ts';

type Template = NonNullable<Category['skeleton']>;

/**
 * Of categories whose ontology does not say their keypoints: those that their skeletons in the label have, in the order in
 * which they come first. A name that a skeleton has several times is there as often.
 */
export function drawnSkeletons(
  annotations: readonly Pick<Annotation, 'category' | 'shape'>[],
): ReadonlyMap<string, Template> {
  const slots = new Map<string, Map<string, string>>();
  for (const { category, shape } of annotations) {
    if (shape?.kind !== 'skeleton') continue;
    const ofCategory = slots.get(category) ?? new Map<string, string>();
    slots.set(category, ofCategory);
    const seen = new Map<string, number>();
    for (const { name } of shape.keypoints) {
      const times = (seen.get(name) ?? 0) + 1;
      seen.set(name, times);
      ofCategory.set(`${times} ${name}`, name);
    }
  }
  return new Map([...slots].map(([category, names]) => [category, { keypoints: [...names.values()], edges: [] }]));
}

/** The keypoints of one template, and after them those that another has besides: places that are given never change. */
export function joinedKeypoints(template: Template | undefined, other: Template): readonly string[] {
  const keypoints = [...(template?.keypoints ?? [])];
  const free = [...keypoints];
  for (const name of other.keypoints) {
    const place = free.indexOf(name);
    if (place < 0) keypoints.push(name);
    else free.splice(place, 1);
  }
  return keypoints;
}
