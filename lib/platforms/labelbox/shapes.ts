import * as z from 'zod/mini';
import type { Shape } from '../../label/label.ts';
import { InvalidLabel } from '../../workflow/errors.ts';
import type { LabelObject } from './export-row.ts';
import { read } from './read.ts';

// Strict: a key more in a geometry (a rotation, a third dimension) would change what the shape is.
const BoundingBox = z.strictObject({ left: z.number(), top: z.number(), width: z.number(), height: z.number() });
const Point = z.strictObject({ x: z.number(), y: z.number() });
const Line = z.array(Point).check(z.minLength(2));
const Ring = z.array(Point).check(z.minLength(3));

type ToShape = (object: LabelObject, path: string) => Shape;

/** An annotation kind whose geometry stands under `key`. Pixels, from the top left. */
const kind =
  <Geometry extends z.ZodMiniType>(
    key: string,
    geometry: Geometry,
    toShape: (of: z.infer<Geometry>) => Shape,
  ): ToShape =>
  (object, path) => {
    const found = read(z.object({ [key]: geometry }), object, path);
    return toShape(found[key] as z.infer<Geometry>);
  };

// https://docs.labelbox.com/reference/export-image-annotations
const kinds: ReadonlyMap<string, ToShape> = new Map([
  [
    'ImageBoundingBox',
    kind('bounding_box', BoundingBox, ({ left, top, width, height }) => ({
      kind: 'box',
      x: left,
      y: top,
      width,
      height,
      rotationDegrees: 0,
    })),
  ],
  ['ImagePolygon', kind('polygon', Ring, (ring) => ({ kind: 'polygon', polygons: [[opened(positions(ring))]] }))],
  ['ImagePolyline', kind('line', Line, (line) => ({ kind: 'polyline', points: positions(line) }))],
  ['ImagePoint', kind('point', Point, ({ x, y }) => ({ kind: 'point', x, y }))],
]);

export function shapeOf(object: LabelObject, path: string): Shape {
  const toShape = kinds.get(object.annotation_kind);
  if (!toShape) {
    throw new InvalidLabel(
      `${path} is of kind ${JSON.stringify(object.annotation_kind.slice(0, 60))}, which is not supported yet. Supported: ${[...kinds.keys()].join(', ')}.`,
    );
  }
  return toShape(object, path);
}

type Positions = [number, number][];

const positions = (points: readonly z.infer<typeof Point>[]): Positions => points.map(({ x, y }) => [x, y]);

/** Labelbox repeats the first position at the end of a ring; rings that came in by import may not. */
function opened(ring: Positions): Positions {
  const [first, last] = [ring[0], ring.at(-1)];
  return first?.[0] === last?.[0] && first?.[1] === last?.[1] ? ring.slice(0, -1) : ring;
}
