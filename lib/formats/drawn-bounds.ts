import { pathRing } from '../label/curve.ts';
import { ellipseRing } from '../label/ellipse.ts';
import { type Bounds, corners, hull, skeletonBounds } from '../label/geometry.ts';
import type { ShapeOf } from '../label/label.ts';
import type { BoxedKind } from './upright-box.ts';

/** Which share of the upright box around the whole shape the image does not show, from 0 to 1. */
export function shareCut(shape: ShapeOf<BoxedKind>, { width, height }: Bounds): number {
  const whole = drawnBounds(shape);
  const share = whole ? 1 - (width / whole.width) * (height / whole.height) : 0;
  return share > 0 ? Math.min(share, 1) : 0; // NaN too: it comes of numbers past 1e308
}

/** The upright box around the whole shape, whatever the image shows of it; undefined for a mask, which lies inside its image. */
export function drawnBounds(shape: ShapeOf<BoxedKind>): Bounds | undefined {
  switch (shape.kind) {
    case 'box':
      return hull(corners(shape));
    case 'polygon':
      return hull(shape.polygons.flatMap(([outer = []]) => outer));
    case 'ellipse':
      return hull(ellipseRing(shape));
    case 'path':
      return hull(pathRing(shape) ?? []);
    case 'skeleton':
      return shape.box ? hull(corners(shape.box)) : skeletonBounds(shape);
    case 'mask':
      return undefined; // lies inside its image
  }
}
