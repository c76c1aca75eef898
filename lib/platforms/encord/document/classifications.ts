import type { Attribute, Origin } from '../../../label/label.ts';
import { type FieldPath, invalidAt, optionalTextIn } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { type CategorisedAnnotation, identityOf, makingOf } from './annotation-parts.ts';
import { type Answer, answersIn, attributesOf, questionsIn } from './attributes.ts';
import { classificationCategory } from './categories.ts';
import { makingFieldsOf } from './classification-making.ts';
import { placementsOf } from './classification-places.ts';
import { keys } from './known-keys.ts';
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
  const path = answer?.path ?? placements[0]?.entry?.path;
  if (placements.length === 0 && Array.isArray(answer?.fields.range)) {
    answer.path.reading.leaveOut({ id: hash }, answer.path, 'an answer that is in no frame and no image');
  }
  if (!path || placements.length === 0) return [];
  if (answer) checkKeys(answer.fields, keys.classificationAnswer, answer.path);
  const answers = answer ? answersIn(answer.fields, 'classifications', answer.path) : [];
  const category = classificationCategory(nameOf(feature, classification, answers, path));
  const attributesBy = new Map<Origin | undefined, Attribute[]>();
  return placements.map((placement) => {
    const { unit, stretch, entry } = placement;
    const at = entry?.path ?? path;
    const identity = identityOf(hash, unit, stretch.part);
    const fields = makingFieldsOf(classification, placement, { id: identity.id, path: at });
    const making = makingOf(fields, at, identity.id);
    const attributes =
      attributesBy.get(making.origin) ?? attributesOf(answers, feature?.questions ?? noQuestions, making.origin);
    attributesBy.set(making.origin, attributes);
    return {
      path: at,
      category,
      annotation: {
        ...identity,
        category: category.name,
        unit: unit.unit.id,
        at: stretch.at,
        attributes,
        ...making,
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
    (questionsIn(answers) === 1 ? answers[0]?.name : undefined);
  if (name) return name;
  throw invalidAt(
    path,
    "must be in the project's ontology, but is not, " +
      `and its ${answers.length} answers do not say which of them has its name. Let the service account read the project, ` +
      'and check that the classification is still in the ontology',
  );
}
