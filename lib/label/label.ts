import * as z from 'zod/mini';

/**
 * The canonical label: one document per label of a platform; every platform converts INTO it once, every format OUT of it.
 * Coordinates are pixels, origin top-left, x right, y down, full precision; frames and pages are 0-based.
 */

const finite = z.number(); // zod's number refuses NaN and infinities

/** Pixels from the origin. No image is ten million pixels wide, and up to there a double is exact to a billionth of a pixel. */
const farthest = 1e7;
const coordinate = finite.check(z.gte(-farthest), z.lte(farthest));
const extent = finite.check(z.nonnegative(), z.lte(farthest));
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

/** [x, y] in pixels. */
export const Position = z.tuple([coordinate, coordinate]);
export type Position = z.infer<typeof Position>;

/** An open ring: the last position is not the first again. At least three positions. */
export const Ring = z.array(Position).check(z.minLength(3));
export type Ring = z.infer<typeof Ring>;

/** One polygon: outer ring first, then its holes. Winding carries no meaning. */
export const PolygonRings = z.array(Ring).check(z.minLength(1));

const Box = z.strictObject({
  kind: z.literal('box'),
  /** Left edge and top edge of the box before rotation. */
  x: coordinate,
  y: coordinate,
  width: extent,
  height: extent,
  /** Clockwise on the screen, about the box's centre, computed in pixels. */
  rotationDegrees: finite,
});

const Polygon = z.strictObject({ kind: z.literal('polygon'), polygons: z.array(PolygonRings).check(z.minLength(1)) });
const Polyline = z.strictObject({ kind: z.literal('polyline'), points: z.array(Position).check(z.minLength(2)) });
const Point = z.strictObject({ kind: z.literal('point'), x: coordinate, y: coordinate });

/** Run lengths in ROW-major order over the whole unit, starting with background; their sum is width × height. */
const Mask = z.strictObject({ kind: z.literal('mask'), width: count, height: count, counts: z.array(count) }).check(
  z.refine((mask) => mask.counts.reduce((sum, run) => sum + run, 0) === mask.width * mask.height, {
    path: ['counts'],
    error: 'must add up to width × height',
  }),
);

export const Shape = z.discriminatedUnion('kind', [Box, Polygon, Polyline, Point, Mask]);
export type Shape = z.infer<typeof Shape>;
export type ShapeKind = Shape['kind'];
export type ShapeOf<Kind extends ShapeKind> = Extract<Shape, { kind: Kind }>;

/** An answer to a question of the ontology. Answers may carry further questions of their own, to any depth. */
export const Attribute = z.strictObject({
  name,
  get value() {
    return AttributeValue;
  },
});
export type Attribute = z.infer<typeof Attribute>;

export const Choice = z.strictObject({
  name,
  get attributes() {
    return z.array(Attribute);
  },
});
export type Choice = z.infer<typeof Choice>;

export const AttributeValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('radio'), choice: Choice }),
  z.strictObject({ kind: z.literal('checklist'), choices: z.array(Choice) }),
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('number'), number: finite }),
]);
export type AttributeValue = z.infer<typeof AttributeValue>;

/**
 * What an annotation is called. `object`: something with a shape; these get class numbers.
 * `classification`: a question about the whole unit, answered in the annotation's attributes.
 */
export const Category = z.strictObject({
  name,
  kind: z.enum(['object', 'classification']),
  parent: z.optional(name),
  /** `#rrggbb` */
  color: z.optional(z.string().check(z.regex(/^#[0-9a-f]{6}$/i))),
});
export type Category = z.infer<typeof Category>;

export const Unit = z.strictObject({
  id: name,
  /** What a person calls it: a file name, often with folders. Not unique. */
  name,
  media: z.literal('image'),
  width: z.optional(z.int().check(z.positive())),
  height: z.optional(z.int().check(z.positive())),
  /** Where the platform has the media from, without signature or query. */
  sourceUri: z.optional(name),
});
export type Unit = z.infer<typeof Unit>;
export type Media = Unit['media'];

export const Annotation = z.strictObject({
  /** Unique within the label. */
  id: name,
  /** The same thing in several units or frames carries the same track. */
  track: z.optional(name),
  category: name,
  /** The id of a unit of this label. */
  unit: name,
  at: z.strictObject({ kind: z.literal('whole') }),
  /** Absent for a classification of the unit. */
  shape: z.optional(Shape),
  attributes: z.array(Attribute),
  /** 0 to 1. */
  confidence: z.optional(finite.check(z.gte(0), z.lte(1))),
  createdAt: z.optional(z.iso.datetime()),
});
export type Annotation = z.infer<typeof Annotation>;

export const Source = z.strictObject({
  platform: name,
  project: name,
  label: name,
  /** Microseconds since 1970 of the label's last change on the platform: what "newer" means everywhere. */
  revision: count,
  /** The platform's own word for the state of the work. */
  status: z.optional(name),
  updatedAt: z.iso.datetime(),
  branch: z.optional(name),
  /** A hash, never a name or an e-mail address. */
  annotator: z.optional(name),
});
export type Source = z.infer<typeof Source>;

/** A label with no annotations is "labelled, and nothing there": a negative, exported like any other. */
export const Label = z
  .strictObject({
    schema: z.literal(1),
    source: Source,
    categories: z.array(Category),
    units: z.array(Unit).check(z.minLength(1)),
    annotations: z.array(Annotation),
  })
  .check((context) => {
    for (const { path, message } of inconsistencies(context.value)) {
      context.issues.push({ code: 'custom', path, message, input: context.value });
    }
  });
export type Label = z.infer<typeof Label>;

type Inconsistency = { readonly path: PropertyKey[]; readonly message: string };

function* inconsistencies(label: {
  readonly categories: readonly Category[];
  readonly units: readonly Unit[];
  readonly annotations: readonly Annotation[];
}): Generator<Inconsistency> {
  const categories = new Set(label.categories.map((category) => `${category.kind} ${category.name}`));
  const units = new Map(label.units.map((unit) => [unit.id, unit]));
  const ids = new Set<string>();
  if (categories.size < label.categories.length) yield { path: ['categories'], message: 'names one category twice' };
  if (units.size < label.units.length) yield { path: ['units'], message: 'holds one unit id twice' };
  for (const [index, { id, unit, category, shape }] of label.annotations.entries()) {
    const path = ['annotations', index];
    const there = units.get(unit);
    if (ids.has(id)) yield { path: [...path, 'id'], message: 'stands twice in the label' };
    if (!there) yield { path: [...path, 'unit'], message: 'is not the id of a unit of this label' };
    if (!categories.has(`${shape ? 'object' : 'classification'} ${category}`)) {
      yield {
        path: [...path, 'category'],
        message: `is not among the label's ${shape ? 'object' : 'classification'} categories`,
      };
    }
    if (shape?.kind === 'mask' && there && (there.width !== shape.width || there.height !== shape.height)) {
      yield { path: [...path, 'shape'], message: 'is a mask of another size than its unit' };
    }
    ids.add(id);
  }
}
