import * as z from 'zod/mini';
import { pathRing } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { type Bounds, corners, skeletonBounds } from '../label/geometry.ts';
import type { Keypoint, ShapeOf } from '../label/label.ts';
import { maskArea, maskBounds } from '../label/mask.ts';
import { columnRuns } from '../label/rasterise.ts';
import { around, type Reason, type Size, type VisibleRing, visibleParts } from './visible-parts.ts';

/** Shapes that have an upright box around them. */
export const boxedKinds = ['box', 'polygon', 'ellipse', 'path', 'mask', 'skeleton'] as const;
export type BoxedKind = (typeof boxedKinds)[number];

/**
 * The option of a format of boxes. `hull`: a polygon, a mask, an ellipse and a skeleton are the upright box around them.
 * `boxes`: they are left out.
 */
export const shapesOption = z._default(z.enum(['hull', 'boxes']), 'hull');
export const boxedShapes = (shapes: 'hull' | 'boxes') => (shapes === 'hull' ? boxedKinds : (['box'] as const));

/** Pixels of the image, clipped to it; no bounds for a shape that has no area inside. */
export type UprightBox = {
  readonly bounds?: Bounds;
  /** What the image shows of the outlines that the box is around, where it is around any. */
  readonly visible?: readonly VisibleRing[];
  readonly omitted: readonly Reason[];
};

/** The upright box around what the image shows of a shape, and what of the shape the box does not say. */
export const uprightBox = (shape: ShapeOf<BoxedKind>, size: Size): UprightBox =>
  boxings[shape.kind](shape as never, size);

const boxings: { readonly [Kind in BoxedKind]: (shape: ShapeOf<Kind>, size: Size) => UprightBox } = {
  box: (box, size) =>
    boxAround([[corners(box)]], size, box.rotationDegrees % 360 === 0 ? [] : [{ code: 'rotation-not-held' }]),
  polygon({ polygons }, size) {
    const boxed = boxAround(polygons, size, [lostOutline('polygon')]);
    const isAllHole =
      polygons.some((rings) => rings.length > 1) && maskArea({ counts: columnRuns(polygons, size) }) === 0;
    return boxed.bounds && isAllHole ? { omitted: [{ code: 'no-area' }] } : boxed;
  },
  ellipse: (ellipse, size) => boxAround([[ellipseRing(ellipse)]], size, [lostOutline('ellipse')]),
  path(path, size) {
    const ring = pathRing(path);
    if (!ring) return { omitted: [{ code: 'shape-not-held', detail: 'path that is open or branches' }] };
    return boxAround([[ring]], size, [lostOutline('path')]);
  },
  mask(mask) {
    const bounds = maskBounds(mask);
    return bounds ? { bounds, omitted: [lostOutline('mask')] } : { omitted: [{ code: 'no-area' }] };
  },
  skeleton: boxAroundSkeleton,
};

const lostOutline = (kind: BoxedKind): Reason => ({ code: 'outline-not-held', detail: kind });

function boxAround(polygons: ShapeOf<'polygon'>['polygons'], size: Size, lost: readonly Reason[]): UprightBox {
  const { visible, omitted } = visibleParts(polygons, size);
  if (visible.length === 0) return { omitted };
  return { visible, bounds: around(visible), omitted: [...omitted, ...lost] };
}

/** The box that was drawn around it, else the one around its labelled keypoints. */
function boxAroundSkeleton({ keypoints, box }: ShapeOf<'skeleton'>, size: Size): UprightBox {
  const lost: Reason = { code: 'keypoint-not-held', detail: 'skeleton' };
  const drawn = box && boxings.box({ kind: 'box', ...box }, size);
  if (drawn?.bounds) return { ...drawn, omitted: [...drawn.omitted, lost] };
  const labelled = keypoints.filter(({ visibility }) => visibility > 0);
  const inside = labelled.filter((keypoint) => isInside(keypoint, size));
  const bounds = skeletonBounds({ keypoints: inside });
  if (!bounds && labelled.length > 0) return { omitted: [{ code: 'outside-image' }] };
  if (!bounds || bounds.width * bounds.height === 0) return { omitted: [{ code: 'no-area' }] };
  const isWhole = inside.length === labelled.length;
  return { bounds, omitted: [...(isWhole ? [] : [{ code: 'outside-image', detail: 'a keypoint' } as const]), lost] };
}

const isInside = ({ x, y }: Keypoint, { width, height }: Size): boolean =>
  x >= 0 && y >= 0 && x <= width && y <= height;
