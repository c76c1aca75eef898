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
};

/**
 * Where a classification holds in the unit by its entries: in the whole of it, or in the frames that have an entry. Frames
 * are one place together, unless a model was more sure of some of them than of others.
 */
export function entryPlacementsOf(unit: PlacedUnit, { entries }: RowClassification): Placement[] {
  const inWhole: Placement[] = [];
  const byConfidence = new Map<unknown, { readonly entry: PlacedEntry; readonly frames: number[] }>();
  for (const entry of entries.get(unit) ?? []) {
    const { confidence } = entry.fields;
    const alike = byConfidence.get(confidence);
    if (entry.frame === undefined) inWhole.push({ unit, entry, stretch: { at: whole } });
    else if (alike) alike.frames.push(entry.frame);
    else byConfidence.set(confidence, { entry, frames: [entry.frame] });
  }
  const isOnePlace = byConfidence.size === 1;
  const inFrames = [...byConfidence.values()].flatMap(({ entry, frames }) =>
    timelines[unit.timeline]
      .ranges(runsOf(frames), entry.path, unit.unit.pages)
      .map((stretch) => ({ unit, entry, stretch: isOnePlace ? stretch : { part: entry.frame ?? 0, ...stretch } })),
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
