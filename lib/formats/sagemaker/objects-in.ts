import type { Unit } from '../../label/label.ts';
import type { FormatContext, Omission } from '../format.ts';
import { uprightBox } from '../upright-box.ts';
import { isSized } from '../visible-parts.ts';
import type { Drawn, Marks } from './marks.ts';

/** https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/md-create-manifest-file-object-detection.html */
export function objectsIn(unit: Unit, drawn: readonly Drawn[], classOf: FormatContext['classOf']): Marks {
  if (!isSized(unit)) return { omitted: [{ code: 'size-unknown', unit: unit.id }] };
  const omitted: Omission[] = [];
  const annotations: object[] = [];
  const objects: object[] = [];
  const names = new Map<number, string>();
  for (const { id, category, shape, confidence } of drawn) {
    if (!shape) continue;
    const { bounds, omitted: why } = uprightBox(shape, unit);
    omitted.push(...why.map((reason) => ({ ...reason, unit: unit.id, annotation: id })));
    if (!bounds) continue;
    const { number, name } = classOf(category);
    const [left, width] = wholePixels(bounds.x, bounds.width, unit.width);
    const [top, height] = wholePixels(bounds.y, bounds.height, unit.height);
    annotations.push({ class_id: number, left, top, width, height });
    objects.push({ confidence: confidence ?? 1 });
    names.set(number, name);
  }
  return {
    line: {
      attribute: 'bounding-box',
      value: { image_size: [{ width: unit.width, height: unit.height, depth: 3 }], annotations },
      metadata: { objects, 'class-map': Object.fromEntries(names), type: 'groundtruth/object-detection' },
      isEmpty: annotations.length === 0,
    },
    omitted,
  };
}

/**
 * The whole pixels that a stretch touches, as the first one and how many: each end is rounded outwards on its own, because a
 * rounded size would lose a pixel. Less than a millionth of a pixel is noise of arithmetic.
 */
function wholePixels(from: number, length: number, side: number): [first: number, count: number] {
  const first = Math.min(Math.floor(millionths(from)), side - 1);
  return [first, Math.max(Math.ceil(millionths(from + length)), first + 1) - first];
}

const millionths = (pixels: number) => Math.round(pixels * 1e6) / 1e6;
