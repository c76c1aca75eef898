import type { Keypoint, ShapeOf } from '../../label/label.ts';
import type { ClassFacts } from '../format.ts';
import { type BoxedKind, uprightBox } from '../upright-box.ts';
import type { Reason, Size } from '../visible-parts.ts';
import { type Row, rowOfBox, shareOf } from './row.ts';

/**
 * `class x_centre y_centre width height` and `x y visibility` of as many keypoints as all rows of the data set have, in the
 * order of the category: Ultralytics throws an image away for a row of another length. A keypoint that is missing is `0 0 0`.
 */
export function keypointsRow(facts: ClassFacts, shape: ShapeOf<BoxedKind>, size: Size, count: number): Row {
  const { bounds, omitted } = uprightBox(shape, size);
  const slots = new Array<Keypoint | undefined>(count).fill(undefined);
  const lost: Reason[] = omitted.filter(({ code }) => code !== 'keypoint-not-held');
  const hasPart = lost.some(({ code, detail }) => code === 'outside-image' && detail === 'a keypoint');
  for (const { keypoint, slot } of shape.kind === 'skeleton' ? slotsOf(shape, facts) : []) {
    if (keypoint.visibility === 0) continue;
    if (slot < 0 || slot >= count) lost.push({ code: 'keypoint-not-held', detail: keypoint.name });
    else if (isInside(keypoint, size)) slots[slot] = keypoint;
    else if (!hasPart) lost.push({ code: 'outside-image', detail: 'a keypoint' });
  }
  const values = slots.flatMap((keypoint) =>
    keypoint
      ? [shareOf(keypoint.x, size.width), shareOf(keypoint.y, size.height), String(keypoint.visibility)]
      : ['0', '0', '0'],
  );
  return rowOfBox(facts.number, bounds ? { bounds, omitted: lost } : { omitted }, size, ...values);
}

/** The place of each keypoint in its category's order; -1 where the category does not know it. The second of one name has the second place of that name. */
function slotsOf({ keypoints }: ShapeOf<'skeleton'>, { skeleton }: ClassFacts) {
  const free = new Map<string, number[]>();
  for (const [slot, name] of (skeleton?.keypoints ?? []).entries()) free.set(name, [...(free.get(name) ?? []), slot]);
  return keypoints.map((keypoint) => ({ keypoint, slot: free.get(keypoint.name)?.shift() ?? -1 }));
}

const isInside = ({ x, y }: Keypoint, { width, height }: Size): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;
