import { asFields, type FieldPath, type Fields, invalidAt, textIn } from '../../kit/fields.ts';
import { identity, making, type PlacedAnnotation } from './annotation-parts.ts';
import type { PlacedUnit } from './data-units.ts';
import type { Entry } from './entries.ts';
import type { ObjectReader } from './object-lookup.ts';
import { timelines, whole } from './places.ts';
import { type Scale, scaleOf } from './scale.ts';
import { shapeOf } from './shapes.ts';

/** Every object that stands in a frame or in the whole of the unit, and is not deleted. */
export function objectsOf(unit: PlacedUnit, reader: ObjectReader): PlacedAnnotation[] {
  const placed: PlacedAnnotation[] = [];
  for (const entry of unit.entries) {
    const scale = entry.objects.length > 0 ? scaleOf(unit, entry) : undefined;
    for (const { object, path } of objectsIn(entry))
      placed.push(placedObject(object, path, { unit, entry, scale, reader }));
  }
  return placed;
}

/** The objects of an entry that were not deleted; deleted ones may stand there still. */
export function* objectsIn({ objects, path }: Entry): Generator<{ object: Fields; path: FieldPath }> {
  const list = path.at('objects');
  for (const [index, item] of objects.entries()) {
    const at = list.at(index);
    const object = asFields(item, at);
    if (object.isDeleted !== true) yield { object, path: at };
  }
}

type Standing = {
  readonly unit: PlacedUnit;
  readonly entry: Entry;
  readonly scale: Scale | undefined;
  readonly reader: ObjectReader;
};

function placedObject(object: Fields, path: FieldPath, { unit, entry, scale, reader }: Standing): PlacedAnnotation {
  if (object.event !== undefined && object.event !== null) {
    throw invalidAt(path.at('event'), 'stands in a row that is not a continuous scene, where it means nothing');
  }
  const hash = textIn(object, 'objectHash', path);
  const { category, questions } = reader.kindOf(object, path);
  const { frame } = entry;
  const at = frame === undefined ? whole : (timelines[unit.timeline].at?.(frame) ?? whole);
  return {
    path,
    category,
    annotation: {
      ...identity(hash, unit, frame),
      category: category.name,
      unit: unit.unit.id,
      at,
      shape: shapeOf(object, path, scale),
      attributes: reader.answersOf(hash, unit).at(frame ?? unit.sequence, questions),
      ...(at.kind === 'frame' && typeof object.manualAnnotation === 'boolean'
        ? { keyFrame: object.manualAnnotation }
        : {}),
      ...making(object, path),
    },
  };
}
