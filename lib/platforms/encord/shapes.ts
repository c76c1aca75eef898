import * as z from 'zod/mini';
import type { Position, Shape } from '../../label/label.ts';
import { decodeCounts } from '../../label/rle.ts';
import { invalidAt, keyword, type PlacedObject, parseAt } from './label-row.ts';

/** Pixels of the unit. Encord's coordinates are fractions of them, from the top left corner. */
export type Size = { readonly width: number; readonly height: number };

const Fractions = z.object({ x: z.number(), y: z.number() });

/** Polylines and points of point clouds have a third coordinate, which an image has no place for. */
const Vertex = z
  .object({ x: z.number(), y: z.number(), z: z.nullish(z.number()) })
  .check(z.refine((vertex) => typeof vertex.z !== 'number', { path: ['z'], error: 'is not held by an image' }));

/** A list, or an object keyed "0", "1", … "10", whose keys sort as numbers. */
const Vertices = z.pipe(
  z.transform((value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const keyed = Object.entries(value).map(([key, vertex]) => [Number(key), vertex] as const);
    return keyed.every(([key]) => Number.isInteger(key))
      ? keyed.sort(([a], [b]) => a - b).map(([, vertex]) => vertex)
      : value;
  }),
  z.array(Vertex),
);

/** x and y alternate. */
const FlatRing = z
  .array(z.number())
  .check(z.refine((ring) => ring.length % 2 === 0, { error: 'must hold an even number of coordinates' }));

const Rectangle = z.extend(Fractions, { w: z.number(), h: z.number() });
const RotatableRectangle = z.extend(Rectangle, { theta: z.number() });
const Bitmask = z.object({
  top: z.number(),
  left: z.number(),
  width: z.number(),
  height: z.number(),
  rleString: z.string(),
});

const scale = ({ width, height }: Size, { x, y }: { readonly x: number; readonly y: number }): Position => [
  x * width,
  y * height,
];

const box = (size: Size, { w, h, ...corner }: z.infer<typeof Rectangle>, rotationDegrees: number): Shape => {
  const [x, y] = scale(size, corner);
  return { kind: 'box', x, y, width: w * size.width, height: h * size.height, rotationDegrees };
};

/** The model's rings are open; one that repeats its first position at the end says the same. */
function openRing(ring: Position[]): Position[] {
  const [first, last] = [ring[0], ring.at(-1)];
  const closed = ring.length > 3 && first && last && first[0] === last[0] && first[1] === last[1];
  return closed ? ring.slice(0, -1) : ring;
}

const flatRing = (size: Size, ring: readonly number[]): Position[] =>
  openRing(ring.flatMap((x, index) => (index % 2 === 0 ? [scale(size, { x, y: ring[index + 1] ?? Number.NaN })] : [])));

type ReadShape = (object: PlacedObject, size: Size, place: string) => Shape;

const reading =
  <Schema extends z.ZodMiniType>(
    schema: Schema,
    toShape: (fields: z.infer<Schema>, size: Size, place: string) => Shape,
  ): ReadShape =>
  (object, size, place) =>
    toShape(parseAt(schema, object, place), size, place);

/** By Encord's name of the shape. https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
const shapes: Readonly<Record<string, ReadShape>> = {
  bounding_box: reading(z.object({ boundingBox: Rectangle }), ({ boundingBox }, size) => box(size, boundingBox, 0)),

  /** x, y, w, h are the box BEFORE its rotation by theta, in degrees, clockwise on the screen, about its centre. */
  rotatable_bounding_box: reading(
    z.object({ rotatableBoundingBox: RotatableRectangle }),
    ({ rotatableBoundingBox: { theta, ...rectangle } }, size) => box(size, rectangle, theta),
  ),

  /** `polygon` is only the outer ring of the first of `polygons`, which newer rows have. */
  polygon: reading(
    z.object({ polygon: z.optional(z.unknown()), polygons: z.nullish(z.array(z.array(FlatRing))) }),
    ({ polygon, polygons }, size, place) => ({
      kind: 'polygon',
      polygons: polygons?.length
        ? polygons.map((rings) => rings.map((ring) => flatRing(size, ring)))
        : [[openRing(vertices(polygon, size, `${place}.polygon`))]],
    }),
  ),

  polyline: reading(z.object({ polyline: z.unknown() }), ({ polyline }, size, place) => ({
    kind: 'polyline',
    points: vertices(polyline, size, `${place}.polyline`),
  })),

  point: reading(z.object({ point: z.unknown() }), ({ point }, size, place) => {
    const [position, ...more] = vertices(point, size, `${place}.point`);
    if (!position || more.length > 0)
      throw invalidAt(`${place}.point`, `holds ${more.length + (position ? 1 : 0)} points`);
    return { kind: 'point', x: position[0], y: position[1] };
  }),

  /** COCO's string code, but over runs in ROW-major order, as the model has them. */
  bitmask: reading(z.object({ bitmask: Bitmask }), ({ bitmask }, size, place) => {
    const { top, left, width, height, rleString } = bitmask;
    if (top !== 0 || left !== 0 || width !== size.width || height !== size.height) {
      throw invalidAt(
        `${place}.bitmask`,
        `covers ${width} × ${height} pixels at (${left}, ${top}) of a unit of ${size.width} × ${size.height}; only masks of the whole unit are supported yet`,
      );
    }
    return { kind: 'mask', width, height, counts: counts(rleString, `${place}.bitmask.rleString`) };
  }),
};

export const shapeOf: ReadShape = (object, size, place) => {
  const read = Object.hasOwn(shapes, object.shape) ? shapes[object.shape] : undefined;
  if (!read) {
    const supported = Object.keys(shapes).join(', ');
    throw invalidAt(place, `shape ${keyword(object.shape)} is not supported yet (supported: ${supported})`);
  }
  return read(object, size, place);
};

const vertices = (value: unknown, size: Size, place: string): Position[] =>
  parseAt(Vertices, value, place).map((vertex) => scale(size, vertex));

function counts(rleString: string, place: string): number[] {
  try {
    return decodeCounts(rleString);
  } catch (cause) {
    throw invalidAt(place, `is not a run-length code: ${cause instanceof Error ? cause.message : 'unreadable'}`);
  }
}
