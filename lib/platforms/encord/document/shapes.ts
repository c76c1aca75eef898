import type { Shape } from '../../../label/label.ts';
import { type FieldPath, type Fields, numberIn, optionalNumberIn, quoted, textIn } from '../../kit/fields.ts';
import { type Degenerate, degenerate, keptShape, nowhere } from '../../kit/kept-shape.ts';
import type { Region } from '../../kit/reading.ts';
import { bitmaskOf, countsIn } from './bitmask.ts';
import { drawnIn, type Unsupported, unsupported } from './drawn.ts';
import { keys } from './known-keys.ts';
import { perspectiveCuboidOf } from './perspective-cuboid.ts';
import { type Scale, scaled } from './scale.ts';
import { skeletonOf } from './skeleton.ts';
import { cuboidOf, spacePointOf, spacePolylineOf } from './space-shapes.ts';
import { notOnePoint, polygonsOf, positionsOf } from './vertices.ts';

type Read = Shape | Degenerate | Unsupported;
type OnPicture = (fields: Fields, path: FieldPath, scale: Scale) => Read;
type InSpace = (fields: Fields, path: FieldPath) => Read;
type ShapeReader = { readonly onPicture?: OnPicture; readonly inSpace?: InSpace };

/** By Encord's name of the shape. https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
const shapes: Readonly<Record<string, ShapeReader>> = {
  bounding_box: {
    onPicture(fields, path, scale) {
      const rectangle = drawnIn(fields, 'boundingBox', path, keys.box, ['x', 'y', 'w', 'h']);
      return rectangle ? box(rectangle, path.at('boundingBox'), scale) : nowhere;
    },
  },

  /** x, y, w, h are the box BEFORE its rotation by theta, in degrees, clockwise on the screen, about its centre. */
  rotatable_bounding_box: {
    onPicture(fields, path, scale) {
      const at = path.at('rotatableBoundingBox');
      const rectangle = drawnIn(fields, 'rotatableBoundingBox', path, keys.rotatableBox, ['x', 'y', 'w', 'h']);
      return rectangle ? box(rectangle, at, scale, numberIn(rectangle, 'theta', at)) : nowhere;
    },
  },

  ellipse: {
    onPicture(fields, path, scale) {
      const at = path.at('ellipse');
      const curve = drawnIn(fields, 'ellipse', path, keys.ellipse, ['x', 'y', 'rx', 'ry']);
      if (!curve) return nowhere;
      const radiusX = numberIn(curve, 'rx', at) * scale.width;
      return ellipse(curve, at, scale, radiusX, numberIn(curve, 'ry', at) * scale.height);
    },
  },

  /** Its radius is a fraction of the picture's WIDTH; stretched, it is an ellipse. */
  circle: {
    onPicture(fields, path, scale) {
      const at = path.at('circle');
      const curve = drawnIn(fields, 'circle', path, keys.circle, ['x', 'y', 'r']);
      if (!curve) return nowhere;
      if (!scale.isPixels)
        return unsupported(at, 'must be on a picture of known size, but its width or height is missing');
      const radius = numberIn(curve, 'r', at) * scale.width;
      return ellipse(curve, at, scale, radius, radius * (optionalNumberIn(curve, 'stretch', at) ?? 1));
    },
  },

  polygon: { onPicture: (fields, path, scale) => ({ kind: 'polygon', polygons: polygonsOf(fields, path, scale) }) },

  polyline: {
    onPicture: (fields, path, scale) => ({ kind: 'polyline', points: positionsOf(fields, 'polyline', path, scale) }),
    inSpace: spacePolylineOf,
  },

  point: {
    onPicture(fields, path, scale) {
      const [position, ...more] = positionsOf(fields, 'point', path, scale);
      if (!position) return degenerate('a point without a position');
      if (more.length > 0) throw notOnePoint(path.at('point'), 1 + more.length);
      return { kind: 'point', x: position[0], y: position[1] };
    },
    inSpace: spacePointOf,
  },

  skeleton: { onPicture: skeletonOf },
  bitmask: { onPicture: bitmaskOf },
  cuboid_2d: { onPicture: perspectiveCuboidOf },
  cuboid: { inSpace: cuboidOf },

  /** The points of a cloud by their index: runs in COCO's string code, of which the first is of points that do not belong to it. */
  segmentation: {
    inSpace: (fields, path) =>
      fields.segmentation === null ? nowhere : { kind: 'cloud-points', counts: countsIn(fields, 'segmentation', path) },
  },
};

/**
 * undefined where the object marks nothing, or is of a kind that the connection leaves out: then it is reported. `scale` is
 * undefined where the unit is not a picture but a scene or a point cloud.
 */
export function shapeOf(
  object: Fields,
  path: FieldPath,
  scale: Scale | undefined,
  region: Region,
  unit: string,
): Shape | undefined {
  const shape = read(object, path, scale);
  if (shape.kind !== 'unsupported') return keptShape(shape, region, unit, path);
  path.reading.unknownKind({ ...region, unit }, shape.path, shape.problem);
  return undefined;
}

function read(object: Fields, path: FieldPath, scale: Scale | undefined): Read {
  const name = textIn(object, 'shape', path);
  const reader = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (!reader) {
    const supported = Object.keys(shapes).join(', ');
    return unsupported(path.at('shape'), `must be a supported shape (${supported}), but is ${quoted(name)}`);
  }
  if (scale && reader.onPicture) return reader.onPicture(object, path, scale);
  if (!scale && reader.inSpace) return reader.inSpace(object, path);
  const [expected, found] = scale ? ['on a picture', 'in space'] : ['in space', 'on a picture'];
  return unsupported(path.at('shape'), `must be a shape ${expected}, as its unit is, but ${quoted(name)} is ${found}`);
}

function box(rectangle: Fields, path: FieldPath, scale: Scale, rotationDegrees = 0): Shape {
  const [x, y] = scaled(scale, numberIn(rectangle, 'x', path), numberIn(rectangle, 'y', path));
  const [width, height] = scaled(scale, numberIn(rectangle, 'w', path), numberIn(rectangle, 'h', path));
  return { kind: 'box', x, y, width, height, rotationDegrees };
}

/** `theta` is as in a rotatable box. */
function ellipse(curve: Fields, path: FieldPath, scale: Scale, radiusX: number, radiusY: number): Shape {
  const [x, y] = scaled(scale, numberIn(curve, 'x', path), numberIn(curve, 'y', path));
  return { kind: 'ellipse', x, y, radiusX, radiusY, rotationDegrees: optionalNumberIn(curve, 'theta', path) ?? 0 };
}
