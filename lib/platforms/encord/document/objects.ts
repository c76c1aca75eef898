import { asFields, type FieldPath, type Fields, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { type CategorisedAnnotation, identityOf, isDeleted, makingOf } from './annotation-parts.ts';
import type { Entry } from './entries.ts';
import { keys } from './known-keys.ts';
import type { ObjectLookup } from './object-lookup.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { timelines, whole } from './places.ts';
import { type Scale, scaleOf } from './scale.ts';
import { shapeOf } from './shapes.ts';

/** Every object in a frame or in the whole of the unit that is not deleted and marks something. */
export function objectsOf(unit: PlacedUnit, lookup: ObjectLookup): CategorisedAnnotation[] {
  const annotations = new Map<string, CategorisedAnnotation>();
  for (const entry of unit.entries) {
    const scale = entry.objects.length > 0 ? scaleOf(unit, entry) : undefined;
    for (const { object, path } of objectsIn(entry)) {
      const made = annotationOf(object, path, { unit, entry, scale, lookup });
      if (!made) continue;
      const { id } = made.annotation;
      if (annotations.has(id)) noteAgain(made, annotations.get(id));
      else annotations.set(id, made);
    }
  }
  return [...annotations.values()];
}

/** The same object once more says nothing new; another one under the same hash would be mixed up with the first. */
function noteAgain({ annotation, path }: CategorisedAnnotation, first: CategorisedAnnotation | undefined): void {
  if (JSON.stringify(annotation) !== JSON.stringify(first?.annotation)) {
    throw invalidAt(path, 'must have an objectHash of its own, but has that of an earlier object of the same place');
  }
  path.reading.notKept(annotation.id, path, 'the same annotation once more');
}

/** The objects of an entry, without those that are marked as deleted. Keys that nobody reads are noted. */
export function* objectsIn({ objects, path }: Entry): Generator<{ object: Fields; path: FieldPath }> {
  const list = path.at('objects');
  for (const [index, item] of objects.entries()) {
    const at = list.at(index);
    const object = asFields(item, at);
    if (isDeleted(object, at)) continue;
    checkKeys(object, keys.object, at);
    yield { object, path: at };
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
): CategorisedAnnotation | undefined {
  if (!isMissing(object.event)) {
    throw invalidAt(path.at('event'), 'must be missing in a row that is not a continuous scene, but is present');
  }
  const hash = textIn(object, 'objectHash', path);
  const { frame } = entry;
  const identity = identityOf(hash, unit, frame);
  const shape = shapeOf(object, path, scale, identity, unit.unit.id);
  if (!shape) return undefined;
  const { category, questions } = lookup.kindOf(object, path);
  const at = frame === undefined ? whole : (timelines[unit.timeline].at?.(frame) ?? whole);
  const { origin: maker, ...making } = makingOf(object, path, identity.id);
  // What was not set by hand in a frame was filled in, by a model or between two key frames: Encord does not say by which.
  const origin = at.kind === 'frame' ? undefined : maker;
  return {
    path,
    category,
    annotation: {
      ...identity,
      category: category.name,
      unit: unit.unit.id,
      at,
      shape,
      attributes: lookup.answersOf(hash, unit).at(frame ?? unit.sequence, questions, origin),
      ...(maker && !origin ? { keyFrame: maker === 'person' } : {}),
      ...making,
      ...(origin ? { origin } : {}),
    },
  };
}
