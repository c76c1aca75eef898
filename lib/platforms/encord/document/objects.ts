import { asFields, type FieldPath, type Fields, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import { type CategorisedAnnotation, identityOf, originOf } from './annotation-parts.ts';
import type { Entry } from './entries.ts';
import type { ObjectLookup } from './object-lookup.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { timelines, whole } from './places.ts';
import { type Scale, scaleOf } from './scale.ts';
import { shapeOf } from './shapes.ts';

/** Every object in a frame or in the whole of the unit that is not deleted. */
export function objectsOf(unit: PlacedUnit, lookup: ObjectLookup): CategorisedAnnotation[] {
  const annotations: CategorisedAnnotation[] = [];
  for (const entry of unit.entries) {
    const scale = entry.objects.length > 0 ? scaleOf(unit, entry) : undefined;
    for (const { object, path } of objectsIn(entry)) {
      annotations.push(annotationOf(object, path, { unit, entry, scale, lookup }));
    }
  }
  return annotations;
}

/** The objects of an entry, without those that are marked as deleted. */
export function* objectsIn({ objects, path }: Entry): Generator<{ object: Fields; path: FieldPath }> {
  const list = path.at('objects');
  for (const [index, item] of objects.entries()) {
    const at = list.at(index);
    const object = asFields(item, at);
    if (object.isDeleted !== true) yield { object, path: at };
  }
}

type Surroundings = {
  readonly unit: PlacedUnit;
  readonly entry: Entry;
  readonly scale: Scale | undefined;
  readonly lookup: ObjectLookup;
};

function annotationOf(
  object: Fields,
  path: FieldPath,
  { unit, entry, scale, lookup }: Surroundings,
): CategorisedAnnotation {
  if (!isMissing(object.event)) {
    throw invalidAt(path.at('event'), 'must be missing in a row that is not a continuous scene, but is present');
  }
  const hash = textIn(object, 'objectHash', path);
  const { category, questions } = lookup.kindOf(object, path);
  const { frame } = entry;
  const at = frame === undefined ? whole : (timelines[unit.timeline].at?.(frame) ?? whole);
  return {
    path,
    category,
    annotation: {
      ...identityOf(hash, unit, frame),
      category: category.name,
      unit: unit.unit.id,
      at,
      shape: shapeOf(object, path, scale),
      attributes: lookup.answersOf(hash, unit).at(frame ?? unit.sequence, questions),
      ...(at.kind === 'frame' && typeof object.manualAnnotation === 'boolean'
        ? { keyFrame: object.manualAnnotation }
        : {}),
      ...originOf(object, path),
    },
  };
}
