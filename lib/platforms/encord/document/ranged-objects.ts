import {
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
  quoted,
} from '../../kit/fields.ts';
import { identity, making, type PlacedAnnotation } from './annotation-parts.ts';
import type { PlacedUnit } from './data-units.ts';
import type { LabelRow, Part } from './label-row.ts';
import { rangesIn } from './lists.ts';
import { isMarkup, markupOf } from './markup.ts';
import type { ObjectReader } from './object-lookup.ts';
import { type Stretch, type Timeline, timelines } from './places.ts';

/** Objects that stand in `object_answers` alone: words of a text, stretches of an audio or of a time series. */
const shapesOfMarks: ReadonlySet<string> = new Set(['text', 'audio', 'time_range']);
const marked: ReadonlySet<Timeline> = new Set<Timeline>(['milliseconds', 'characters', 'series']);

/** Where an answer says that its object is: `fields[key]` is a list of ranges in the unit, never an empty one. */
type Ranges = { readonly unit: PlacedUnit; readonly fields: Fields; readonly key: string; readonly path: FieldPath };

export const marksOf = (row: LabelRow, units: readonly PlacedUnit[], reader: ObjectReader): PlacedAnnotation[] =>
  [...row.objectAnswers].flatMap(([hash, answer]) => {
    const { fields, path } = answer;
    const shape = optionalTextIn(fields, 'shape', path);
    const ranges = rangedPlaces(answer, units);
    if (shape === undefined || !shapesOfMarks.has(shape)) {
      if (ranges.length === 0) return []; // its object stands in the labels, or was deleted
      throw invalidAt(path, `places an object of ${shape ? `shape ${quoted(shape)}` : 'no shape'} by a range`);
    }
    if (ranges.length === 0) throw invalidAt(path, `is an object of shape ${quoted(shape)} without a range`);
    return ranges.flatMap((range) => annotationsOf(hash, answer, range, reader));
  });

function rangedPlaces({ fields, path }: Part, units: readonly PlacedUnit[]): Ranges[] {
  const ofSpaces = Object.entries(optionalFieldsIn(fields, 'spaces', path) ?? {}).flatMap(([space, value]) => {
    const at = path.at('spaces').at(space);
    const held = { fields: fieldsIn({ [space]: value }, space, path.at('spaces')), key: 'range', path: at };
    return units.filter((unit) => unit.space === space).map((unit) => ({ unit, ...held }));
  });
  const ofData = ['range', 'range_html'].flatMap((key) => {
    if (optionalListIn(fields, key, path).length === 0) return [];
    const dataUnits = units.filter(({ space }) => space === undefined);
    if (dataUnits.length === 0) throw invalidAt(path.at(key), 'is a range in the data group itself');
    return dataUnits.map((unit) => ({ unit, fields, key, path }));
  });
  return [...ofData, ...ofSpaces].filter((held) => optionalListIn(held.fields, held.key, held.path).length > 0);
}

function annotationsOf(hash: string, { fields, path }: Part, range: Ranges, reader: ObjectReader): PlacedAnnotation[] {
  const { unit } = range;
  const { category, questions } = reader.kindOf(fields, path);
  const answers = reader.answersOf(hash, unit);
  if (answers.doChange) throw invalidAt(path, 'has answers that change along its range, which is not supported');
  const attributes = answers.at(0, questions);
  return stretchesOf(range).map(({ at, part }) => ({
    path,
    category,
    annotation: {
      ...identity(hash, unit, part),
      category: category.name,
      categoryKind: 'object',
      unit: unit.unit.id,
      at,
      attributes,
      ...making(fields, path),
    },
  }));
}

function stretchesOf({ unit, fields, key, path }: Ranges): readonly Stretch[] {
  const { timeline } = unit;
  const { media } = unit.unit;
  if (!marked.has(timeline)) throw invalidAt(path.at(key), `is a range in a unit of media ${media}, which has none`);
  const ranges = optionalListIn(fields, key, path);
  if (!isMarkup(ranges[0])) return timelines[timeline].ranges(rangesIn(fields, key, path), path.at(key), undefined);
  if (media !== 'html') throw invalidAt(path.at(key), `is a range between nodes in a unit of media ${media}`);
  return [{ at: markupOf(ranges, path.at(key)) }];
}
