import { identity, making, type PlacedAnnotation } from './annotations.ts';
import { attributesOf } from './attributes.ts';
import { classificationCategory } from './categories.ts';
import { type ClassificationAnswer, invalidAt, type LabelRow, type PlacedClassification } from './label-row.ts';
import type { Ontology, Question } from './ontology.ts';
import { covers, type PlacedUnit } from './units.ts';

/** What a row says about one classification: its answer, and its entries in units. Either may be missing. */
type Told = {
  readonly hash: string;
  readonly answer?: ClassificationAnswer | undefined;
  readonly entries: ReadonlyMap<PlacedUnit, { readonly entry: PlacedClassification; readonly place: string }>;
};

/** Every classification in every unit it holds for. */
export function classificationsOf(row: LabelRow, units: readonly PlacedUnit[], ontology: Ontology): PlacedAnnotation[] {
  return told(row, units).flatMap((classification) => annotationsOf(classification, row, units, ontology));
}

function told(row: LabelRow, units: readonly PlacedUnit[]): Told[] {
  const entries = units.flatMap((unit) =>
    (unit.labels.classifications ?? []).flatMap((entry, index) =>
      entry.isDeleted ? [] : [{ unit, entry, place: `${unit.place}.labels.classifications[${index}]` }],
    ),
  );
  const hashes = new Set([
    ...entries.map(({ entry }) => entry.classificationHash),
    ...Object.keys(row.classification_answers ?? {}),
  ]);
  return [...hashes].map((hash) => ({
    hash,
    answer: row.classification_answers?.[hash],
    entries: new Map(
      entries
        .filter(({ entry }) => entry.classificationHash === hash)
        .map(({ unit, entry, place }) => [unit, { entry, place }]),
    ),
  }));
}

function annotationsOf(
  classification: Told,
  row: LabelRow,
  units: readonly PlacedUnit[],
  ontology: Ontology,
): PlacedAnnotation[] {
  const { hash, answer, entries } = classification;
  const answerPlace = `classification_answers.${hash}`;
  const [first] = entries.values();
  const featureHash = answer?.featureHash ?? first?.entry.featureHash ?? '';
  const known = ontology.classifications.get(featureHash);
  const holdsFor = unitsHeldFor(classification, units, known?.level, answerPlace);
  return holdsFor.map((unit) => {
    const { entry, place } = entries.get(unit) ?? { place: answerPlace };
    const category = classificationCategory(nameOf(known?.attributes, classification, answerPlace));
    const { confidence = answer?.confidence, createdAt = answer?.createdAt } = entry ?? {};
    return {
      place,
      category,
      annotation: {
        ...identity(hash, unit, row.data_type === 'img_group'),
        category: category.name,
        unit: unit.unit.id,
        at: { kind: 'whole' },
        attributes: attributesOf(answer?.classifications ?? [], known?.attributes ?? [], answerPlace),
        ...making({ confidence, createdAt }, place),
      },
    };
  });
}

/**
 * Old rows place a classification by its entries in units; since 2026 the answer's range does, and wins over entries.
 * An empty range means all units; entries, where there are any, count unless the ontology says the question is global.
 * An answer with neither range nor entries was left behind by a deleted classification.
 */
function unitsHeldFor(
  { answer, entries }: Told,
  units: readonly PlacedUnit[],
  level: string | null | undefined,
  place: string,
): readonly PlacedUnit[] {
  const inSpaces = Object.keys(answer?.spaces ?? {}).filter((space) => space !== 'root');
  if (inSpaces.length > 0)
    throw invalidAt(`${place}.spaces`, 'places the classification in spaces, which are not supported yet');
  const range = answer?.range;
  const byEntry = [...entries.keys()];
  if (!range) return byEntry;
  if (!answer.featureHash) {
    if (byEntry.length === 0) throw invalidAt(place, 'has a range, but no featureHash that says what it is');
    return byEntry;
  }
  if (range.length === 0) return level === 'global' || byEntry.length === 0 ? units : byEntry;
  const outside = range.flat().filter((end) => !units.some(({ sequence }) => sequence === end));
  if (outside.length > 0) throw invalidAt(`${place}.range`, `no data unit has the data_sequence ${outside[0]}`);
  return units.filter((unit) => covers(range, unit));
}

/** What the root question is called. Among several flat answers only the ontology or an entry can tell which that is. */
function nameOf(questions: readonly Question[] | undefined, { answer, entries }: Told, place: string): string {
  const [first] = entries.values();
  const answers = answer?.classifications ?? [];
  const name = questions?.[0]?.name ?? first?.entry.name ?? (answers.length === 1 ? answers[0]?.name : undefined);
  if (name) return name;
  throw invalidAt(
    place,
    `only the project's ontology could tell which of its ${answers.length} answers gives it its name; ` +
      'let the service account read the project, and check that the classification is still in its ontology',
  );
}
