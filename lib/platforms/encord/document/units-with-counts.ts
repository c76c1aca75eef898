import type { Annotation, Place, Unit } from '../../../label/label.ts';
import type { PlacedUnit } from './placed-unit.ts';

/**
 * The units of the label. How many frames or pages a unit has is Encord's estimate for some files: where its labels reach
 * exactly one further, the number is left out and noted as unread. A label that reaches further still is refused.
 */
export function unitsWithCounts(units: readonly PlacedUnit[], annotations: readonly Annotation[]): Unit[] {
  const ends = new Map<string, number>();
  for (const { unit, at } of annotations) ends.set(unit, Math.max(ends.get(unit) ?? 0, endOf(at)));
  return units.map(({ unit, path }) => {
    const { frames, pages, ...rest } = unit;
    const count = frames ?? pages;
    if (count === undefined || ends.get(unit.id) !== count + 1) return unit;
    path.reading.unread(path.at(pages ? 'number_of_pages' : unit.slices ? 'frames' : 'number_of_frames'));
    return rest;
  });
}

/** The number of frames or pages that a unit must have for this place. */
function endOf(at: Place): number {
  if (at.kind === 'frame') return at.frame + 1;
  if (at.kind === 'page') return at.page + 1;
  return at.kind === 'frames' ? at.ranges.reduce((end, range) => Math.max(end, range.end), 0) : 0;
}
