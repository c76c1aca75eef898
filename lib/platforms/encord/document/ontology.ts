import {
  asFields,
  FieldPath,
  type Fields,
  invalidAt,
  isMissing,
  optionalListIn,
  optionalTextIn,
  textIn,
} from '../../kit/fields.ts';
import { type SkeletonTemplate, skeletonTemplatesOf } from './skeleton-template.ts';

/** A question about an object or a unit. Options of a radio may have further questions. */
export type Question = {
  /** Empty where the ontology has none: then the name in the answer counts. */
  readonly name: string;
  readonly type: string;
  readonly hash: string;
  readonly options: readonly Option[];
};
type Option = { readonly label: string; readonly hash: string; readonly questions: readonly Question[] };

/** `all` has the questions of options, too, by their hash. */
export type Questions = { readonly top: readonly Question[]; readonly all: ReadonlyMap<string, Question> };
export const noQuestions: Questions = { top: [], all: new Map() };

export type OntologyObject = {
  /** Empty where the ontology has none. */
  readonly name: string;
  readonly color: string | undefined;
  readonly skeleton: SkeletonTemplate | undefined;
  readonly questions: Questions;
};

export type OntologyClassification = {
  /** The name of its one attribute, which is the question itself. It may be empty, too. */
  readonly name: string;
  /** Whether it is about the data as a whole, never about some frames. */
  readonly isGlobal: boolean;
  readonly questions: Questions;
};

/** Features by their hash, in the ontology's order. Names are not unique, hashes are. */
export type Ontology = {
  readonly objects: ReadonlyMap<string, OntologyObject>;
  readonly classifications: ReadonlyMap<string, OntologyClassification>;
};

/** Encord nests seven levels. Without a bound, a broken ontology could exhaust the stack. */
const deepest = 20;
const start = new FieldPath('ontology');
const noOntology: Ontology = { objects: new Map(), classifications: new Map() };

/** All labels of a group come with the same ontology: it is read once. */
const known = new WeakMap<object, Ontology>();

/**
 * The `editorOntology` of a project: https://docs.encord.com/sdk-documentation/sdk-references/objects.ontology_structure
 * Without it, every look-up finds nothing.
 */
export function readOntology(structure: unknown): Ontology {
  if (isMissing(structure)) return noOntology;
  const fields = asFields(structure, new FieldPath("The project's ontology"));
  const ontology = known.get(fields) ?? ontologyOf(fields);
  known.set(fields, ontology);
  return ontology;
}

function ontologyOf(structure: Fields): Ontology {
  const templates = skeletonTemplatesOf(structure, start);
  const objects = itemsOf(structure, 'objects', start).map(({ fields, path }) => {
    const hash = textIn(fields, 'featureNodeHash', path);
    const name = optionalTextIn(fields, 'name', path) ?? '';
    const color = optionalTextIn(fields, 'color', path);
    return [hash, { name, color, skeleton: templates.get(hash), questions: questionsOf(fields, path) }] as const;
  });
  const classifications = itemsOf(structure, 'classifications', start).map(({ fields, path }) => {
    const questions = questionsOf(fields, path);
    const [root] = questions.top;
    if (!root) throw invalidAt(path.at('attributes'), 'must have a question, but is empty');
    const isGlobal = optionalTextIn(fields, 'level', path) === 'global';
    return [textIn(fields, 'featureNodeHash', path), { name: root.name, isGlobal, questions }] as const;
  });
  return { objects: new Map(objects), classifications: new Map(classifications) };
}

function questionsOf(feature: Fields, path: FieldPath): Questions {
  const all = new Map<string, Question>();

  const nested = (holder: Fields, key: string, at: FieldPath, depth: number): Question[] =>
    itemsOf(holder, key, at).map((item) => {
      if (depth > deepest) throw invalidAt(start, `has questions nested more than ${deepest} levels deep`);
      const question = {
        name: optionalTextIn(item.fields, 'name', item.path) ?? '',
        type: optionalTextIn(item.fields, 'type', item.path) ?? '',
        hash: textIn(item.fields, 'featureNodeHash', item.path),
        options: itemsOf(item.fields, 'options', item.path).map(
          (option): Option => ({
            label: optionalTextIn(option.fields, 'label', option.path) ?? '',
            hash: textIn(option.fields, 'featureNodeHash', option.path),
            questions: nested(option.fields, 'options', option.path, depth + 1),
          }),
        ),
      };
      all.set(question.hash, question);
      return question;
    });

  return { top: nested(feature, 'attributes', path, 1), all };
}

/** The objects of a list, each with its path. */
const itemsOf = (holder: Fields, key: string, path: FieldPath): { fields: Fields; path: FieldPath }[] =>
  optionalListIn(holder, key, path).map((item, index) => {
    const at = path.at(key).at(index);
    return { fields: asFields(item, at), path: at };
  });
