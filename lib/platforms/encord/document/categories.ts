import type { Category } from '../../../label/label.ts';
import type { PlacedAnnotation } from './annotation-parts.ts';
import type { Ontology } from './ontology.ts';
import type { SkeletonTemplate } from './skeleton-template.ts';

const sixDigits = /^#[0-9a-f]{6}$/i;

type Named = {
  readonly name: string;
  readonly color?: string | undefined;
  readonly skeleton?: SkeletonTemplate | undefined;
};

/** A colour in another notation (the SDK takes any text) says nothing about the label, and is left out. */
export const objectCategory = ({ name, color, skeleton }: Named): Category => ({
  name,
  kind: 'object',
  ...(color && sixDigits.test(color) ? { color } : {}),
  ...(skeleton ? { skeleton } : {}),
});

export const classificationCategory = (name: string): Category => ({ name, kind: 'classification' });

/**
 * The whole ontology in its own order, objects before classifications, so that the order does not depend on what one
 * label happens to hold; then what the label holds besides. Things of one name are one category, of the first colour.
 */
export function categoriesOf(ontology: Ontology, annotations: readonly PlacedAnnotation[]): Category[] {
  const used = [...new Set(annotations.map(({ category }) => category))];
  const all = [
    ...[...ontology.objects.values()].map(objectCategory),
    ...used.filter(({ kind }) => kind === 'object'),
    ...[...ontology.classifications.values()].map(({ name }) => classificationCategory(name)),
    ...used.filter(({ kind }) => kind === 'classification'),
  ];
  const categories = new Map<string, Category>();
  for (const category of all) {
    if (category.name === '') continue; // in the ontology, where nothing is called by it
    const key = `${category.kind} ${category.name}`;
    categories.set(key, { ...category, ...categories.get(key) });
  }
  return [...categories.values()];
}
