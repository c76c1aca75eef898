import * as z from 'zod/mini';
import { type Bounds, corners, hull } from '../../label/geometry.ts';
import type { Keypoint, Position, Ring, Shape } from '../../label/label.ts';
import { maskBounds } from '../../label/mask.ts';
import { decodeCounts, transpose } from '../../label/rle.ts';
import { shapeOfCorners } from '../oriented-box.ts';

export const side = z.int().check(z.positive());

/** Of an annotation. */
export const Geometry = z.object({
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  segmentation: z.union([z.array(z.array(z.number())), z.object({ size: z.tuple([side, side]), counts: z.string() })]),
  keypoints: z.optional(z.array(z.number())),
});
type Geometry = z.infer<typeof Geometry>;

export type Image = { readonly width: number; readonly height: number };

/** `names`: the keypoints of its category. `where`: the annotation, as an error names it. */
export function shapeOf(
  { bbox, segmentation, keypoints }: Geometry,
  image: Image,
  names: readonly string[],
  where: string,
): Shape {
  const [x, y, width, height] = bbox;
  const box = { x, y, width, height, rotationDegrees: 0 };
  if (keypoints) return { kind: 'skeleton', keypoints: keypointsIn(keypoints, names, where), box };
  const shape = 'counts' in segmentation ? maskIn(segmentation, image, where) : polygonsIn(segmentation, where);
  const bounds = shape && boundsOf(shape);
  if (!shape || !bounds) return { kind: 'box', ...box };
  if (!isWithin(box, bounds)) {
    throw new SyntaxError(
      `${where} must have a box within that around its segmentation (${textOf(bounds)}), but has ${textOf(box)}. Write the file again.`,
    );
  }
  // Of a box, training code reads the box.
  return shape.kind === 'box' && shape.rotationDegrees === 0 ? { kind: 'box', ...box } : shape;
}

function maskIn(
  { size: [height, width], counts }: Exclude<Geometry['segmentation'], readonly unknown[]>,
  image: Image,
  where: string,
): Shape {
  if (width !== image.width || height !== image.height) {
    throw new SyntaxError(
      `${where} must have a mask of ${image.width} × ${image.height}, but has ${width} × ${height}.`,
    );
  }
  try {
    // Columns of a mask are the rows of its mirror image.
    return { kind: 'mask', width, height, counts: transpose(decodeCounts(counts), height, width) };
  } catch (cause) {
    throw new SyntaxError(`${where} must have run lengths that fill its image, but has not.`, { cause });
  }
}

/** Four corners of a rectangle are a box, which may be turned. Undefined where the file has a box alone. */
function polygonsIn(rings: readonly (readonly number[])[], where: string): Shape | undefined {
  const polygons = rings.map((ring): Ring[] => {
    if (ring.length < 6 || ring.length % 2 === 1) {
      throw new SyntaxError(`${where} must have polygons of three positions or more, but has not.`);
    }
    return [Array.from({ length: ring.length / 2 }, (_, index) => [ring[2 * index] ?? 0, ring[2 * index + 1] ?? 0])];
  });
  const [[ring = []] = [], ...more] = polygons;
  const [first, second, third, fourth, ...further] = ring;
  if (more.length === 0 && first && second && third && fourth && further.length === 0) {
    return shapeOfCorners([first, second, third, fourth]);
  }
  return polygons.length === 0 ? undefined : { kind: 'polygon', polygons };
}

function keypointsIn(values: readonly number[], names: readonly string[], where: string): Keypoint[] {
  if (values.length !== 3 * names.length) {
    throw new SyntaxError(
      `${where} must have three numbers for each of ${names.length} keypoints, but has ${values.length} numbers.`,
    );
  }
  return names.map((name, index) => {
    const [x = 0, y = 0, visibility] = values.slice(3 * index);
    if (visibility === 0 || visibility === 1 || visibility === 2) return { name, x, y, visibility };
    throw new SyntaxError(
      `${where} must have the visibility 0, 1 or 2 at keypoint ${index + 1}, but has ${visibility}.`,
    );
  });
}

function boundsOf(shape: Shape): Bounds | undefined {
  if (shape.kind === 'mask') return maskBounds(shape);
  if (shape.kind === 'box') return hull(corners(shape));
  return shape.kind === 'polygon' ? hull(shape.polygons.flat(2) as Position[]) : undefined;
}

/** Pixels: a box that other programs make of a mask or a polygon may be rounded. */
const rounding = 1;

/** It may be smaller: a ring without an area, which a polygon may have, has no pixels. */
const isWithin = (one: Bounds, other: Bounds): boolean =>
  one.x >= other.x - rounding &&
  one.y >= other.y - rounding &&
  one.x + one.width <= other.x + other.width + rounding &&
  one.y + one.height <= other.y + other.height + rounding;

const textOf = ({ x, y, width, height }: Bounds): string => `[${[x, y, width, height].join(', ')}]`;
