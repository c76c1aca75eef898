import { identity, making, type PlacedAnnotation } from './annotations.ts';
import type { LabelRow, Part } from './label-row.ts';
import { isMarkup, markupOf } from './markup.ts';
import type { ObjectReader } from './object-reader.ts';
import {
  type Fields,
  fieldsIfAny,
  fieldsOf,
  invalidAt,
  keyword,
  listOf,
  rangesOf,
  type Spot,
  textIfAny,
} from './reading.ts';
import { type Stretch, type Timeline, timelines } from './timelines.ts';
import type { PlacedUnit } from './units.ts';

/** Objects that stand in `object_answers` alone: words of a text, stretches of an audio or of a time series. */
const shapesOfMarks: ReadonlySet<string> = new Set(['text', 'audio', 'time_range']);
const marked: ReadonlySet<Timeline> = new Set<Timeline>(['milliseconds', 'characters', 'series']);

/** Where an answer says that its object is: `fields[key]` is a list of ranges in the unit, never an empty one. */
type Ranges = { readonly unit: PlacedUnit; readonly fields: Fields; readonly key: string; readonly spot: Spot };

export const marksOf = (row: LabelRow, units: readonly PlacedUnit[], reader: ObjectReader): PlacedAnnotation[] =>
  [...row.objectAnswers].flatMap(([hash, answer]) => {
    const { fields, spot } = answer;
    const shape = textIfAny(fields, 'shape', spot);
    const ranges = rangesIn(answer, units);
    if (shape === undefined || !shapesOfMarks.has(shape)) {
      if (ranges.length === 0) return []; // its object stands in the labels, or was deleted
      throw invalidAt(spot, `places an object of ${shape ? `shape ${keyword(shape)}` : 'no shape'} by a range`);
    }
    if (ranges.length === 0) throw invalidAt(spot, `is an object of shape ${keyword(shape)} without a range`);
    return ranges.flatMap((range) => annotationsOf(hash, answer, range, reader));
  });

function rangesIn({ fields, spot }: Part, units: readonly PlacedUnit[]): Ranges[] {
  const ofSpaces = Object.entries(fieldsIfAny(fields, 'spaces', spot) ?? {}).flatMap(([space, value]) => {
    const at = spot.at('spaces').at(space);
    const held = { fields: fieldsOf({ [space]: value }, space, spot.at('spaces')), key: 'range', spot: at };
    return units.filter((unit) => unit.space === space).map((unit) => ({ unit, ...held }));
  });
  const ofData = ['range', 'range_html'].flatMap((key) => {
    if (listOf(fields, key, spot).length === 0) return [];
    const dataUnits = units.filter(({ space }) => space === undefined);
    if (dataUnits.length === 0) throw invalidAt(spot.at(key), 'is a range in the data group itself');
    return dataUnits.map((unit) => ({ unit, fields, key, spot }));
  });
  return [...ofData, ...ofSpaces].filter((held) => listOf(held.fields, held.key, held.spot).length > 0);
}

function annotationsOf(hash: string, { fields, spot }: Part, range: Ranges, reader: ObjectReader): PlacedAnnotation[] {
  const { unit } = range;
  const { category, questions } = reader.kindOf(fields, spot);
  const answers = reader.answersOf(hash, unit);
  if (answers.doChange) throw invalidAt(spot, 'has answers that change along its range, which is not supported');
  const attributes = answers.at(0, questions);
  return stretchesOf(range).map(({ at, part }) => ({
    spot,
    category,
    annotation: {
      ...identity(hash, unit, part),
      category: category.name,
      categoryKind: 'object',
      unit: unit.unit.id,
      at,
      attributes,
      ...making(fields, spot),
    },
  }));
}

function stretchesOf({ unit, fields, key, spot }: Ranges): readonly Stretch[] {
  const { timeline } = unit;
  const { media } = unit.unit;
  if (!marked.has(timeline)) throw invalidAt(spot.at(key), `is a range in a unit of media ${media}, which has none`);
  const ranges = listOf(fields, key, spot);
  if (!isMarkup(ranges[0])) return timelines[timeline].ranges(rangesOf(fields, key, spot), spot.at(key), undefined);
  if (media !== 'html') throw invalidAt(spot.at(key), `is a range between nodes in a unit of media ${media}`);
  return [{ at: markupOf(ranges, spot.at(key)) }];
}
