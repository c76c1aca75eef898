import { isMissing } from '../../kit/fields.ts';
import type { Range } from './lists.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { type Stretch, timelines, whole } from './places.ts';
import type { PlacedEntry, RowClassification } from './row-classifications.ts';

/** A place that a classification holds for, and the entry that says so, where it is an entry. */
export type Placement = {
  readonly unit: PlacedUnit;
  readonly stretch: Stretch;
  readonly entry?: PlacedEntry | undefined;
  /** All entries that are this place together. */
  readonly entries?: readonly PlacedEntry[];
};

/**
 * Where a classification holds in the unit by its entries: in the whole of it, or in the frames that have an entry. Frames
 * are one place together, unless a model was more sure of some of them than of others.
 */
export function entryPlacementsOf(unit: PlacedUnit, { entries }: RowClassification): Placement[] {
  const inWhole: Placement[] = [];
  const byConfidence = new Map<unknown, { readonly entry: PlacedEntry; readonly entries: PlacedEntry[] }>();
  for (const entry of entries.get(unit) ?? []) {
    const { confidence } = entry.fields;
    const alike = byConfidence.get(confidence);
    if (entry.frame === undefined) inWhole.push({ unit, entry, entries: [entry], stretch: { at: whole } });
    else if (alike) alike.entries.push(entry);
    else byConfidence.set(confidence, { entry, entries: [entry] });
  }
  const isOnePlace = byConfidence.size === 1;
  const inFrames = [...byConfidence.values()].flatMap(({ entry, entries: together }) =>
    timelines[unit.timeline].ranges(runsOf(together), entry.path, unit.unit.pages).map((stretch) => ({
      unit,
      entry,
      entries: together,
      stretch: isOnePlace ? stretch : { part: entry.frame ?? 0, ...stretch },
    })),
  );
  return [...inWhole, ...inFrames];
}

/** Whether entries name the very frames of the ranges, and a model was more sure of some of them, which the answer does not say. */
export function divideRanges(
  unit: PlacedUnit,
  { answer, entries }: RowClassification,
  ranges: readonly Range[],
): boolean {
  if (!isMissing(answer?.fields.confidence)) return false;
  const placed = entries.get(unit) ?? [];
  if (new Set(placed.map(({ fields }) => fields.confidence)).size < 2) return false;
  const frames = new Set(placed.map(({ frame }) => frame));
  const isIn = (frame: number) => ranges.some(([first, last]) => first <= frame && frame <= last);
  const isCovered = ([first, last]: Range): boolean => {
    for (let frame = first; frame <= last; frame += 1) if (!frames.has(frame)) return false;
    return true;
  };
  return placed.every(({ frame }) => frame !== undefined && isIn(frame)) && ranges.every(isCovered);
}

/** Entries in the order of their frames → ranges without gaps. */
function runsOf(entries: readonly PlacedEntry[]): Range[] {
  const runs: [number, number][] = [];
  for (const { frame } of entries) {
    if (frame === undefined) continue;
    const last = runs.at(-1);
    if (last && frame <= last[1] + 1) last[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}
