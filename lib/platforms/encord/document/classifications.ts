import { FieldPath, invalidAt, optionalTextIn } from '../../kit/fields.ts';
import { identity, making, type PlacedAnnotation } from './annotation-parts.ts';
import { type Answer, answersIn } from './answers.ts';
import { attributesOf } from './attributes.ts';
import { classificationCategory } from './categories.ts';
import { placementsOf } from './classification-places.ts';
import type { PlacedUnit } from './data-units.ts';
import type { LabelRow } from './label-row.ts';
import { noQuestions, type Ontology, type OntologyClassification } from './ontology.ts';
import { featureHashOf, firstOf, type Told, toldClassifications } from './row-classifications.ts';
import { UnitIndex } from './unit-index.ts';

/** Every classification in every place it holds for. */
export function classificationsOf(row: LabelRow, units: readonly PlacedUnit[], ontology: Ontology): PlacedAnnotation[] {
  const index = new UnitIndex(units);
  return toldClassifications(row, units).flatMap((classification) => annotationsOf(classification, index, ontology));
}

function annotationsOf(classification: Told, index: UnitIndex, ontology: Ontology): PlacedAnnotation[] {
  const { hash, answer } = classification;
  const known = ontology.classifications.get(featureHashOf(classification) ?? '');
  const placements = placementsOf(classification, index, known?.isGlobal);
  if (placements.length === 0) return [];
  const path = answer?.path ?? new FieldPath('classification_answers').at(hash);
  const answers = answer ? answersIn(answer.fields, 'classifications', answer.path) : [];
  const category = classificationCategory(nameOf(known, classification, answers, path));
  const attributes = attributesOf(answers, known?.questions ?? noQuestions);
  return placements.map(({ unit, stretch, entry }) => {
    const at = entry?.path ?? path;
    const { confidence = answer?.fields.confidence, createdAt = answer?.fields.createdAt } = entry?.fields ?? {};
    return {
      path: at,
      category,
      annotation: {
        ...identity(hash, unit, stretch.part),
        category: category.name,
        unit: unit.unit.id,
        at: stretch.at,
        attributes,
        ...making({ confidence, createdAt }, at),
      },
    };
  });
}

/** What the root question is called. Among several flat answers only the ontology or an entry can tell which that is. */
function nameOf(
  known: OntologyClassification | undefined,
  { entries }: Told,
  answers: readonly Answer[],
  path: FieldPath,
): string {
  const first = firstOf(entries);
  const name =
    (known?.name || undefined) ??
    (first && optionalTextIn(first.fields, 'name', first.path)) ??
    (answers.length === 1 ? answers[0]?.name : undefined);
  if (name) return name;
  throw invalidAt(
    path,
    `only the project's ontology could tell its name, and not one of its ${answers.length} answers; ` +
      'let the service account read the project, and check that the classification is still in its ontology',
  );
}
