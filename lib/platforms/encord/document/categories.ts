import { given } from '../../../contracts/given.ts';
import type { Category } from '../../../label/label.ts';
import type { CategorisedAnnotation } from './annotation-parts.ts';
import type { Ontology } from './ontology.ts';
import type { SkeletonTemplate } from './skeleton-template.ts';

const sixDigits = /^#[0-9a-f]{6}$/i;

type ObjectFeature = {
  readonly name: string;
  readonly color?: string | undefined;
  readonly skeleton?: SkeletonTemplate | undefined;
};

/** A colour in another notation (the SDK takes any text) says nothing about the label, and is left out. */
export const objectCategory = ({ name, color, skeleton }: ObjectFeature): Category =>
  given({ name, kind: 'object', color: color && sixDigits.test(color) ? color : undefined, skeleton });

export const classificationCategory = (name: string): Category => ({ name, kind: 'classification' });

/**
 * The whole ontology in its own order, objects before classifications, so that the order does not depend on what a label
 * happens to hold; then what the label holds besides. Features of the same name are one category, which has the first colour.
 */
export function categoriesOf(ontology: Ontology, annotations: readonly CategorisedAnnotation[]): Category[] {
  const used = [...new Set(annotations.map(({ category }) => category))];
  const all = [
    ...[...ontology.objects.values()].map(objectCategory),
    ...used.filter(({ kind }) => kind === 'object'),
    ...[...ontology.classifications.values()].map(({ name }) => classificationCategory(name)),
    ...used.filter(({ kind }) => kind === 'classification'),
  ];
  const categories = new Map<string, Category>();
  for (const category of all) {
    if (category.name === '') continue; // a feature of the ontology without a name, which no annotation can be of
    const key = `${category.kind} ${category.name}`;
    categories.set(key, { ...category, ...categories.get(key) });
  }
  return [...categories.values()];
}
