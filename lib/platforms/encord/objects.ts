import { identity, making, type PlacedAnnotation } from './annotations.ts';
import { attributesOf } from './attributes.ts';
import { objectCategory } from './categories.ts';
import { type Answer, invalidAt, type LabelRow, type PlacedObject } from './label-row.ts';
import type { Ontology } from './ontology.ts';
import { shapeOf } from './shapes.ts';
import { covers, type PlacedUnit } from './units.ts';

/** Every object that stands in a unit and is not deleted. */
export function objectsOf(row: LabelRow, units: readonly PlacedUnit[], ontology: Ontology): PlacedAnnotation[] {
  refuseObjectsWithoutShape(row);
  return units.flatMap((unit) =>
    (unit.labels.objects ?? []).flatMap((object, index) =>
      object.isDeleted ? [] : [placed(object, `${unit.place}.labels.objects[${index}]`, unit, row, ontology)],
    ),
  );
}

function placed(
  object: PlacedObject,
  place: string,
  unit: PlacedUnit,
  row: LabelRow,
  ontology: Ontology,
): PlacedAnnotation {
  const { width, height } = unit.unit;
  if (!width || !height) {
    throw invalidAt(unit.place, 'width and height are missing, without which its shapes cannot be turned into pixels');
  }
  const known = ontology.objects.get(object.featureHash ?? '');
  const category = objectCategory(known ?? object);
  const { objectHash: hash } = object;
  return {
    place,
    category,
    annotation: {
      ...identity(hash, unit, row.data_type === 'img_group'),
      category: category.name,
      unit: unit.unit.id,
      at: { kind: 'whole' },
      shape: shapeOf(object, { width, height }, place),
      attributes: attributesOf(answersOf(hash, row, unit), known?.attributes ?? [], `object_answers.${hash}`),
      ...making(object, place),
    },
  };
}

/** Answers that hold wherever the object stands, then those that hold in this unit. */
const answersOf = (hash: string, row: LabelRow, unit: PlacedUnit): Answer[] => [
  ...(row.object_answers?.[hash]?.classifications ?? []),
  ...(row.object_actions?.[hash]?.actions ?? []).filter((action) => covers(action.range, unit)),
];

/** Marks in audio and text, and objects of spaces, stand in the answers alone. Answers left behind by deleted objects do not. */
function refuseObjectsWithoutShape(row: LabelRow): void {
  for (const [hash, { range, spaces }] of Object.entries(row.object_answers ?? {})) {
    if (range?.length || Object.keys(spaces ?? {}).length > 0) {
      throw invalidAt(`object_answers.${hash}`, 'places an object by range or space, which an image does not have');
    }
  }
  for (const [hash, { actions }] of Object.entries(row.object_actions ?? {})) {
    if (actions.some((action) => action.spaceId)) {
      throw invalidAt(`object_actions.${hash}`, 'has answers in a space, which is not supported yet');
    }
  }
}
