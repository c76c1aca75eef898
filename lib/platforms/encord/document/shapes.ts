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
import { polygonsOf, positionsOf } from './vertices.ts';

type OnPicture = (fields: Fields, path: FieldPath, scale: Scale) => Shape;
type InSpace = (fields: Fields, path: FieldPath) => Shape;
type Reading = { readonly onPicture?: OnPicture; readonly inSpace?: InSpace };

/** By Encord's name of the shape. https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
const shapes: Readonly<Record<string, Reading>> = {
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
      const of = fieldsIn(fields, 'ellipse', path);
      return ellipse(of, at, scale, numberIn(of, 'rx', at) * scale.width, numberIn(of, 'ry', at) * scale.height);
    },
  },

  /** Its radius is a fraction of the picture's WIDTH; stretched, it is an ellipse. */
  circle: {
    onPicture(fields, path, scale) {
      const at = path.at('circle');
      if (!scale.isPixels) throw invalidAt(at, 'cannot be measured without the width and height of the picture');
      const of = fieldsIn(fields, 'circle', path);
      const radius = numberIn(of, 'r', at) * scale.width;
      return ellipse(of, at, scale, radius, radius * (optionalNumberIn(of, 'stretch', at) ?? 1));
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
      if (!position || more.length > 0)
        throw invalidAt(path.at('point'), `holds ${more.length + (position ? 1 : 0)} points`);
      return { kind: 'point', x: position[0], y: position[1] };
    },
    inSpace: spacePointOf,
  },

  skeleton: { onPicture: skeletonOf },

  /** COCO's string code, but over runs in ROW-major order, as the model has them. */
  bitmask: {
    onPicture(fields, path, scale) {
      const at = path.at('bitmask');
      const mask = fieldsIn(fields, 'bitmask', path);
      const [top, left] = [numberIn(mask, 'top', at), numberIn(mask, 'left', at)];
      const [width, height] = [numberIn(mask, 'width', at), numberIn(mask, 'height', at)];
      if (!scale.isPixels) throw invalidAt(at, 'is a mask on a picture of unknown size, which the label cannot hold');
      if (top !== 0 || left !== 0 || width !== scale.width || height !== scale.height) {
        throw invalidAt(
          at,
          `covers ${width} × ${height} pixels at (${left}, ${top}) of a unit of ${scale.width} × ${scale.height}; only masks of the whole unit are supported`,
        );
      }
      return { kind: 'mask', width, height, counts: countsOf(mask, 'rleString', at) };
    },
  },

  cuboid_2d: { onPicture: perspectiveCuboidOf },

  cuboid: { inSpace: cuboidOf },

  /** Of the points of a cloud, by their index: runs in COCO's string code, beginning with points that are not meant. */
  segmentation: {
    inSpace: (fields, path) => ({ kind: 'cloud-points', counts: countsOf(fields, 'segmentation', path) }),
  },
};

/** `scale` is missing where the unit is no picture but a scene or a point cloud. */
export function shapeOf(object: Fields, path: FieldPath, scale: Scale | undefined): Shape {
  const name = textIn(object, 'shape', path);
  const reading = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (!reading) {
    const supported = Object.keys(shapes).join(', ');
    throw invalidAt(path, `shape ${quoted(name)} is not supported (supported: ${supported})`);
  }
  if (scale && reading.onPicture) return reading.onPicture(object, path, scale);
  if (!scale && reading.inSpace) return reading.inSpace(object, path);
  const [stands, unit] = scale ? ['in space', 'a picture'] : ['on a picture', 'none'];
  throw invalidAt(path, `shape ${quoted(name)} stands ${stands}, and its unit is ${unit}`);
}

function box(rectangle: Fields, path: FieldPath, scale: Scale, rotationDegrees = 0): Shape {
  const [x, y] = scaled(scale, numberIn(rectangle, 'x', path), numberIn(rectangle, 'y', path));
  const [width, height] = scaled(scale, numberIn(rectangle, 'w', path), numberIn(rectangle, 'h', path));
  return { kind: 'box', x, y, width, height, rotationDegrees };
}

/** theta as a rotatable box has it. */
function ellipse(of: Fields, path: FieldPath, scale: Scale, radiusX: number, radiusY: number): Shape {
  const [x, y] = scaled(scale, numberIn(of, 'x', path), numberIn(of, 'y', path));
  return { kind: 'ellipse', x, y, radiusX, radiusY, rotationDegrees: optionalNumberIn(of, 'theta', path) ?? 0 };
}

/** An empty text is the code of no runs at all. */
function countsOf(fields: Fields, key: string, path: FieldPath): number[] {
  const code = fields[key];
  try {
    return code === '' ? [] : decodeCounts(textIn(fields, key, path));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalidAt(path.at(key), `is not a run-length code: ${cause.message}`);
  }
}
