import type { Category } from '../../label/label.ts';
import type { PlacedAnnotation } from './annotations.ts';
import type { Ontology } from './ontology.ts';

const sixDigits = /^#[0-9a-f]{6}$/i;

type Named = { readonly name: string; readonly color?: string | null | undefined };

/** A colour in another notation (the SDK takes any text) says nothing about the label, and is left out. */
export const objectCategory = ({ name, color }: Named): Category => ({
  name,
  kind: 'object',
  ...(color && sixDigits.test(color) ? { color } : {}),
});

export const classificationCategory = (name: string): Category => ({ name, kind: 'classification' });

/**
 * The whole ontology in its own order, objects before classifications, so that the order does not depend on what one
 * label happens to hold; then what the label holds besides. Things of one name are one category, of the first colour.
 */
export function categoriesOf(ontology: Ontology, annotations: readonly PlacedAnnotation[]): Category[] {
  const used = annotations.map(({ category }) => category);
  const all = [
    ...[...ontology.objects.values()].map(objectCategory),
    ...used.filter(({ kind }) => kind === 'object'),
    ...[...ontology.classifications.values()].flatMap(({ attributes: [root] }) =>
      root ? [classificationCategory(root.name)] : [],
    ),
    ...used.filter(({ kind }) => kind === 'classification'),
  ];
  const categories = new Map<string, Category>();
  for (const category of all) {
    const key = `${category.kind} ${category.name}`;
    categories.set(key, { ...category, ...categories.get(key) });
  }
  return [...categories.values()];
}
