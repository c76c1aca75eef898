import { drawnBounds, shareCut } from '../drawn-bounds.ts';
import type { Omission } from '../format.ts';
import { oneLine } from '../row-files.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import { framesWithoutShape, type KeyFrame, mostFrames, shapesByFrame, type VideoObject } from '../video-objects.ts';
import type { Reason, SizedUnit } from '../visible-parts.ts';
import { decimal } from '../xml.ts';

/** A video of which everything is known that `seqinfo.ini` says. */
export type Sequence = SizedUnit & { readonly frames: number; readonly framesPerSecond: number };

/** Of one video: more than the largest sequences of MOT20 have, and some 50 MB of text. */
const mostRows = 1_000_000;

type Rows = { readonly lines?: readonly string[]; readonly omitted: readonly Omission[] };

/** `frame, id, left, top, width, height, 1, class, visibility`; no lines for a video that would have too many. */
export function trackRows(
  unit: Sequence,
  objects: readonly VideoObject<BoxedKind>[],
  numbers: ReadonlyMap<string, number>,
  base: number,
): Rows {
  const most = objects.reduce((sum, object) => sum + mostFrames(object, unit), 0);
  if (most > mostRows) return { omitted: [{ code: 'too-many-frames', unit: unit.id, detail: `${most} rows` }] };
  const lines: string[] = [];
  const omitted: Omission[] = [];
  for (const [index, object] of objects.entries()) {
    const known: number[] = [];
    for (const keyFrame of shapesByFrame(object, unit)) {
      known.push(keyFrame.frame);
      const { fields, omitted: why } = boxFields(keyFrame, unit, base);
      const { id, at, category } = keyFrame.annotation;
      const isDrawn = at.kind === 'frame' && at.frame === keyFrame.frame; // between two of them nobody drew anything that could be lost
      if (isDrawn) for (const reason of why) omitted.push({ ...reason, unit: unit.id, annotation: id });
      if (!fields) continue;
      if (isDrawn && oneLine(category) !== category) {
        omitted.push({ code: 'name-changed', unit: unit.id, annotation: id, detail: 'category' });
      }
      const { box, visibility } = fields;
      lines.push(`${[keyFrame.frame + 1, index + 1, ...box, 1, numbers.get(category), visibility].join(',')}\n`);
    }
    const unknown = framesWithoutShape(object, unit, known);
    const annotation = object.drawn[0]?.annotation.id;
    if (unknown > 0) omitted.push({ code: 'shape-unknown', unit: unit.id, annotation, detail: `${unknown} frames` });
  }
  return { lines, omitted };
}

type BoxFields = { readonly box: readonly string[]; readonly visibility: string };

/** MOT's boxes are those of the whole thing, also where the border of the image cuts it: the visibility says how much is seen. */
function boxFields(
  { shape }: KeyFrame<BoxedKind>,
  unit: Sequence,
  base: number,
): { readonly fields?: BoxFields; readonly omitted: readonly Reason[] } {
  const { bounds: seen, omitted } = uprightBox(shape, unit);
  if (!seen) return { omitted };
  const { x, y, width, height } = drawnBounds(shape) ?? seen;
  const box = [x + base, y + base, width, height].map(decimal);
  if (box[2] === '0' || box[3] === '0') return { omitted: [{ code: 'no-area' }] };
  const visibility = decimal(1 - shareCut(shape, seen));
  return { fields: { box, visibility }, omitted: omitted.filter(({ code }) => code !== 'outside-image') };
}
