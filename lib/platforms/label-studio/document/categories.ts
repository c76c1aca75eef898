import type { Category } from '../../../label/label.ts';
import type { CategorisedAnnotation } from './annotations.ts';
import type { Keypoints } from './keypoints.ts';
import type { Tags } from './tags.ts';

/** Controls that ask a question. One that only asks about regions becomes attributes of them, not a category. */
const questions = new Set(['choices', 'taxonomy', 'rating', 'number', 'datetime', 'textarea', 'pairwise', 'ranker']);

/**
 * First what the configuration offers, in its order, so that the order does not depend on what one label happens to have;
 * then what only the label has. Labels of one name are one category, of the first colour.
 */
export function categoriesOf(
  { controls }: Tags,
  annotations: readonly CategorisedAnnotation[],
  keypoints: Keypoints,
): Category[] {
  const offered = [...controls.values()];
  const categories = offered.filter(({ name }) => !keypoints.controls.has(name));
  const used = [...new Set(annotations.map(({ category }) => category))];
  const all: Category[] = [
    ...[...new Set(categories.map(({ labels }) => labels))].flatMap((labels) =>
      labels.map(({ name, color }) => ({ name, kind: 'object' as const, ...(color ? { color } : {}) })),
    ),
    ...used.filter(({ kind }) => kind === 'object'),
    ...offered.flatMap(({ name, tag, isPerRegion }) =>
      questions.has(tag) && !isPerRegion ? [{ name, kind: 'classification' as const }] : [],
    ),
    ...used.filter(({ kind }) => kind === 'classification'),
  ];
  const named = new Map<string, Category>();
  for (const category of all) {
    const key = `${category.kind} ${category.name}`;
    const known = named.get(key);
    if (!known || (!known.color && category.color)) named.set(key, { ...category, ...known });
  }
  return [...named.values()].map((category) => {
    const names = category.kind === 'object' ? keypoints.ofCategory.get(category.name) : undefined;
    return names ? { ...category, skeleton: { keypoints: [...names], edges: [] } } : category;
  });
}
