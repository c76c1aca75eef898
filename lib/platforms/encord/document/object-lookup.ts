import type { Category } from '../../../label/label.ts';
import { type FieldPath, type Fields, optionalTextIn, textIn } from '../../kit/fields.ts';
import { objectCategory } from './categories.ts';
import type { LabelRow } from './label-row.ts';
import { type AnswersOfRow, answersOfRow, type ObjectAnswers, objectAnswersOf } from './object-answers.ts';
import { noQuestions, type Ontology, type OntologyObject, type Questions } from './ontology.ts';
import type { PlacedUnit } from './placed-unit.ts';

/** What an object is an instance of, and the questions about it. */
export type ObjectKind = { readonly category: Category; readonly questions: Questions };

/** Looks up once what many entries of a row have in common: the kinds of objects, and the answers about each object. */
export class ObjectLookup {
  readonly #row: LabelRow;
  readonly #ontology: Ontology;
  readonly #kinds = new Map<OntologyObject | string, ObjectKind>();
  readonly #answersOfRow = new Map<string, AnswersOfRow>();
  /** By space, then by hash. The images of a group share the answers of an object. */
  readonly #answers = new Map<string | undefined, Map<string, ObjectAnswers>>();

  constructor(row: LabelRow, ontology: Ontology) {
    this.#row = row;
    this.#ontology = ontology;
  }

  /** As the ontology has it, else as the object itself does. */
  kindOf(object: Fields, path: FieldPath): ObjectKind {
    const feature = this.#ontology.objects.get(optionalTextIn(object, 'featureHash', path) ?? '');
    const name = feature?.name || textIn(object, 'name', path);
    const color = feature ? feature.color : textOrNone(object.color);
    const key = feature ?? `${name}\n${color ?? ''}`;
    const known = this.#kinds.get(key);
    if (known?.category.name === name) return known;
    const category = objectCategory({ name, color, skeleton: feature?.skeleton });
    const kind = { category, questions: feature?.questions ?? noQuestions };
    this.#kinds.set(key, kind);
    return kind;
  }

  answersOf(hash: string, { space }: PlacedUnit): ObjectAnswers {
    const inSpace = this.#answers.get(space) ?? new Map<string, ObjectAnswers>();
    this.#answers.set(space, inSpace);
    const answers = inSpace.get(hash) ?? objectAnswersOf(this.#inRow(hash), space);
    inSpace.set(hash, answers);
    return answers;
  }

  #inRow(hash: string): AnswersOfRow {
    const answers = this.#answersOfRow.get(hash) ?? answersOfRow(this.#row, hash);
    this.#answersOfRow.set(hash, answers);
    return answers;
  }
}

const textOrNone = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
