import { turnedAboutPivot } from './geometry.ts';
import type { Annotation, Label, Position, Shape, ShapeKind, ShapeOf, Unit } from './label.ts';

type Size = { readonly width: number; readonly height: number };

/**
 * The label with shapes in pixels on each unit whose size is known and whose coordinates were `relative`: a platform that does
 * not say how large a picture is gives shares of it, and the picture's own file says the size later.
 */
export function withPixelCoordinates(label: Label): Label {
  const sizes = new Map(label.units.flatMap((unit) => (isScalable(unit) ? [[unit.id, unit] as const] : [])));
  if (sizes.size === 0) return label;
  return {
    ...label,
    units: label.units.map((unit) => {
      if (!sizes.has(unit.id)) return unit;
      const { coordinates: _, ...sized } = unit;
      return sized;
    }),
    annotations: label.annotations.map((annotation): Annotation => {
      const size = sizes.get(annotation.unit);
      return size && annotation.shape ? { ...annotation, shape: scaledShape(annotation.shape, size) } : annotation;
    }),
  };
}

const isScalable = (unit: Unit): unit is Unit & Size =>
  unit.coordinates === 'relative' && unit.width !== undefined && unit.height !== undefined;

const scaledShape = (shape: Shape, size: Size): Shape => scaledKinds[shape.kind](shape as never, size);

const same = <Kind extends ShapeKind>(shape: ShapeOf<Kind>) => shape;
const scaledPosition = ([x, y]: Position, { width, height }: Size): Position => [x * width, y * height];

type Place = { readonly x: number; readonly y: number };
const scaledPlace = <Part extends Place>(part: Part, { width, height }: Size): Part => ({
  ...part,
  x: part.x * width,
  y: part.y * height,
});

type Box = Omit<ShapeOf<'box'>, 'kind'>;

/** The rotation stays: it is about the centre, in pixels, also where lengths are shares. A pivot has done its work. */
function scaledBox<Part extends Box>({ pivot, ...box }: Part, size: Size): Omit<Part, 'pivot'> {
  const scaled = { ...scaledPlace(box, size), width: box.width * size.width, height: box.height * size.height };
  return pivot ? { ...scaled, ...turnedAboutPivot(scaled, scaledPosition(pivot, size)) } : scaled;
}

const scaledKinds: { readonly [Kind in ShapeKind]: (shape: ShapeOf<Kind>, size: Size) => Shape } = {
  box: scaledBox,
  polygon: (shape, size) => ({
    ...shape,
    polygons: shape.polygons.map((rings) => rings.map((ring) => ring.map((at) => scaledPosition(at, size)))),
  }),
  polyline: (shape, size) => ({ ...shape, points: shape.points.map((at) => scaledPosition(at, size)) }),
  point: scaledPlace,
  ellipse: (shape, size) => ({
    ...scaledPlace(shape, size),
    radiusX: shape.radiusX * size.width,
    radiusY: shape.radiusY * size.height,
  }),
  skeleton: (shape, size) => ({
    ...shape,
    keypoints: shape.keypoints.map((keypoint) => scaledPlace(keypoint, size)),
    ...(shape.box ? { box: scaledBox(shape.box, size) } : {}),
  }),
  path: (shape, size) => ({
    ...shape,
    vertices: shape.vertices.map(({ controlBefore, controlAfter, ...vertex }) => ({
      ...scaledPlace(vertex, size),
      ...(controlBefore ? { controlBefore: scaledPosition(controlBefore, size) } : {}),
      ...(controlAfter ? { controlAfter: scaledPosition(controlAfter, size) } : {}),
    })),
  }),
  'perspective-cuboid': ({ front: [a, b, c, d], back, ...shape }, size) => ({
    ...shape,
    front: [scaledPosition(a, size), scaledPosition(b, size), scaledPosition(c, size), scaledPosition(d, size)],
    back: back.by === 'offset' ? scaledPlace(back, size) : { ...back, point: scaledPosition(back.point, size) },
  }),
  mask: same, // its runs count pixels
  cuboid: same, // in space, as are the next three
  'space-point': same,
  'space-polyline': same,
  'cloud-points': same,
  geo: same,
};
