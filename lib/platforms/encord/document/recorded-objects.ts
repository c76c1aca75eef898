import { type FieldPath, type Fields, invalidAt, optionalTextIn, quoted, textIn } from '../../kit/fields.ts';
import { type CategorisedAnnotation, identityOf, makingOf } from './annotation-parts.ts';
import type { ObjectLookup } from './object-lookup.ts';
import { objectsIn } from './objects.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { milliseconds } from './places.ts';
import { shapeOf } from './shapes.ts';

type RecordedEvent = { readonly nanosecond: number; readonly object: Fields; readonly path: FieldPath };

/**
 * The objects of a continuous scene. Their entries are not boxes in frames but events: an `upsert` (also an entry without
 * the word) holds until the object's next event, and a `delete` ends it, with a box that means nothing.
 * https://github.com/encord-team/encord-client-python/blob/master/encord/objects/events.py
 */
export function recordedObjectsOf(unit: PlacedUnit, lookup: ObjectLookup): CategorisedAnnotation[] {
  const byObject = new Map<string, RecordedEvent[]>();
  for (const entry of unit.entries) {
    for (const { object, path } of objectsIn(entry)) {
      const hash = textIn(object, 'objectHash', path);
      const events = byObject.get(hash) ?? [];
      events.push({ nanosecond: entry.frame ?? 0, object, path });
      byObject.set(hash, events);
    }
  }
  return [...byObject].flatMap(([hash, events]) => {
    const isShown = events.map(isUpsert);
    const [first] = events;
    if (first && !isShown.includes(true)) {
      first.path.reading.leaveOut({ id: hash }, first.path, 'an object that ends and never begins');
    }
    return events.flatMap((event, index) =>
      isShown[index] ? annotationsOf(hash, event, events[index + 1], unit, lookup) : [],
    );
  });
}

function isUpsert({ object, path }: RecordedEvent): boolean {
  const event = optionalTextIn(object, 'event', path) ?? 'upsert';
  if (event !== 'upsert' && event !== 'delete') {
    throw invalidAt(path.at('event'), `must be "upsert" or "delete", but is ${quoted(event)}`);
  }
  const interpolate = optionalTextIn(object, 'interpolate', path) ?? 'hold';
  if (interpolate !== 'hold') {
    throw invalidAt(path.at('interpolate'), `must be "hold", but is ${quoted(interpolate)}`);
  }
  return event === 'upsert';
}

/** From one event of an object to its next: one annotation, or more where its answers change in between. */
function annotationsOf(
  hash: string,
  { nanosecond: start, object, path }: RecordedEvent,
  next: RecordedEvent | undefined,
  unit: PlacedUnit,
  lookup: ObjectLookup,
): CategorisedAnnotation[] {
  if (!next) {
    throw invalidAt(
      path,
      'must be followed by another event of its object, but is the last one, so the object never ends. ' +
        'End the object in Encord with a "delete"',
    );
  }
  const identity = identityOf(hash, unit, start);
  const shape = shapeOf(object, path, undefined, identity, unit.unit.id);
  if (!shape) return [];
  const { category, questions } = lookup.kindOf(object, path);
  const answers = lookup.answersOf(hash, unit);
  const making = makingOf(object, path, identity.id);
  const cuts = [start, ...answers.changesBetween(start, next.nanosecond), next.nanosecond];
  return cuts.slice(0, -1).map((from, index): CategorisedAnnotation => {
    const to = cuts[index + 1] ?? from;
    return {
      path,
      category,
      annotation: {
        ...identityOf(hash, unit, from),
        category: category.name,
        unit: unit.unit.id,
        at: { kind: 'time', ranges: [{ start: milliseconds(from), end: milliseconds(to) }] },
        shape,
        attributes: answers.at(from, questions, making.origin),
        ...making,
      },
    };
  });
}
