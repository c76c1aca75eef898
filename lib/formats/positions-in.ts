import type { Shape } from '../label/label.ts';

/** About as many as a format writes of the shape. */
export function positionsIn(shape: Shape): number {
  switch (shape.kind) {
    case 'polygon':
      return shape.polygons.flat().reduce((sum, ring) => sum + ring.length, 0);
    case 'skeleton':
      return shape.keypoints.length;
    case 'mask':
      return shape.counts.length;
    case 'ellipse':
      return 100;
    case 'path':
      return 25 * shape.vertices.length;
    default:
      return 4;
  }
}
