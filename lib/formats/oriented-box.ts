import { type Bounds, corners } from '../label/geometry.ts';
import type { Position, Ring, Shape, ShapeOf } from '../label/label.ts';
import { smallestBoxAround, turnedBoxAround } from '../label/turned-box.ts';
import { visiblePolygons } from './outline-ring.ts';
import { type BoxedKind, uprightBox } from './upright-box.ts';
import type { Reason, Size, VisibleRing } from './visible-parts.ts';

/** Four corners in pixels, clockwise on the screen; none for a shape that has no area inside the image. */
export type OrientedBox = {
  readonly corners?: Ring;
  /** The upright box around the same, inside the image. */
  readonly bounds?: Bounds;
  readonly omitted: readonly Reason[];
};

/**
 * The turned box around what the image shows of a shape. A box keeps its angle and the order of its corners, the first of
 * which is its own top left: it is cut along its own sides. Any other shape has the smallest box around it, the first
 * corner of which is the topmost. Where a turned shape reaches out of the image, corners may lie outside, too.
 */
export function orientedBox(shape: ShapeOf<BoxedKind>, size: Size): OrientedBox {
  const { bounds, visible: [part] = [], omitted } = uprightBox(shape, size);
  if (!bounds) return { omitted };
  return {
    corners: cornersAround(shape, part, size) ?? corners({ ...bounds, rotationDegrees: 0 }),
    bounds,
    omitted: omitted.filter(({ code }) => code !== 'rotation-not-held'),
  };
}

function cornersAround(shape: ShapeOf<BoxedKind>, part: VisibleRing | undefined, size: Size): Ring | undefined {
  const box = shape.kind === 'skeleton' ? shape.box : shape.kind === 'box' ? shape : undefined;
  if (box) {
    if (!part) return undefined;
    return part.isClipped ? turnedBoxAround(part.ring, box.rotationDegrees) : corners(box);
  }
  if (shape.kind === 'box' || shape.kind === 'skeleton') return undefined;
  const { polygons } = visiblePolygons(shape, size);
  return polygons && smallestBoxAround(polygons.flatMap(([outer = []]) => outer));
}

/** Of a file that says four corners: the turned box, where they are those of one, else the polygon. */
export function shapeOfCorners(ring: readonly [Position, Position, Position, Position]): Shape {
  const [first, second, third, fourth] = ring;
  const along = [second[0] - first[0], second[1] - first[1]] as const;
  const down = [fourth[0] - first[0], fourth[1] - first[1]] as const;
  const [width, height] = [Math.hypot(...along), Math.hypot(...down)];
  const isParallel = Math.hypot(third[0] - second[0] - down[0], third[1] - second[1] - down[1]) < rounding;
  const isRight = Math.abs(along[0] * down[0] + along[1] * down[1]) <= rounding * (width + height);
  const isClockwise = along[0] * down[1] - along[1] * down[0] >= 0;
  if (!isParallel || !isRight || !isClockwise) return { kind: 'polygon', polygons: [[[...ring]]] };
  const [centreX, centreY] = [(first[0] + third[0]) / 2, (first[1] + third[1]) / 2];
  const rotationDegrees = (Math.atan2(along[1], along[0]) * 180) / Math.PI;
  return { kind: 'box', x: centreX - width / 2, y: centreY - height / 2, width, height, rotationDegrees };
}

const rounding = 0.01; // pixels that corners of a file may be off
