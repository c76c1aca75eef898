import {
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
} from '../../kit/fields.ts';
import type { PlacedUnit } from './data-units.ts';
import { type Part, rootSpace } from './label-row.ts';
import { type Range, rangesIn } from './lists.ts';
import { isMarkup, markupOf } from './markup.ts';
import { isPicture } from './media.ts';
import { type Stretch, timelines, whole } from './places.ts';
import type { PlacedEntry, Told } from './row-classifications.ts';
import type { UnitIndex } from './unit-index.ts';

/** A place that a classification holds for, and the entry that says so, where it is one. */
export type Placement = {
  readonly unit: PlacedUnit;
  readonly stretch: Stretch;
  readonly entry?: PlacedEntry | undefined;
};

/** What an answer says about one unit: `fields.range` is a list of ranges. `isOfGroup`: of the data group the unit is in. */
type Said = { readonly fields: Fields; readonly path: FieldPath; readonly isOfGroup: boolean };

/**
 * Old rows place a classification by its entries in units; since 2026 the answer's ranges do, and win over entries: its
 * own in the data units, those of its `spaces` in each space. An empty range means the whole unit; entries, where there
 * are any, count unless the ontology says the question is global. An answer that names no place was left behind by a
 * deleted classification.
 */
export function placementsOf(told: Told, index: UnitIndex, isGlobal: boolean | undefined): Placement[] {
  const { answer, entries } = told;
  const hasFeature = answer && optionalTextIn(answer.fields, 'featureHash', answer.path) !== undefined;
  const said = answer && hasFeature ? sayings(answer, told, index, isGlobal) : new Map<PlacedUnit, Said>();
  const units = index.inOrder([...entries.keys(), ...said.keys()]);
  const placements = units.flatMap((unit) => inUnit(unit, told, said.get(unit), isGlobal));
  if (answer?.fields.range && !hasFeature && placements.length === 0) {
    throw invalidAt(answer.path, 'has a range, but no featureHash that says what it is');
  }
  return placements;
}

function inUnit(unit: PlacedUnit, told: Told, said: Said | undefined, isGlobal: boolean | undefined): Placement[] {
  if (!said || said.fields.range === undefined || said.fields.range === null) return byEntries(unit, told);
  if (optionalListIn(said.fields, 'range', said.path).length > 0) return byRanges(unit, said);
  const entries = byEntries(unit, told);
  if (entries.length > 0 && isGlobal !== true) return entries;
  // A question about frames or images that is in none of them is in none at all, as the SDK reads it.
  return isGlobal === false && isFramed(unit) ? [] : [{ unit, stretch: { at: whole } }];
}

const isFramed = ({ unit, timeline }: PlacedUnit): boolean => isPicture(unit.media) || timelines[timeline].keyed;

/** The units that an answer speaks of, with the part of it that does; what it says of a space goes before what it says of all. */
function sayings(
  { fields, path }: Part,
  { entries }: Told,
  index: UnitIndex,
  isGlobal: boolean | undefined,
): Map<PlacedUnit, Said> {
  const said = new Map<PlacedUnit, Said>();
  const spaces = optionalFieldsIn(fields, 'spaces', path) ?? {};
  const named = Object.keys(spaces).filter((space) => space !== rootSpace);
  const sayOfRow = (units: Iterable<PlacedUnit>) => {
    for (const unit of units) said.set(unit, { fields, path, isOfGroup: index.isGroup });
  };
  if (optionalListIn(fields, 'range', path).length > 0)
    sayOfRow(meant(rangesOfRow(fields, path, index), index, entries.keys()));
  // An empty range of the row beside ranges of spaces, or entries, places nothing.
  else if (fields.range && named.length === 0 && (isGlobal === true || entries.size === 0)) sayOfRow(index.ofRow);
  const at = path.at('spaces');
  for (const space of named) {
    const ofSpace = { fields: fieldsIn(spaces, space, at), path: at.at(space), isOfGroup: false };
    for (const unit of index.ofSpace(space)) said.set(unit, ofSpace);
  }
  return said;
}

/** Of the row's images those in the ranges, and those with entries: their entries do not count then. */
const meant = (ranges: readonly Range[], index: UnitIndex, withEntries: Iterable<PlacedUnit>): Iterable<PlacedUnit> =>
  index.images.length === 0
    ? index.ofRow
    : [...index.imagesIn(ranges), ...[...withEntries].filter(({ space }) => space === undefined)];

/** Of images, each end of a range has to be one of them. Other units read the ranges themselves. */
function rangesOfRow(fields: Fields, path: FieldPath, index: UnitIndex): readonly Range[] {
  if (index.images.length === 0) return [];
  const ranges = rangesIn(fields, 'range', path);
  refuseOutside(ranges, (sequence) => index.isImage(sequence), path.at('range'));
  return ranges;
}

function byRanges(unit: PlacedUnit, { fields, path, isOfGroup }: Said): Placement[] {
  const at = path.at('range');
  const list = optionalListIn(fields, 'range', path);
  if (isMarkup(list[0])) return [{ unit, stretch: { at: markupOf(list, at) } }];
  const ranges = rangesIn(fields, 'range', path);
  if (isOfGroup || unit.timeline === 'whole') {
    if (unit.space !== undefined) refuseOutside(ranges, (sequence) => sequence === unit.sequence, at);
    return covers(ranges, unit) ? [{ unit, stretch: { at: whole } }] : [];
  }
  return timelines[unit.timeline].ranges(ranges, at, unit.unit.pages).map((stretch) => ({ unit, stretch }));
}

const covers = (ranges: readonly Range[], { sequence }: PlacedUnit): boolean =>
  ranges.some(([first, last]) => first <= sequence && sequence <= last);

function refuseOutside(ranges: readonly Range[], isThere: (sequence: number) => boolean, path: FieldPath): void {
  const outside = ranges.flat().find((end) => !isThere(end));
  if (outside !== undefined) throw invalidAt(path, `no data unit has the data_sequence ${outside}`);
}

/** In the whole of the unit, or in its frames: together, unless a model was not as sure of all of them. */
function byEntries(unit: PlacedUnit, { entries }: Told): Placement[] {
  const ofWhole: Placement[] = [];
  const ofFrames = new Map<unknown, { readonly entry: PlacedEntry; readonly frames: number[] }>();
  for (const entry of entries.get(unit) ?? []) {
    const { confidence } = entry.fields;
    const alike = ofFrames.get(confidence);
    if (entry.frame === undefined) ofWhole.push({ unit, entry, stretch: { at: whole } });
    else if (alike) alike.frames.push(entry.frame);
    else ofFrames.set(confidence, { entry, frames: [entry.frame] });
  }
  const isOne = ofFrames.size === 1;
  const inFrames = [...ofFrames.values()].flatMap(({ entry, frames }) =>
    timelines[unit.timeline]
      .ranges(runsOf(frames), entry.path, unit.unit.pages)
      .map((stretch) => ({ unit, entry, stretch: isOne ? stretch : { part: entry.frame ?? 0, ...stretch } })),
  );
  return [...ofWhole, ...inFrames];
}

/** Ascending frames → ranges without gaps. */
function runsOf(frames: readonly number[]): Range[] {
  const runs: [number, number][] = [];
  for (const frame of frames) {
    const last = runs.at(-1);
    if (last && frame <= last[1] + 1) last[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}
