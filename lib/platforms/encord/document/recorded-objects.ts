import { type FieldPath, type Fields, invalidAt, optionalTextIn, textIn } from '../../kit/fields.ts';
import { identity, making, type PlacedAnnotation } from './annotation-parts.ts';
import type { PlacedUnit } from './data-units.ts';
import type { ObjectReader } from './object-lookup.ts';
import { objectsIn } from './objects.ts';
import { milliseconds } from './places.ts';
import { shapeOf } from './shapes.ts';

type Event = { readonly nanosecond: number; readonly object: Fields; readonly path: FieldPath };

/**
 * The objects of a continuous scene. Their entries are no boxes of a frame but events: an `upsert` (or none of the two
 * words) holds until the object's next event, a `delete` ends it and has a box without meaning.
 * https://github.com/encord-team/encord-client-python/blob/master/encord/objects/events.py
 */
export function recordedObjectsOf(unit: PlacedUnit, reader: ObjectReader): PlacedAnnotation[] {
  const byObject = new Map<string, Event[]>();
  for (const entry of unit.entries) {
    for (const { object, path } of objectsIn(entry)) {
      const hash = textIn(object, 'objectHash', path);
      const events = byObject.get(hash) ?? [];
      events.push({ nanosecond: entry.frame ?? 0, object, path });
      byObject.set(hash, events);
    }
  }
  return [...byObject].flatMap(([hash, events]) =>
    events.flatMap((event, index) => (isUpsert(event) ? held(hash, event, events[index + 1], unit, reader) : [])),
  );
}

const isUpsert = ({ object, path }: Event): boolean => {
  const event = optionalTextIn(object, 'event', path) ?? 'upsert';
  if (event !== 'upsert' && event !== 'delete') {
    throw invalidAt(path.at('event'), 'is neither "upsert" nor "delete"');
  }
  const interpolate = optionalTextIn(object, 'interpolate', path) ?? 'hold';
  if (interpolate !== 'hold') throw invalidAt(path.at('interpolate'), 'is not "hold", the one way that is known');
  return event === 'upsert';
};

/** From one event of an object to its next: one annotation, or more where its answers change in between. */
function held(hash: string, event: Event, next: Event | undefined, unit: PlacedUnit, reader: ObjectReader) {
  const { nanosecond: start, object, path } = event;
  if (!next) {
    throw invalidAt(
      path,
      'is the last event of its object, which is then there without end; end the object in Encord with a "delete"',
    );
  }
  const { category, questions } = reader.kindOf(object, path);
  const answers = reader.answersOf(hash, unit);
  const shape = shapeOf(object, path, undefined);
  const made = making(object, path);
  const cuts = [start, ...answers.changesBetween(start, next.nanosecond), next.nanosecond];
  return cuts.slice(0, -1).map((from, index): PlacedAnnotation => {
    const to = cuts[index + 1] ?? from;
    return {
      path,
      category,
      annotation: {
        ...identity(hash, unit, from),
        category: category.name,
        unit: unit.unit.id,
        at: { kind: 'time', ranges: [{ start: milliseconds(from), end: milliseconds(to) }] },
        shape,
        attributes: answers.at(from, questions),
        ...made,
      },
    };
  });
}
