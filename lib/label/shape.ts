import * as z from 'zod/mini';

/**
 * Geometry of one annotation. Coordinates are in the unit's coordinate system (pixels unless `Unit.coordinates` says
 * otherwise), origin top-left, x right, y down, full precision: rounding and clipping belong to a format.
 */

const finite = z.number(); // zod's number refuses NaN and infinities
const count = z.int().check(z.nonnegative());
const name = z.string().check(z.minLength(1));

/** Pixels from the origin. No image is ten million pixels wide, and up to there a double is exact to a billionth of a pixel. */
const farthest = 1e7;
const coordinate = finite.check(z.gte(-farthest), z.lte(farthest));
const extent = finite.check(z.nonnegative(), z.lte(farthest));

/** [x, y] in pixels. */
export const Position = z.tuple([coordinate, coordinate]);
export type Position = z.infer<typeof Position>;

/** [x, y, z] in the units of the scene, most often metres. */
export const SpacePosition = z.tuple([finite, finite, finite]);
export type SpacePosition = z.infer<typeof SpacePosition>;

/** An open ring: the last position is not the first again. At least three positions. */
export const Ring = z.array(Position).check(z.minLength(3));
export type Ring = z.infer<typeof Ring>;

/** One polygon: outer ring first, then its holes. Winding carries no meaning. */
export const PolygonRings = z.array(Ring).check(z.minLength(1));

const boxFields = {
  /** Left edge and top edge of the box before rotation. */
  x: coordinate,
  y: coordinate,
  width: extent,
  height: extent,
  /** Clockwise on the screen, about the box's centre, computed in pixels. */
  rotationDegrees: finite,
  /**
   * Only on a unit of `relative` coordinates: what the box is turned about instead. Where its centre comes to lie depends on the
   * sides of the picture, which nobody says.
   */
  pivot: z.optional(Position),
};

const Box = z.strictObject({ kind: z.literal('box'), ...boxFields });

const Polygon = z.strictObject({ kind: z.literal('polygon'), polygons: z.array(PolygonRings).check(z.minLength(1)) });
const Polyline = z.strictObject({ kind: z.literal('polyline'), points: z.array(Position).check(z.minLength(2)) });
const Point = z.strictObject({ kind: z.literal('point'), x: coordinate, y: coordinate });

const Ellipse = z.strictObject({
  kind: z.literal('ellipse'),
  /** Its centre. */
  x: coordinate,
  y: coordinate,
  radiusX: extent,
  radiusY: extent,
  /** Clockwise on the screen, about the centre, computed in pixels. */
  rotationDegrees: finite,
});

/** COCO's: 0 not labelled or not in the image, 1 labelled but hidden, 2 visible (https://cocodataset.org/#format-data). */
export const Visibility = z.union([z.literal(0), z.literal(1), z.literal(2)]);
export type Visibility = z.infer<typeof Visibility>;

const Keypoint = z.strictObject({ name, x: coordinate, y: coordinate, visibility: Visibility });
export type Keypoint = z.infer<typeof Keypoint>;

/** The edges between its keypoints belong to the category. */
const Skeleton = z.strictObject({
  kind: z.literal('skeleton'),
  keypoints: z.array(Keypoint).check(z.minLength(1)),
  /** Around the whole thing, where somebody drew it: it may reach beyond the keypoints. */
  box: z.optional(z.strictObject(boxFields)),
});

const Vertex = z.strictObject({
  x: coordinate,
  y: coordinate,
  /** Control points of the cubic Bézier curves that end and begin here; absent on a straight side. */
  controlBefore: z.optional(Position),
  controlAfter: z.optional(Position),
  /** Index of the vertex that this one is joined to; absent: the one before it in the list. */
  joinedTo: z.optional(count),
});
export type Vertex = z.infer<typeof Vertex>;

/** A line of straight and curved sides, which may branch. */
const Path = z
  .strictObject({
    kind: z.literal('path'),
    closed: z.boolean(),
    vertices: z.array(Vertex).check(z.minLength(1)),
  })
  .check(
    z.refine(({ vertices }) => vertices.every(({ joinedTo = 0 }) => joinedTo < vertices.length), {
      path: ['vertices'],
      error: 'must be joined to vertices of the path',
    }),
  );

/** Run lengths in ROW-major order over the whole unit, starting with background; their sum is width × height. */
const Mask = z.strictObject({ kind: z.literal('mask'), width: count, height: count, counts: z.array(count) }).check(
  z.refine((mask) => mask.counts.reduce((sum, run) => sum + run, 0) === mask.width * mask.height, {
    path: ['counts'],
    error: 'must add up to width × height',
  }),
);

/** A box in space, as seen on a picture: its front side, and how the side behind it is found. */
const PerspectiveCuboid = z.strictObject({
  kind: z.literal('perspective-cuboid'),
  front: z.tuple([Position, Position, Position, Position]),
  /** Each corner behind lies this share of the way from the vanishing point to its corner in front … */
  back: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('vanishing-point'), point: Position, ratio: finite }),
    /** … or this far from it. */
    z.strictObject({ by: z.literal('offset'), x: coordinate, y: coordinate }),
  ]),
});

/** A box in space. Size along its own axes, orientation as Euler angles in radians about x, y, z. */
const Cuboid = z.strictObject({
  kind: z.literal('cuboid'),
  position: SpacePosition,
  orientation: SpacePosition,
  size: z
    .tuple([finite, finite, finite])
    .check(z.refine((size) => size.every((side) => side >= 0), { error: 'must hold no negative side' })),
});

const SpacePoint = z.strictObject({ kind: z.literal('space-point'), position: SpacePosition });
const SpacePolyline = z.strictObject({
  kind: z.literal('space-polyline'),
  points: z.array(SpacePosition).check(z.minLength(2)),
});

/** Some points of a point cloud: run lengths over the indices of its points, beginning with points that are not meant. */
const CloudPoints = z.strictObject({ kind: z.literal('cloud-points'), counts: z.array(count) });

/** Longitude, latitude, in degrees (WGS 84), sometimes a height: https://www.rfc-editor.org/rfc/rfc7946#section-3.1.1 */
const GeoPosition = z.array(finite).check(z.minLength(2), z.maxLength(3));
/** Closed, as the RFC has it: its last position is its first. */
const LinearRing = z.array(GeoPosition).check(
  z.minLength(4),
  z.refine((ring) => ring[0]?.every((value, axis) => value === ring.at(-1)?.[axis]) ?? false, {
    error: 'must end where it begins',
  }),
);
const GeoLine = z.array(GeoPosition).check(z.minLength(2));

/** https://www.rfc-editor.org/rfc/rfc7946#section-3.1 */
export const GeoGeometry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Point'), coordinates: GeoPosition }),
  z.strictObject({ type: z.literal('MultiPoint'), coordinates: z.array(GeoPosition) }),
  z.strictObject({ type: z.literal('LineString'), coordinates: GeoLine }),
  z.strictObject({ type: z.literal('MultiLineString'), coordinates: z.array(GeoLine) }),
  z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(LinearRing).check(z.minLength(1)) }),
  z.strictObject({
    type: z.literal('MultiPolygon'),
    coordinates: z.array(z.array(LinearRing).check(z.minLength(1))).check(z.minLength(1)),
  }),
]);
export type GeoGeometry = z.infer<typeof GeoGeometry>;

const Geo = z.strictObject({ kind: z.literal('geo'), geometry: GeoGeometry });

export const Shape = z.discriminatedUnion('kind', [
  Box,
  Polygon,
  Polyline,
  Point,
  Ellipse,
  Skeleton,
  Path,
  Mask,
  PerspectiveCuboid,
  Cuboid,
  SpacePoint,
  SpacePolyline,
  CloudPoints,
  Geo,
]);
export type Shape = z.infer<typeof Shape>;
export type ShapeKind = Shape['kind'];
export type ShapeOf<Kind extends ShapeKind> = Extract<Shape, { kind: Kind }>;

/** Every kind of shape, for formats that hold them all. */
export const shapeKinds: readonly ShapeKind[] = Shape.def.options.map(
  (option) => option.def.shape.kind.def.values[0] as ShapeKind,
);
