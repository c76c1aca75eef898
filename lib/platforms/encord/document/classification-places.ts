import {
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  isMissing,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
} from '../../kit/fields.ts';
import { divideRanges, entryPlacementsOf, type Placement } from './entry-placements.ts';
import { type Part, rootSpace } from './label-row.ts';
import { type Range, rangesIn } from './lists.ts';
import { isPicture } from './media.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { isMarkup, markupOf, timelines, whole } from './places.ts';
import type { RowClassification } from './row-classifications.ts';
import type { UnitIndex } from './unit-index.ts';

/** What an answer says about one unit: `fields.range` is a list of ranges. `isOfGroup`: about the data group of the unit. */
type Statement = { readonly fields: Fields; readonly path: FieldPath; readonly isOfGroup: boolean };

/**
 * Old rows place a classification by its entries in units. Since 2026 the ranges of its answer place it and override the
 * entries: the answer's own ranges in data units, those in its `spaces` in each space. An empty range means the whole
 * unit, but entries, where there are any, count unless the ontology says that the question is global. An answer that names
 * no place was left behind by a deleted classification.
 */
export function placementsOf(
  classification: RowClassification,
  index: UnitIndex,
  isGlobal: boolean | undefined,
): Placement[] {
  const { answer, entries } = classification;
  const hasFeature = answer && optionalTextIn(answer.fields, 'featureHash', answer.path) !== undefined;
  const statements =
    answer && hasFeature ? statementsOf(answer, classification, index, isGlobal) : new Map<PlacedUnit, Statement>();
  const units = index.inOrder([...entries.keys(), ...statements.keys()]);
  const placements = units.flatMap((unit) => inUnit(unit, classification, statements.get(unit), isGlobal));
  if (answer?.fields.range && !hasFeature && placements.length === 0) {
    throw invalidAt(answer.path, 'must have a featureHash, since it has a range, but has none');
  }
  return placements;
}

function inUnit(
  unit: PlacedUnit,
  classification: RowClassification,
  statement: Statement | undefined,
  isGlobal: boolean | undefined,
): Placement[] {
  if (!statement || isMissing(statement.fields.range)) return entryPlacementsOf(unit, classification);
  const entries = entryPlacementsOf(unit, classification);
  if (optionalListIn(statement.fields, 'range', statement.path).length > 0) {
    const placements = byRanges(unit, statement);
    if (entries.length < 2 || statement.isOfGroup || unit.timeline !== 'frames') return placements;
    const ranges = rangesIn(statement.fields, 'range', statement.path);
    return divideRanges(unit, classification, ranges) ? entries : placements;
  }
  if (entries.length > 0 && isGlobal !== true) return entries;
  // The SDK reads a question about frames or images that is in none of them as being nowhere.
  return isGlobal === false && isFramed(unit) ? [] : [{ unit, stretch: { at: whole } }];
}

const isFramed = ({ unit, timeline }: PlacedUnit): boolean => isPicture(unit.media) || timelines[timeline].keyed;

/** By unit, the part of the answer that is about it. What the answer says about a space overrides what it says about all. */
function statementsOf(
  { fields, path }: Part,
  { entries }: RowClassification,
  index: UnitIndex,
  isGlobal: boolean | undefined,
): Map<PlacedUnit, Statement> {
  const statements = new Map<PlacedUnit, Statement>();
  const spaces = optionalFieldsIn(fields, 'spaces', path) ?? {};
  const namedSpaces = Object.keys(spaces).filter((space) => space !== rootSpace);
  const addForRow = (units: Iterable<PlacedUnit>) => {
    for (const unit of units) statements.set(unit, { fields, path, isOfGroup: index.isGroup });
  };
  if (optionalListIn(fields, 'range', path).length > 0) {
    addForRow(unitsOfRow(rangesOfRow(fields, path, index), index, entries.keys()));
  } else if (fields.range && namedSpaces.length === 0 && (isGlobal === true || entries.size === 0)) {
    // An empty range of the row places nothing beside ranges of spaces, or entries.
    addForRow(index.ofRow);
  }
  const at = path.at('spaces');
  for (const space of namedSpaces) {
    const statement = { fields: fieldsIn(spaces, space, at), path: at.under(space), isOfGroup: false };
    for (const unit of index.ofSpace(space)) statements.set(unit, statement);
  }
  return statements;
}

/** The images of the row that are in the ranges or have entries, which do not count then; all data units of another row. */
const unitsOfRow = (
  ranges: readonly Range[],
  index: UnitIndex,
  withEntries: Iterable<PlacedUnit>,
): Iterable<PlacedUnit> =>
  index.images.length === 0
    ? index.ofRow
    : [...index.imagesIn(ranges), ...[...withEntries].filter(({ space }) => space === undefined)];

/** In a row of images, each end of a range must be one of them. Units of other rows read the ranges themselves. */
function rangesOfRow(fields: Fields, path: FieldPath, index: UnitIndex): readonly Range[] {
  if (index.images.length === 0) return [];
  const ranges = rangesIn(fields, 'range', path);
  refuseUnknownSequence(ranges, (sequence) => index.isImage(sequence), path.at('range'));
  return ranges;
}

function byRanges(unit: PlacedUnit, { fields, path, isOfGroup }: Statement): Placement[] {
  const at = path.at('range');
  const list = optionalListIn(fields, 'range', path);
  if (isMarkup(list[0])) return [{ unit, stretch: { at: markupOf(list, at) } }];
  const ranges = rangesIn(fields, 'range', path);
  if (isOfGroup || unit.timeline === 'whole') {
    if (unit.space !== undefined) refuseUnknownSequence(ranges, (sequence) => sequence === unit.sequence, at);
    return covers(ranges, unit) ? [{ unit, stretch: { at: whole } }] : [];
  }
  return timelines[unit.timeline].ranges(ranges, at, unit.unit.pages).map((stretch) => ({ unit, stretch }));
}

const covers = (ranges: readonly Range[], { sequence }: PlacedUnit): boolean =>
  ranges.some(([first, last]) => first <= sequence && sequence <= last);

function refuseUnknownSequence(
  ranges: readonly Range[],
  isKnown: (sequence: number) => boolean,
  path: FieldPath,
): void {
  const unknown = ranges.flat().find((end) => !isKnown(end));
  if (unknown !== undefined) {
    throw invalidAt(path, `must begin and end at a data unit, but none has the data_sequence ${unknown}`);
  }
}
