import type { Category } from '../../../label/label.ts';

const sixDigits = /^#[0-9a-f]{6}$/i;

/** The categories that one label needs: an export does not carry the ontology. */
export class Categories {
  readonly #objects = new Map<string, Category>();
  readonly #classifications = new Map<string, Category>();

  /** In order of appearance, those of objects first. */
  get all(): Category[] {
    return [...this.#objects.values(), ...this.#classifications.values()];
  }

  /** Objects of one name are one category, of the first colour that can be read. */
  addObject(name: string, color: unknown): void {
    if (this.#objects.get(name)?.color) return;
    const category: Category = { name, kind: 'object' };
    if (typeof color === 'string' && sixDigits.test(color)) category.color = color;
    this.#objects.set(name, category);
  }

  addClassification(name: string): void {
    if (!this.#classifications.has(name)) this.#classifications.set(name, { name, kind: 'classification' });
  }
}
