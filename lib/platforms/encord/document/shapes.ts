import type { Shape } from '../../../label/label.ts';
import { decodeCounts } from '../../../label/rle.ts';
import {
  type FieldPath,
  type Fields,
  fieldsIn,
  invalidAt,
  numberIn,
  optionalNumberIn,
  quoted,
  textIn,
} from '../../kit/fields.ts';
import { perspectiveCuboidOf } from './perspective-cuboid.ts';
import { type Scale, scaled } from './scale.ts';
import { skeletonOf } from './skeleton.ts';
import { cuboidOf, spacePointOf, spacePolylineOf } from './space-shapes.ts';
import { notOnePoint, polygonsOf, positionsOf } from './vertices.ts';

type OnPicture = (fields: Fields, path: FieldPath, scale: Scale) => Shape;
type InSpace = (fields: Fields, path: FieldPath) => Shape;
type ShapeReader = { readonly onPicture?: OnPicture; readonly inSpace?: InSpace };

/** By Encord's name of the shape. https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
const shapes: Readonly<Record<string, ShapeReader>> = {
  bounding_box: {
    onPicture: (fields, path, scale) => box(fieldsIn(fields, 'boundingBox', path), path.at('boundingBox'), scale),
  },

  /** x, y, w, h are the box BEFORE its rotation by theta, in degrees, clockwise on the screen, about its centre. */
  rotatable_bounding_box: {
    onPicture(fields, path, scale) {
      const at = path.at('rotatableBoundingBox');
      const rectangle = fieldsIn(fields, 'rotatableBoundingBox', path);
      return box(rectangle, at, scale, numberIn(rectangle, 'theta', at));
    },
  },

  ellipse: {
    onPicture(fields, path, scale) {
      const at = path.at('ellipse');
      const curve = fieldsIn(fields, 'ellipse', path);
      const radiusX = numberIn(curve, 'rx', at) * scale.width;
      return ellipse(curve, at, scale, radiusX, numberIn(curve, 'ry', at) * scale.height);
    },
  },

  /** Its radius is a fraction of the picture's WIDTH; stretched, it is an ellipse. */
  circle: {
    onPicture(fields, path, scale) {
      const at = path.at('circle');
      if (!scale.isPixels) {
        throw invalidAt(at, 'must be on a picture of known size, but the width or height of the picture is missing');
      }
      const curve = fieldsIn(fields, 'circle', path);
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
      if (!position || more.length > 0) throw notOnePoint(path.at('point'), position ? 1 + more.length : 0);
      return { kind: 'point', x: position[0], y: position[1] };
    },
    inSpace: spacePointOf,
  },

  skeleton: { onPicture: skeletonOf },

  /** COCO's string code, but of runs in ROW-major order, as in the model. */
  bitmask: {
    onPicture(fields, path, scale) {
      const at = path.at('bitmask');
      const mask = fieldsIn(fields, 'bitmask', path);
      const [top, left] = [numberIn(mask, 'top', at), numberIn(mask, 'left', at)];
      const [width, height] = [numberIn(mask, 'width', at), numberIn(mask, 'height', at)];
      if (!scale.isPixels) {
        throw invalidAt(at, 'must be on a picture of known size, but the width or height of the picture is missing');
      }
      if (top !== 0 || left !== 0 || width !== scale.width || height !== scale.height) {
        throw invalidAt(
          at,
          `must cover the whole picture of ${scale.width} × ${scale.height} pixels, ` +
            `but covers ${width} × ${height} pixels at (${left}, ${top})`,
        );
      }
      return { kind: 'mask', width, height, counts: countsOf(mask, 'rleString', at) };
    },
  },

  cuboid_2d: { onPicture: perspectiveCuboidOf },

  cuboid: { inSpace: cuboidOf },

  /** The points of a cloud by their index: runs in COCO's string code, of which the first is of points that do not belong to it. */
  segmentation: {
    inSpace: (fields, path) => ({ kind: 'cloud-points', counts: countsOf(fields, 'segmentation', path) }),
  },
};

/** `scale` is undefined where the unit is not a picture but a scene or a point cloud. */
export function shapeOf(object: Fields, path: FieldPath, scale: Scale | undefined): Shape {
  const name = textIn(object, 'shape', path);
  const reader = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (!reader) {
    const supported = Object.keys(shapes).join(', ');
    throw invalidAt(path.at('shape'), `must be a supported shape (${supported}), but is ${quoted(name)}`);
  }
  if (scale && reader.onPicture) return reader.onPicture(object, path, scale);
  if (!scale && reader.inSpace) return reader.inSpace(object, path);
  const [expected, found] = scale ? ['on a picture', 'in space'] : ['in space', 'on a picture'];
  throw invalidAt(path.at('shape'), `must be a shape ${expected}, as its unit is, but ${quoted(name)} is ${found}`);
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

/** An empty text is the code of no runs at all. */
function countsOf(fields: Fields, key: string, path: FieldPath): number[] {
  const code = fields[key];
  try {
    return code === '' ? [] : decodeCounts(textIn(fields, key, path));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalidAt(path.at(key), `must be a run-length code, but is not: ${cause.message}`);
  }
}
