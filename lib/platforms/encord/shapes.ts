import type { Shape } from '../../label/label.ts';
import { decodeCounts } from '../../label/rle.ts';
import { perspectiveCuboidOf } from './perspective-cuboid.ts';
import { type Fields, fieldsOf, invalidAt, keyword, numberIfAny, numberOf, type Spot, textOf } from './reading.ts';
import { type Scale, scaled } from './scale.ts';
import { skeletonOf } from './skeleton.ts';
import { cuboidOf, spacePointOf, spacePolylineOf } from './space-shapes.ts';
import { polygonsOf, positionsOf } from './vertices.ts';

type OnPicture = (fields: Fields, spot: Spot, scale: Scale) => Shape;
type InSpace = (fields: Fields, spot: Spot) => Shape;
type Reading = { readonly onPicture?: OnPicture; readonly inSpace?: InSpace };

/** By Encord's name of the shape. https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
const shapes: Readonly<Record<string, Reading>> = {
  bounding_box: {
    onPicture: (fields, spot, scale) => box(fieldsOf(fields, 'boundingBox', spot), spot.at('boundingBox'), scale),
  },

  /** x, y, w, h are the box BEFORE its rotation by theta, in degrees, clockwise on the screen, about its centre. */
  rotatable_bounding_box: {
    onPicture(fields, spot, scale) {
      const at = spot.at('rotatableBoundingBox');
      const rectangle = fieldsOf(fields, 'rotatableBoundingBox', spot);
      return box(rectangle, at, scale, numberOf(rectangle, 'theta', at));
    },
  },

  ellipse: {
    onPicture(fields, spot, scale) {
      const at = spot.at('ellipse');
      const of = fieldsOf(fields, 'ellipse', spot);
      return ellipse(of, at, scale, numberOf(of, 'rx', at) * scale.width, numberOf(of, 'ry', at) * scale.height);
    },
  },

  /** Its radius is a fraction of the picture's WIDTH; stretched, it is an ellipse. */
  circle: {
    onPicture(fields, spot, scale) {
      const at = spot.at('circle');
      if (!scale.isPixels) throw invalidAt(at, 'cannot be measured without the width and height of the picture');
      const of = fieldsOf(fields, 'circle', spot);
      const radius = numberOf(of, 'r', at) * scale.width;
      return ellipse(of, at, scale, radius, radius * (numberIfAny(of, 'stretch', at) ?? 1));
    },
  },

  polygon: { onPicture: (fields, spot, scale) => ({ kind: 'polygon', polygons: polygonsOf(fields, spot, scale) }) },

  polyline: {
    onPicture: (fields, spot, scale) => ({ kind: 'polyline', points: positionsOf(fields, 'polyline', spot, scale) }),
    inSpace: spacePolylineOf,
  },

  point: {
    onPicture(fields, spot, scale) {
      const [position, ...more] = positionsOf(fields, 'point', spot, scale);
      if (!position || more.length > 0)
        throw invalidAt(spot.at('point'), `holds ${more.length + (position ? 1 : 0)} points`);
      return { kind: 'point', x: position[0], y: position[1] };
    },
    inSpace: spacePointOf,
  },

  skeleton: { onPicture: skeletonOf },

  /** COCO's string code, but over runs in ROW-major order, as the model has them. */
  bitmask: {
    onPicture(fields, spot, scale) {
      const at = spot.at('bitmask');
      const mask = fieldsOf(fields, 'bitmask', spot);
      const [top, left] = [numberOf(mask, 'top', at), numberOf(mask, 'left', at)];
      const [width, height] = [numberOf(mask, 'width', at), numberOf(mask, 'height', at)];
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
    inSpace: (fields, spot) => ({ kind: 'cloud-points', counts: countsOf(fields, 'segmentation', spot) }),
  },
};

/** `scale` is missing where the unit is no picture but a scene or a point cloud. */
export function shapeOf(object: Fields, spot: Spot, scale: Scale | undefined): Shape {
  const name = textOf(object, 'shape', spot);
  const reading = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
  if (!reading) {
    const supported = Object.keys(shapes).join(', ');
    throw invalidAt(spot, `shape ${keyword(name)} is not supported (supported: ${supported})`);
  }
  if (scale && reading.onPicture) return reading.onPicture(object, spot, scale);
  if (!scale && reading.inSpace) return reading.inSpace(object, spot);
  const [stands, unit] = scale ? ['in space', 'a picture'] : ['on a picture', 'none'];
  throw invalidAt(spot, `shape ${keyword(name)} stands ${stands}, and its unit is ${unit}`);
}

function box(rectangle: Fields, spot: Spot, scale: Scale, rotationDegrees = 0): Shape {
  const [x, y] = scaled(scale, numberOf(rectangle, 'x', spot), numberOf(rectangle, 'y', spot));
  const [width, height] = scaled(scale, numberOf(rectangle, 'w', spot), numberOf(rectangle, 'h', spot));
  return { kind: 'box', x, y, width, height, rotationDegrees };
}

/** theta as a rotatable box has it. */
function ellipse(of: Fields, spot: Spot, scale: Scale, radiusX: number, radiusY: number): Shape {
  const [x, y] = scaled(scale, numberOf(of, 'x', spot), numberOf(of, 'y', spot));
  return { kind: 'ellipse', x, y, radiusX, radiusY, rotationDegrees: numberIfAny(of, 'theta', spot) ?? 0 };
}

/** An empty text is the code of no runs at all. */
function countsOf(fields: Fields, key: string, spot: Spot): number[] {
  const code = fields[key];
  try {
    return code === '' ? [] : decodeCounts(textOf(fields, key, spot));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw invalidAt(spot.at(key), `is not a run-length code: ${cause.message}`);
  }
}
