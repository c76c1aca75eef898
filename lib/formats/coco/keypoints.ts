import { type Bounds, corners, skeletonBounds } from '../../label/geometry.ts';
import type { Category, Keypoint, ShapeOf } from '../../label/label.ts';
import { visiblePart } from '../../label/visible-part.ts';
import { bboxOf, type Drawing, type Drawn, rounded } from '../drawn-segmentation.ts';
import type { Size } from '../visible-parts.ts';

type Template = NonNullable<Category['skeleton']>;
/** x, y, visibility of every keypoint of the category, in its order; 0, 0, 0 where a skeleton lacks one. */
type Keypoints = { readonly keypoints: readonly number[]; readonly num_keypoints: number };
type Omitted = Drawn['omitted'][number];

/** The edges between keypoints count from 1: https://cocodataset.org/#format-data (2) */
export const templateOf = ({ keypoints, edges }: Template) => ({
  keypoints,
  skeleton: edges.map(([from, to]) => [from + 1, to + 1]),
});

/** COCO's `area` of an object without segmentation is that of its box, by which evaluation scales its distances. */
export function drawSkeleton(
  { keypoints, box }: ShapeOf<'skeleton'>,
  template: Template,
  size: Size,
): Drawn<Drawing & Keypoints> {
  const slots: (Keypoint | undefined)[] = template.keypoints.map(() => undefined);
  const omitted: Omitted[] = [];
  for (const keypoint of keypoints) {
    const slot = template.keypoints.findIndex((name, index) => name === keypoint.name && !slots[index]);
    if (slot < 0) omitted.push({ code: 'keypoint-not-held', detail: keypoint.name });
    else if (keypoint.visibility > 0 && !isInside(keypoint, size)) omitted.push(outside);
    else slots[slot] = keypoint;
  }
  const labelled = slots.filter((keypoint) => keypoint !== undefined && keypoint.visibility > 0) as Keypoint[];
  const bounds = (box && boundsOf(box, size)) ?? skeletonBounds({ keypoints: labelled });
  if (!bounds && omitted.includes(outside)) return { omitted: [{ code: 'outside-image' }] };
  const bbox = bounds ? bboxOf(bounds) : [];
  const [, , across = 0, down = 0] = bbox;
  if (across * down === 0) return { omitted: [{ code: 'no-area' }] };
  const drawing = {
    segmentation: [],
    bbox,
    area: rounded(across * down),
    num_keypoints: labelled.length,
    keypoints: slots.flatMap((keypoint) =>
      keypoint?.visibility ? [rounded(keypoint.x), rounded(keypoint.y), keypoint.visibility] : [0, 0, 0],
    ),
  };
  return { drawing, omitted };
}

/** What the image shows of the box that was drawn around a skeleton. */
function boundsOf(box: NonNullable<ShapeOf<'skeleton'>['box']>, size: Size): Bounds | undefined {
  const part = visiblePart(corners(box), size);
  return 'bounds' in part ? part.bounds : undefined;
}

const outside: Omitted = { code: 'outside-image', detail: 'a keypoint' };

const isInside = ({ x, y }: Keypoint, { width, height }: Size): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;
