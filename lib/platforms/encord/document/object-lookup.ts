import type { Category } from '../../../label/label.ts';
import { type FieldPath, type Fields, optionalTextIn, textIn } from '../../kit/fields.ts';
import { objectCategory } from './categories.ts';
import type { PlacedUnit } from './data-units.ts';
import type { LabelRow } from './label-row.ts';
import { type AnswersOfObject, answersOfObject } from './object-answers.ts';
import { noQuestions, type Ontology, type OntologyObject, type Questions } from './ontology.ts';

/** What an object is an instance of, and what may be asked about it. */
export type Kind = { readonly category: Category; readonly questions: Questions };

/** Looks up, once a row, what many of its entries have in common. */
export class ObjectReader {
  readonly #row: LabelRow;
  readonly #ontology: Ontology;
  readonly #kinds = new Map<OntologyObject | string, Kind>();
  /** By space, then by hash. The images of a group share the answers of an object. */
  readonly #answers = new Map<string | undefined, Map<string, AnswersOfObject>>();

  constructor(row: LabelRow, ontology: Ontology) {
    this.#row = row;
    this.#ontology = ontology;
  }

  /** By the ontology, else as the object itself says. */
  kindOf(object: Fields, path: FieldPath): Kind {
    const known = this.#ontology.objects.get(optionalTextIn(object, 'featureHash', path) ?? '');
    const name = known?.name || textIn(object, 'name', path);
    const color = known ? known.color : optionalTextIn(object, 'color', path);
    const key = known ?? `${name}\n${color ?? ''}`;
    const kind = this.#kinds.get(key);
    if (kind?.category.name === name) return kind;
    const category = objectCategory({ name, color, skeleton: known?.skeleton });
    const made = { category, questions: known?.questions ?? noQuestions };
    this.#kinds.set(key, made);
    return made;
  }

  answersOf(hash: string, { space }: PlacedUnit): AnswersOfObject {
    const ofSpace = this.#answers.get(space) ?? new Map<string, AnswersOfObject>();
    this.#answers.set(space, ofSpace);
    const answers = ofSpace.get(hash) ?? answersOfObject(this.#row, hash, space);
    ofSpace.set(hash, answers);
    return answers;
  }
}
