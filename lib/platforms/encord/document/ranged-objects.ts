import {
  asFields,
  type FieldPath,
  type Fields,
  invalidAt,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
  quoted,
} from '../../kit/fields.ts';
import { type CategorisedAnnotation, identityOf, isDeleted, makerOf, makingOf } from './annotation-parts.ts';
import type { LabelRow, Part } from './label-row.ts';
import { rangesIn } from './lists.ts';
import type { ObjectLookup } from './object-lookup.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { isMarkup, markupOf, type Stretch, type Timeline, timelines } from './places.ts';

/** Objects that are in `object_answers` alone: words of a text, stretches of an audio or of a time series. */
const rangedShapes: ReadonlySet<string> = new Set(['text', 'audio', 'time_range']);
/** Where an answer says where its object is. */
const placeKeys = ['range', 'range_html', 'spaces'];
const rangedTimelines: ReadonlySet<Timeline> = new Set<Timeline>(['milliseconds', 'characters', 'series']);

/** Where an answer says that its object is: `fields[key]` is a list of ranges in the unit, and not empty. */
type UnitRanges = {
  readonly unit: PlacedUnit;
  readonly fields: Fields;
  readonly key: string;
  readonly path: FieldPath;
};

export const rangedObjectsOf = (
  row: LabelRow,
  units: readonly PlacedUnit[],
  lookup: ObjectLookup,
): CategorisedAnnotation[] =>
  [...row.objectAnswers].flatMap(([hash, answer]) => {
    const { fields, path } = answer;
    if (isDeleted(fields, path)) return [];
    const shape = optionalTextIn(fields, 'shape', path);
    const ranges = rangesByUnit(answer, units);
    if (shape === undefined || !rangedShapes.has(shape)) {
      if (ranges.length === 0) return []; // its object is in the labels, or was deleted
      const supported = [...rangedShapes].join(', ');
      const found = shape === undefined ? 'missing' : quoted(shape);
      const problem = `must be one of ${supported}, since the object has a range, but is ${found}`;
      path.reading.unknownKind({ id: hash }, path.at('shape'), problem);
      return [];
    }
    if (ranges.length === 0) {
      if (!placeKeys.some((key) => Object.hasOwn(fields, key))) {
        throw invalidAt(path, `must have a range, since its shape is ${quoted(shape)}, but has none`);
      }
      path.reading.leaveOut({ id: hash }, path, 'an empty range');
      return [];
    }
    return ranges.flatMap((range) => annotationsOf(hash, answer, range, lookup));
  });

function rangesByUnit({ fields, path }: Part, units: readonly PlacedUnit[]): UnitRanges[] {
  const inSpaces = Object.entries(optionalFieldsIn(fields, 'spaces', path) ?? {}).flatMap(([space, value]) => {
    const at = path.at('spaces').under(space);
    const ranges = { fields: asFields(value, at), key: 'range', path: at };
    return units.filter((unit) => unit.space === space).map((unit) => ({ unit, ...ranges }));
  });
  const inDataUnits = ['range', 'range_html'].flatMap((key) => {
    if (optionalListIn(fields, key, path).length === 0) return [];
    const dataUnits = units.filter(({ space }) => space === undefined);
    if (dataUnits.length === 0) {
      throw invalidAt(path.at(key), 'must be in a member of the data group, but is in the data group itself');
    }
    return dataUnits.map((unit) => ({ unit, fields, key, path }));
  });
  return [...inDataUnits, ...inSpaces].filter((held) => optionalListIn(held.fields, held.key, held.path).length > 0);
}

function annotationsOf(
  hash: string,
  { fields, path }: Part,
  range: UnitRanges,
  lookup: ObjectLookup,
): CategorisedAnnotation[] {
  const { unit } = range;
  const { category, questions } = lookup.kindOf(fields, path);
  const answers = lookup.answersOf(hash, unit);
  if (!answers.areConstant) {
    const problem = 'has answers that change along its range, which is not supported';
    path.reading.unknownKind({ ...identityOf(hash, unit), unit: unit.unit.id }, path, problem);
    return [];
  }
  const attributes = answers.at(0, questions, makerOf(fields));
  return stretchesOf(range).map(({ at, part }) => {
    const identity = identityOf(hash, unit, part);
    return {
      path,
      category,
      annotation: {
        ...identity,
        category: category.name,
        categoryKind: 'object',
        unit: unit.unit.id,
        at,
        attributes,
        ...makingOf(fields, path, identity.id),
      },
    };
  });
}

function stretchesOf({ unit, fields, key, path }: UnitRanges): readonly Stretch[] {
  const { timeline } = unit;
  const { media } = unit.unit;
  const at = path.at(key);
  if (!rangedTimelines.has(timeline)) {
    throw invalidAt(at, `must be in an audio, a text or a time series, but is in a unit of media ${media}`);
  }
  const ranges = optionalListIn(fields, key, path);
  if (!isMarkup(ranges[0])) return timelines[timeline].ranges(rangesIn(fields, key, path), at, undefined);
  if (media !== 'html') throw invalidAt(at, `is between nodes of a web page, but its unit is of media ${media}`);
  return [{ at: markupOf(ranges, at) }];
}
