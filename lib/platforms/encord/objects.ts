import { identity, making, type PlacedAnnotation } from './annotations.ts';
import type { Entry } from './labels.ts';
import type { ObjectReader } from './object-reader.ts';
import { asFields, type Fields, invalidAt, type Spot, textOf } from './reading.ts';
import { type Scale, scaleOf } from './scale.ts';
import { shapeOf } from './shapes.ts';
import { timelines, whole } from './timelines.ts';
import type { PlacedUnit } from './units.ts';

/** Every object that stands in a frame or in the whole of the unit, and is not deleted. */
export function objectsOf(unit: PlacedUnit, reader: ObjectReader): PlacedAnnotation[] {
  const placed: PlacedAnnotation[] = [];
  for (const entry of unit.entries) {
    const scale = entry.objects.length > 0 ? scaleOf(unit, entry) : undefined;
    for (const { object, spot } of objectsIn(entry))
      placed.push(placedObject(object, spot, { unit, entry, scale, reader }));
  }
  return placed;
}

/** The objects of an entry that were not deleted; deleted ones may stand there still. */
export function* objectsIn({ objects, spot }: Entry): Generator<{ object: Fields; spot: Spot }> {
  const list = spot.at('objects');
  for (const [index, item] of objects.entries()) {
    const at = list.at(index);
    const object = asFields(item, at);
    if (object.isDeleted !== true) yield { object, spot: at };
  }
}

type Standing = {
  readonly unit: PlacedUnit;
  readonly entry: Entry;
  readonly scale: Scale | undefined;
  readonly reader: ObjectReader;
};

function placedObject(object: Fields, spot: Spot, { unit, entry, scale, reader }: Standing): PlacedAnnotation {
  if (object.event !== undefined && object.event !== null) {
    throw invalidAt(spot.at('event'), 'stands in a row that is not a continuous scene, where it means nothing');
  }
  const hash = textOf(object, 'objectHash', spot);
  const { category, questions } = reader.kindOf(object, spot);
  const { frame } = entry;
  const at = frame === undefined ? whole : (timelines[unit.timeline].at?.(frame) ?? whole);
  return {
    spot,
    category,
    annotation: {
      ...identity(hash, unit, frame),
      category: category.name,
      unit: unit.unit.id,
      at,
      shape: shapeOf(object, spot, scale),
      attributes: reader.answersOf(hash, unit).at(frame ?? unit.sequence, questions),
      ...(at.kind === 'frame' && typeof object.manualAnnotation === 'boolean'
        ? { keyFrame: object.manualAnnotation }
        : {}),
      ...making(object, spot),
    },
  };
}
