import * as z from 'zod/mini';
import { parseAt } from './label-row.ts';

const hash = z.string();

/** A question about an object or an image. Options of a radio may carry further questions, up to seven levels deep. */
const Question = z.object({
  name: z.string(),
  type: z.string(),
  featureNodeHash: hash,
  get options() {
    return z.nullish(z.array(Option));
  },
});
export type Question = z.infer<typeof Question>;

const Option = z.object({
  label: z.string(),
  featureNodeHash: hash,
  get options() {
    return z.nullish(z.array(Question));
  },
});

const OntologyObject = z.object({
  name: z.string(),
  color: z.nullish(z.string()),
  featureNodeHash: hash,
  attributes: z.nullish(z.array(Question)),
});

/** Its one attribute is the question itself, and gives the classification its name. */
const OntologyClassification = z.object({
  featureNodeHash: hash,
  level: z.nullish(z.string()),
  attributes: z.array(Question).check(z.minLength(1)),
});

/** The `editorOntology` of a project: https://docs.encord.com/sdk-documentation/sdk-references/objects.ontology_structure */
const Structure = z.object({
  objects: z.nullish(z.array(OntologyObject)),
  classifications: z.nullish(z.array(OntologyClassification)),
});

/** Feature hash → what it stands for, in the ontology's order. Names are not unique, hashes are. */
export type Ontology = {
  readonly objects: ReadonlyMap<string, z.infer<typeof OntologyObject>>;
  readonly classifications: ReadonlyMap<string, z.infer<typeof OntologyClassification>>;
};

/** Without an ontology every look-up in it finds nothing. */
export function parseOntology(ontology: unknown): Ontology {
  const { objects, classifications } = parseAt(Structure, ontology ?? {}, "The project's ontology");
  return {
    objects: new Map((objects ?? []).map((object) => [object.featureNodeHash, object])),
    classifications: new Map((classifications ?? []).map((made) => [made.featureNodeHash, made])),
  };
}
