import type { Label, Unit } from '../label/label.ts';

/** Frames: what rates and lengths that are rounded to two or three digits may be off. */
const rounding = 0.01;

/**
 * Counts the frames of videos whose platform says their length and rate alone: length times rate. Only where that is a whole number,
 * which it rarely is when the sound decides the length or the rate is uneven, and where the label marks nothing in a later frame.
 */
export function withCountedFrames(label: Pick<Label, 'annotations' | 'tracks'>, units: readonly Unit[]): Unit[] {
  let marked: ReadonlyMap<string, number> | undefined;
  return units.map((unit) => {
    const { media, frames, durationMs, framesPerSecond } = unit;
    if (media !== 'video' || frames !== undefined || !durationMs || !framesPerSecond) return unit;
    const made = (durationMs / 1000) * framesPerSecond;
    const whole = Math.round(made);
    marked ??= markedFrames(label);
    if (whole === 0 || Math.abs(made - whole) > rounding || whole < (marked.get(unit.id) ?? 0)) return unit;
    return { ...unit, frames: whole };
  });
}

/** Unit → how many frames it has at least. */
function markedFrames({
  annotations,
  tracks = [],
}: Pick<Label, 'annotations' | 'tracks'>): ReadonlyMap<string, number> {
  const least = new Map<string, number>();
  const mark = (unit: string, end: number) => least.set(unit, Math.max(end, least.get(unit) ?? 0));
  for (const { unit, at } of annotations) {
    if (at.kind === 'frame') mark(unit, at.frame + 1);
    if (at.kind === 'frames') for (const { end } of at.ranges) mark(unit, end);
  }
  for (const { unit, frames } of tracks) for (const { end } of frames) mark(unit, end);
  return least;
}
