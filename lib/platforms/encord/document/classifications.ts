import { FieldPath, invalidAt, optionalTextIn } from '../../kit/fields.ts';
import { type CategorisedAnnotation, identityOf, originOf } from './annotation-parts.ts';
import { type Answer, answersIn, attributesOf } from './attributes.ts';
import { classificationCategory } from './categories.ts';
import { placementsOf } from './classification-places.ts';
import type { LabelRow } from './label-row.ts';
import { noQuestions, type Ontology, type OntologyClassification } from './ontology.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { featureHashOf, firstOf, type RowClassification, rowClassificationsOf } from './row-classifications.ts';
import { UnitIndex } from './unit-index.ts';

/** Every classification, in every place it holds for. */
export function classificationsOf(
  row: LabelRow,
  units: readonly PlacedUnit[],
  ontology: Ontology,
): CategorisedAnnotation[] {
  const index = new UnitIndex(units);
  return rowClassificationsOf(row, units).flatMap((classification) => annotationsOf(classification, index, ontology));
}

function annotationsOf(
  classification: RowClassification,
  index: UnitIndex,
  ontology: Ontology,
): CategorisedAnnotation[] {
  const { hash, answer } = classification;
  const feature = ontology.classifications.get(featureHashOf(classification) ?? '');
  const placements = placementsOf(classification, index, feature?.isGlobal);
  if (placements.length === 0) return [];
  const path = answer?.path ?? new FieldPath('classification_answers').at(hash);
  const answers = answer ? answersIn(answer.fields, 'classifications', answer.path) : [];
  const category = classificationCategory(nameOf(feature, classification, answers, path));
  const attributes = attributesOf(answers, feature?.questions ?? noQuestions);
  return placements.map(({ unit, stretch, entry }) => {
    const at = entry?.path ?? path;
    const { confidence = answer?.fields.confidence, createdAt = answer?.fields.createdAt } = entry?.fields ?? {};
    return {
      path: at,
      category,
      annotation: {
        ...identityOf(hash, unit, stretch.part),
        category: category.name,
        unit: unit.unit.id,
        at: stretch.at,
        attributes,
        ...originOf({ confidence, createdAt }, at),
      },
    };
  });
}

/** The name of the root question. Among several flat answers, only the ontology or an entry can say which one that is. */
function nameOf(
  feature: OntologyClassification | undefined,
  { entries }: RowClassification,
  answers: readonly Answer[],
  path: FieldPath,
): string {
  const first = firstOf(entries);
  const name =
    (feature?.name || undefined) ??
    (first && optionalTextIn(first.fields, 'name', first.path)) ??
    (answers.length === 1 ? answers[0]?.name : undefined);
  if (name) return name;
  throw invalidAt(
    path,
    "must be in the project's ontology, but is not, " +
      `and its ${answers.length} answers do not say which of them has its name. Let the service account read the project, ` +
      'and check that the classification is still in the ontology',
  );
}
